import { notFound, Problem, Settings, unavailable } from '@demae/platform';
import { Injectable } from '@nestjs/common';
import { allowInsecureRequests, AuthorizationResponseError, ClientError, discovery, ResponseBodyError, type Configuration } from 'openid-client';

/** Seconds for each call to a provider. */
const PATIENCE = 5;
const NAME = /^[a-z][a-z0-9-]{0,31}$/;

/** What is wrong with an answer that did come, in the words of openid-client; whatever else it says is that none came. */
const UNTRUE = new Set(['OAUTH_INVALID_RESPONSE', 'OAUTH_JWT_CLAIM_COMPARISON_FAILED', 'OAUTH_JWT_TIMESTAMP_CHECK_FAILED', 'OAUTH_KEY_SELECTION_FAILED', 'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED']);

/** One provider, as OAUTH_PROVIDERS has it under its name. */
export interface ProviderSetting {
  /** Of OpenID Connect: its document is at <issuer>/.well-known/openid-configuration. */
  issuer: string;
  clientId: string;
  clientSecret?: string;
  scopes?: string;
  /** A page of the front end that hands code and state on to the callback; that route itself when absent. */
  redirectUri?: string;
}

/** The providers that people may log in with, and what their documents say, read when somebody first asks. */
@Injectable()
export class OauthProviders {
  private readonly settings: ReadonlyMap<string, ProviderSetting>;
  private readonly known = new Map<string, Promise<Configuration>>();

  /** @throws Error when OAUTH_PROVIDERS is not what it should be. */
  constructor(settings: Settings) {
    this.settings = parse(settings.get<string | undefined>('OAUTH_PROVIDERS'));
  }

  /** @throws Problem 404 */
  setting(name: string): ProviderSetting {
    const found = this.settings.get(name);
    if (!found) throw notFound('provider to log in with');
    return found;
  }

  /** Asks the provider once; a failure is not kept. */
  async configuration(name: string): Promise<Configuration> {
    const { issuer, clientId, clientSecret } = this.setting(name);
    const server = new URL(issuer);
    // Without TLS to this machine only, for tests and trials.
    const execute = isLoopback(server) ? [allowInsecureRequests] : [];
    let found = this.known.get(name);
    if (!found) this.known.set(name, (found = discovery(server, clientId, clientSecret, undefined, { execute, timeout: PATIENCE })));
    try {
      return await found;
    } catch (error) {
      this.known.delete(name);
      throw error;
    }
  }
}

/** What went wrong with a provider, as a Problem: 503 when it is away, 401 when it does not vouch for anybody. */
export function problemWith(provider: string, error: unknown): Problem {
  if (error instanceof Problem) return error;
  const refused = error instanceof AuthorizationResponseError || (error instanceof ResponseBodyError && error.status < 500);
  const untrue = error instanceof ClientError && error.code !== undefined && UNTRUE.has(error.code);
  if (!refused && !untrue) return Object.assign(unavailable(`${provider} cannot be reached right now; try again, or log in with a password.`, 5), { cause: error });
  return Object.assign(new Problem({ status: 401, detail: `${provider} has not confirmed who you are; begin again.`, code: 'oauth' }), { cause: error });
}

function isLoopback({ protocol, hostname }: URL): boolean {
  return protocol === 'http:' && ['127.0.0.1', '[::1]', 'localhost'].includes(hostname);
}

function parse(text: string | undefined): Map<string, ProviderSetting> {
  if (text === undefined) return new Map();
  const wrong = (what: string) => new Error(`OAUTH_PROVIDERS ${what}. Write for example {"google":{"issuer":"https://accounts.google.com","clientId":"…","clientSecret":"…"}}.`);
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    throw wrong('is no JSON');
  }
  if (typeof read !== 'object' || read === null || Array.isArray(read)) throw wrong('is no object of providers by name');
  const providers = Object.entries(read as Record<string, Partial<ProviderSetting> | null>);
  for (const [name, provider] of providers) {
    if (!NAME.test(name)) throw wrong('has a name that is not lower case letters, digits and -');
    const { issuer, clientId } = provider ?? {};
    if (typeof issuer !== 'string' || typeof clientId !== 'string' || !URL.canParse(issuer)) throw wrong(`lacks issuer (a URL) or clientId of ${name}`);
    const url = new URL(issuer);
    if (url.protocol !== 'https:' && !isLoopback(url)) throw wrong(`has an issuer of ${name} without TLS`);
  }
  return new Map(providers as [string, ProviderSetting][]);
}
