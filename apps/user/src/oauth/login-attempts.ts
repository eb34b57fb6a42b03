import { badRequest, REDIS, unavailable, type Problem, type Redis } from '@demae/platform';
import { Inject, Injectable } from '@nestjs/common';
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** Milliseconds in which somebody has to come back from the provider. */
const LASTS = 600_000;

/** What was begun, to be compared with what comes back. */
export interface Attempt {
  provider: string;
  redirectUri: string;
  nonce: string;
  /** Of PKCE. */
  verifier: string;
}

type Kept = Attempt & { browser: string };

const sha256 = (text: string) => createHash('sha256').update(text).digest('base64url');
const attempt = (state: string) => `oauth:${sha256(state)}`;

/** Logins that are at a provider. Kept in Redis under their state, each for one return of the browser that began it. */
@Injectable()
export class LoginAttempts {
  constructor(@Inject(REDIS) private readonly redis: Redis) {}

  /** Keeps it; the secret that the browser shows when it comes back. */
  async begin(state: string, begun: Attempt): Promise<string> {
    const browser = randomBytes(32).toString('base64url');
    const kept: Kept = { ...begun, browser: sha256(browser) };
    await this.redis.set(attempt(state), JSON.stringify(kept), 'PX', LASTS).catch(away);
    return browser;
  }

  /** Takes it: nobody comes back a second time. @throws Problem 400 when it was never begun, not by this browser, or not any more. */
  async take(provider: string, state: string, browser: string): Promise<Attempt> {
    const key = attempt(state);
    const answers = await this.redis.multi().get(key).del(key).exec().catch(away);
    const text = answers?.[0]?.[1];
    if (typeof text !== 'string') throw notBegun();
    const { browser: wanted, ...begun } = JSON.parse(text) as Kept;
    if (begun.provider !== provider || !timingSafeEqual(Buffer.from(wanted), Buffer.from(sha256(browser)))) throw notBegun();
    return begun;
  }
}

function notBegun(): Problem {
  return badRequest('This login was not begun in this browser, or is used or too old; begin again with GET /v1/auth/oauth/{provider}.');
}

function away(error: unknown): never {
  throw Object.assign(unavailable('Logins with a provider are not possible right now; try again in a few seconds.'), { cause: error });
}
