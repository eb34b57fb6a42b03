import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair } from 'jose';
import Provider from 'oidc-provider';

/** Somebody who has an account with the provider, by whose name they log in there. */
export interface KnownPerson {
  email?: string;
  email_verified?: boolean;
  name?: string;
  locale?: string;
}

/** A provider of OpenID Connect on this machine: the well-known implementation, with one client. */
export class OidcServer {
  readonly people = new Map<string, KnownPerson>();
  /** Asked instead of the provider, while set. */
  instead: RequestListener | undefined;

  private constructor(
    readonly issuer: string,
    private readonly server: Server,
  ) {}

  static async start(redirectUri: () => string): Promise<OidcServer> {
    let listener: RequestListener = (_request, response) => response.writeHead(503).end();
    const server = createServer((request, response) => (oidc.instead ?? listener)(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const oidc = new OidcServer(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, server);
    const { privateKey } = await generateKeyPair('RS256', { extractable: true });
    const key = { ...(await exportJWK(privateKey)), use: 'sig', alg: 'RS256' };
    const client = { client_id: 'demae', client_secret: 'a secret between the two', redirect_uris: [] as string[], grant_types: ['authorization_code'], response_types: ['code'] };
    oidc.prepare = () => {
      client.redirect_uris = [redirectUri()];
      listener = new Provider(oidc.issuer, {
        clients: [client],
        jwks: { keys: [key] },
        cookies: { keys: ['of this run'] },
        claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'locale'] },
        pkce: { required: () => true },
        features: { devInteractions: { enabled: true } },
        findAccount: (_context: unknown, id: string) => ({ accountId: id, claims: () => ({ sub: id, ...oidc.people.get(id) }) }),
      }).callback();
    };
    return oidc;
  }

  /** Once it is known where it sends browsers back to. */
  prepare!: () => void;

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

/** A browser: keeps cookies, and goes where it is sent. */
export class Browser {
  private readonly cookies = new Map<string, Map<string, string>>();

  /** One request, without following where it leads. */
  async ask(url: string, form?: Record<string, string>): Promise<Response> {
    const { host } = new URL(url);
    const jar = this.cookies.get(host) ?? new Map<string, string>();
    this.cookies.set(host, jar);
    const headers = { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') };
    const answer = await fetch(url, { redirect: 'manual', headers, ...(form ? { method: 'POST', body: new URLSearchParams(form) } : {}) });
    for (const line of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!;
      if (value === '' || /max-age=0/i.test(line)) jar.delete(name!);
      else jar.set(name!, value!);
    }
    return answer;
  }

  /** Logs in at the provider and agrees; where it sends the browser back to. */
  async goThrough(start: string, login: string, issuer: string): Promise<string> {
    let answer = await this.ask(start);
    for (let steps = 0; steps < 12; steps++) {
      const to = answer.headers.get('location');
      if (to === null) {
        const prompt = /name="prompt" value="(\w+)"/.exec(await answer.text())?.[1];
        answer = await this.ask(answer.url, { prompt: prompt!, login, password: 'any' });
        continue;
      }
      const next = new URL(to, answer.url).href;
      if (!next.startsWith(issuer)) return next;
      answer = await this.ask(next);
    }
    throw new Error('The provider sends the browser around in circles.');
  }
}
