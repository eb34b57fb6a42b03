import { Problem, REDIS, Settings, type Redis } from '@demae/platform';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { MEMORY, slotOf, stale, standing, type Standing } from './rate-limits-window.js';

/** Counts requests of the last minute, in Redis, so that all gateways count together; who is refused is not counted. */
@Injectable()
export class RateLimits {
  private readonly on: boolean;
  private readonly ofUser: number;
  private readonly ofAddress: number;
  private readonly strict: number;
  private readonly ofName: number;
  private readonly ofMailbox: number;
  private readonly local = new LRUCache<string, Map<number, number>>({ max: 50_000, ttl: MEMORY });

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
    const key = keyOf(loginName(email));
    this.local.delete(key);
    await this.redis.del(key).catch(() => undefined);
  }

  private check({ limit, used, reset, retryAfter }: Standing, reply: FastifyReply): void {
    void reply.headers({ 'ratelimit-limit': limit, 'ratelimit-remaining': Math.max(0, limit - used), 'ratelimit-reset': reset });
    if (retryAfter === undefined) return;
    throw new Problem({ status: 429, detail: `At most ${limit} requests a minute; go on in ${retryAfter} s.`, extra: { retryAfter } });
  }

  /** One round trip: what is counted and what is read belong together. */
  private async count(bucket: string, limit: number): Promise<Standing> {
    const now = Date.now();
    const [key, slot] = [keyOf(bucket), slotOf(now)];
    const answers = await this.redis.multi().hincrby(key, String(slot), 1).pexpire(key, MEMORY).hgetall(key).exec();
    const fields = answers?.[2]?.[1];
    if (typeof fields !== 'object' || fields === null) throw new Error('Redis did not count.');
    const counts = new Map(Object.entries(fields as Record<string, string>).map(([one, count]) => [Number(one), Number(count)]));
    const stands = standing(counts, limit, now);
    // Nobody waits for these: at worst somebody is counted once too often, and a slot is kept for a minute longer.
    if (stands.retryAfter !== undefined) void this.redis.hincrby(key, String(slot), -1).catch(() => undefined);
    const old = stale(counts, now);
    if (old.length > 0) void this.redis.hdel(key, ...old.map(String)).catch(() => undefined);
    return stands;
  }

  private async countSurely(bucket: string, limit: number): Promise<Standing> {
    try {
      return await this.count(bucket, limit);
    } catch {
      return this.countHere(keyOf(bucket), limit, Date.now());
    }
  }

  private countHere(key: string, limit: number, now: number): Standing {
    const counts = this.local.get(key) ?? new Map<number, number>();
    for (const slot of stale(counts, now)) counts.delete(slot);
    const add = (one: number) => counts.set(slotOf(now), (counts.get(slotOf(now)) ?? 0) + one);
    const stands = standing(add(1), limit, now);
    if (stands.retryAfter !== undefined) add(-1);
    this.local.set(key, counts);
    return stands;
  }
}

const keyOf = (bucket: string) => `limit:${bucket}`;
/** Not in the clear: keys show up in the tools of whoever runs Redis. */
const hidden = (email: string) => createHash('sha256').update(email.trim().toLowerCase()).digest('base64url');
const loginName = (email: string) => `login-as:${hidden(email)}`;
