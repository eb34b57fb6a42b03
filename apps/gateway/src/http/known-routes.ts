import { Problem } from '@demae/platform';
import type { FastifyInstance } from 'fastify';

/** Which methods a path answers, to tell a wrong method from a wrong path. */
export class KnownRoutes {
  private readonly routes: { pattern: RegExp; methods: Set<string> }[] = [];

  /** Learns every route that is added from now on. */
  watch(fastify: FastifyInstance): void {
    fastify.addHook('onRoute', ({ url, method }) => {
      // HEAD comes with GET; OPTIONS stands for all paths there are, and those that are not.
      const methods = [method].flat().filter((one) => one !== 'HEAD' && one !== 'OPTIONS');
      if (methods.length === 0) return;
      const pattern = new RegExp(`^${url.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/:\w+/g, '[^/]+').replace(/\*/g, '.*')}$`);
      const known = this.routes.find((route) => route.pattern.source === pattern.source);
      if (known) for (const one of methods) known.methods.add(one);
      else this.routes.push({ pattern, methods: new Set(methods) });
    });
  }

  /** Whether something answers there. */
  has(method: string, path: string): boolean {
    return this.routes.some(({ pattern, methods }) => methods.has(method) && pattern.test(path));
  }

  /** 405 where the path exists for other methods, else 404. */
  missing(method: string, path: string): Problem {
    const shown = path.slice(0, 200);
    const allowed = [...new Set(this.routes.filter(({ pattern }) => pattern.test(path)).flatMap(({ methods }) => [...methods]))].sort();
    if (allowed.length === 0 || allowed.includes(method)) {
      return new Problem({ status: 404, detail: `There is no ${method} ${shown}; GET /docs lists what there is.` });
    }
    const allow = allowed.join(', ');
    return new Problem({ status: 405, title: 'Method not allowed', detail: `${shown} answers ${allow}, not ${method}.`, extra: { allow } });
  }
}
