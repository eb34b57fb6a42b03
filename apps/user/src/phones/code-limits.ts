import { Problem, REDIS, unavailable, type Redis } from '@demae/platform';
import { Inject, Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';

/** Milliseconds, and how many codes in them. */
const OF_NUMBER = { window: 600_000, most: 3 };
const OF_ACCOUNT = { window: 3_600_000, most: 10 };

/** Messages cost money and wake people up. Counted in Redis, by the wall clock; without Redis none is sent. */
@Injectable()
export class CodeLimits {
  constructor(@Inject(REDIS) private readonly redis: Redis) {}

  /** Counts a code that somebody wants sent, whoever they are and however often they take the number off and put it on again. @throws Problem 429, 503 */
  async count(userId: string, number: string): Promise<void> {
    await this.one(`account:${userId}`, OF_ACCOUNT);
    // Not in the clear: keys show up in the tools of whoever runs Redis.
    await this.one(`number:${createHash('sha256').update(number).digest('base64url')}`, OF_NUMBER);
  }

  private async one(bucket: string, { window, most }: typeof OF_NUMBER): Promise<void> {
    const now = Date.now();
    const key = `codes:${bucket}:${Math.floor(now / window)}`;
    const answers = await this.redis.multi().incr(key).pexpire(key, window).exec().catch(() => undefined);
    const used = answers?.[0]?.[1];
    if (typeof used !== 'number') throw unavailable('No code can be sent right now; try again in a few seconds.');
    if (used <= most) return;
    const retryAfter = Math.ceil((window - (now % window)) / 1000);
    throw new Problem({ status: 429, detail: `Too many codes were asked for; go on in ${retryAfter} s.`, extra: { retryAfter } });
  }
}
