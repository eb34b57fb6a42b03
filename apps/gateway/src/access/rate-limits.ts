import { Problem, REDIS, Settings, type Redis } from '@demae/platform';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';

/** Milliseconds. */
const WINDOW = 60_000;

/** Where somebody stands within the minute. */
export interface Standing {
  limit: number;
  used: number;
  /** Seconds until the count begins anew. */
  reset: number;
}

/** Counts requests by the minute, in Redis, so that all gateways count together. */
@Injectable()
export class RateLimits {
  private readonly on: boolean;
  private readonly ofUser: number;
  private readonly ofAddress: number;
  private readonly strict: number;
  private readonly ofName: number;
  private readonly ofMailbox: number;
  private readonly local = new LRUCache<string, number>({ max: 50_000, ttl: WINDOW });

  constructor(
    @Inject(REDIS) private readonly redis: Redis,
    settings: Settings,
  ) {
    this.on = settings.get<boolean>('DEMAE_RATE_LIMIT');
    this.ofUser = settings.get<number>('RATE_LIMIT_USER');
    this.ofAddress = settings.get<number>('RATE_LIMIT_ADDRESS');
    this.strict = settings.get<number>('RATE_LIMIT_LOGIN_ADDRESS');
    this.ofName = settings.get<number>('RATE_LIMIT_LOGIN_NAME');
    this.ofMailbox = settings.get<number>('RATE_LIMIT_MAIL_TO');
  }

  /** Counts a request and tells in headers how many are left; with Redis away everybody may pass. @throws Problem 429 */
  async countRequest(who: { userId?: string | undefined; address: string }, reply: FastifyReply): Promise<void> {
    if (!this.on) return;
    const standing = who.userId
      ? await this.count(`user:${who.userId}`, this.ofUser).catch(() => undefined)
      : await this.count(`address:${who.address}`, this.ofAddress).catch(() => undefined);
    if (standing) this.check(standing, reply);
  }

  /** Counts a try to log in or register from an address. With Redis away each gateway counts for itself. @throws Problem 429 */
  async countLoginFrom(address: string, reply: FastifyReply): Promise<void> {
    if (this.on) this.check(await this.countSurely(`login-from:${address}`, this.strict), reply);
  }

  /** Counts a try to log in as somebody. @throws Problem 429 */
  async countLoginAs(email: string, reply: FastifyReply): Promise<void> {
    if (this.on) this.check(await this.countSurely(loginName(email), this.ofName), reply);
  }

  /** Counts a mail that somebody without a login asks for, also when nobody has the address: the count must not tell. @throws Problem 429 */
  async countMailTo(email: string, reply: FastifyReply): Promise<void> {
    if (this.on) this.check(await this.countSurely(`mail-to:${hidden(email)}`, this.ofMailbox), reply);
  }

  /** Who has got in need not be stopped: only tries that failed count. */
  async forgetLoginAs(email: string): Promise<void> {
    if (!this.on) return;
    const key = this.key(loginName(email), Date.now());
    this.local.delete(key);
    await this.redis.del(key).catch(() => undefined);
  }

  private check({ limit, used, reset }: Standing, reply: FastifyReply): void {
    void reply.headers({ 'ratelimit-limit': limit, 'ratelimit-remaining': Math.max(0, limit - used), 'ratelimit-reset': reset });
    if (used <= limit) return;
    throw new Problem({ status: 429, detail: `At most ${limit} requests a minute; go on in ${reset} s.`, extra: { retryAfter: reset } });
  }

  private async count(bucket: string, limit: number): Promise<Standing> {
    const now = Date.now();
    const key = this.key(bucket, now);
    const answers = await this.redis.multi().incr(key).pexpire(key, WINDOW).exec();
    const used = answers?.[0]?.[1];
    if (typeof used !== 'number') throw new Error('Redis did not count.');
    return { limit, used, reset: secondsLeft(now) };
  }

  private async countSurely(bucket: string, limit: number): Promise<Standing> {
    try {
      return await this.count(bucket, limit);
    } catch {
      const now = Date.now();
      const key = this.key(bucket, now);
      const used = (this.local.get(key) ?? 0) + 1;
      this.local.set(key, used);
      return { limit, used, reset: secondsLeft(now) };
    }
  }

  private key(bucket: string, now: number): string {
    return `limit:${bucket}:${Math.floor(now / WINDOW)}`;
  }
}

const secondsLeft = (now: number) => Math.ceil((WINDOW - (now % WINDOW)) / 1000);
/** Not in the clear: keys show up in the tools of whoever runs Redis. */
const hidden = (email: string) => createHash('sha256').update(email.trim().toLowerCase()).digest('base64url');
const loginName = (email: string) => `login-as:${hidden(email)}`;
