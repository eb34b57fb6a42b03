import { SpanKind } from './span.js';
import type { Attributes } from './span.js';
import type { Tracer } from './tracer.js';
import { currentTraceparent } from '../log/traceparent.js';

export interface OutsideCall {
  /** To be sent along. */
  readonly headers: Record<string, string>;
  /** The status that was answered, or why there was none. */
  end(status: number | undefined, error?: unknown): void;
}

const UNWATCHED: OutsideCall = { headers: {}, end: () => undefined };

const PORTS: Record<string, number> = { 'http:': 80, 'https:': 443, 'smtp:': 587, 'smtps:': 465 };

/** Spans of the calls to the outside world, for those who make them. Inject it. */
export class OutsideCalls {
  constructor(private readonly tracer?: Tracer) {}

  /** @param path as its route is written, "/charges/:id": what stands in a real one may be a secret. */
  begin(method: string, url: URL, path: string): OutsideCall {
    return this.beginAs(`${method} ${path}`, url, { 'http.request.method': method, 'url.template': path });
  }

  /** One whose path says nothing, or that has none. @param name what is asked of them; never to whom it goes, or what it says */
  beginAs(name: string, url: URL, attributes: Attributes): OutsideCall {
    const within = currentTraceparent();
    if (!this.tracer || within === undefined) return UNWATCHED;
    const span = this.tracer.begin(name, SpanKind.CLIENT, within, { 'server.address': url.hostname, 'server.port': Number(url.port) || PORTS[url.protocol], ...attributes });
    return {
      headers: { traceparent: span.traceparent },
      end: (status, error) => {
        if (status !== undefined) span.attributes['http.response.status_code'] = status;
        span.end(error ?? (status !== undefined && status >= 500 ? Object.assign(new Error(`answered ${status}`), { code: String(status) }) : undefined));
      },
    };
  }
}
