import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { createLogger, openRedis, Settings, type Redis } from '@demae/platform';
import type { FastifyReply } from 'fastify';
import { Random } from '../../../../scripts/random.js';
import { RateLimits } from './rate-limits.js';

const declared = {
  DEMAE_RATE_LIMIT: { kind: 'flag', what: '' },
  RATE_LIMIT_USER: { kind: 'whole', what: '' },
  RATE_LIMIT_ADDRESS: { kind: 'whole', what: '' },
  RATE_LIMIT_LOGIN_ADDRESS: { kind: 'whole', what: '' },
  RATE_LIMIT_LOGIN_NAME: { kind: 'whole', what: '' },
  RATE_LIMIT_MAIL_TO: { kind: 'whole', what: '' },
} as const;
const settings = (on = 'on') =>
  Settings.read('gateway', declared, {
    DEMAE_RATE_LIMIT: on, RATE_LIMIT_USER: '3', RATE_LIMIT_ADDRESS: '2', RATE_LIMIT_LOGIN_ADDRESS: '2', RATE_LIMIT_LOGIN_NAME: '2', RATE_LIMIT_MAIL_TO: '2',
  });
const memory = () => openRedis('memory:', createLogger('silent'));
const away = { multi: () => ({ hincrby: () => ({ pexpire: () => ({ hgetall: () => ({ exec: () => Promise.reject(new Error('away')) }) }) }) }), del: () => Promise.reject(new Error('away')) } as unknown as Redis;

/** A reply that remembers its headers. */
function reply() {
  const sent: Record<string, unknown> = {};
  return { sent, headers: (headers: object) => Object.assign(sent, headers) } as unknown as FastifyReply & { sent: Record<string, unknown> };
}

const tooMany = { status: 429, extra: { retryAfter: expect.any(Number) } };

describe('rate limits', () => {
  let now = Date.UTC(2025, 10, 21, 9, 30, 5);
  beforeAll(() => void jest.spyOn(Date, 'now').mockImplementation(() => now));
  afterAll(() => void jest.restoreAllMocks());

  it('count users apart from each other and from addresses, and tell how many are left', async () => {
    const limits = new RateLimits(await memory(), settings());
    const last = reply();
    for (let i = 0; i < 3; i++) await limits.countRequest({ userId: 'ann', address: 'a' }, last);
    expect(last.sent).toMatchObject({ 'ratelimit-limit': 3, 'ratelimit-remaining': 0, 'ratelimit-reset': expect.any(Number) });
    await expect(limits.countRequest({ userId: 'ann', address: 'b' }, reply())).rejects.toMatchObject(tooMany);
    await limits.countRequest({ userId: 'bob', address: 'a' }, reply());
    await limits.countRequest({ address: 'a' }, reply());
  });

  it('count all gateways together', async () => {
    const redis = await memory();
    const [one, other] = [new RateLimits(redis, settings()), new RateLimits(redis, settings())];
    await one.countLoginFrom('a', reply());
    await other.countLoginFrom('a', reply());
    await expect(one.countLoginFrom('a', reply())).rejects.toMatchObject(tooMany);
  });

  it('forget who has got in, however they write their address', async () => {
    const limits = new RateLimits(await memory(), settings());
    await limits.countLoginAs('ann@x.test', reply());
    await limits.countLoginAs('Ann@x.test ', reply());
    await expect(limits.countLoginAs('ann@x.test', reply())).rejects.toMatchObject(tooMany);
    await limits.forgetLoginAs('ANN@x.test');
    await limits.countLoginAs('ann@x.test', reply());
  });

  it('let requests pass while Redis is away, but not guesses of passwords', async () => {
    const limits = new RateLimits(away, settings());
    for (let i = 0; i < 9; i++) await limits.countRequest({ userId: 'ann', address: 'a' }, reply());
    await limits.countLoginAs('ann@x.test', reply());
    await limits.countLoginAs('ann@x.test', reply());
    await expect(limits.countLoginAs('ann@x.test', reply())).rejects.toMatchObject(tooMany);
  });

  it('count mails to a mailbox, however its address is written and also while Redis is away, and leave its owner to log in', async () => {
    for (const redis of [await memory(), away]) {
      const limits = new RateLimits(redis, settings());
      await limits.countMailTo('ann@x.test', reply());
      await limits.countMailTo('ANN@x.test', reply());
      await expect(limits.countMailTo('ann@X.test ', reply())).rejects.toMatchObject(tooMany);
      await limits.countLoginAs('ann@x.test', reply());
    }
  });

  it('slide: in no minute, wherever it begins, are more answered than the limit, and then it goes on as it says', async () => {
    for (const redis of [await memory(), away]) {
      const random = new Random(7);
      const limits = new RateLimits(redis, settings());
      const answered: number[] = [];
      const bursts = [59_950, 60_050, 61_000, 89_000, 119_900, 120_100, 125_000, ...Array.from({ length: 200 }, () => 200_000 + random.below(600_000))].sort((a, b) => a - b);
      const begin = Date.UTC(2025, 10, 21, 10);
      for (const at of bursts) {
        now = begin + at;
        for (let i = 0; i < 4; i++) await limits.countLoginFrom('a', reply()).then(() => answered.push(at), () => undefined);
      }
      expect(answered.filter((at) => at === 59_950)).toHaveLength(2);
      expect(Math.max(...answered.map((at) => answered.filter((other) => other >= at && other < at + 60_000).length))).toBe(2);
      // Not much less, either.
      expect(answered.length).toBeGreaterThan(12);
    }
  });

  it('are over when Retry-After says so, and nothing is left of them when RateLimit-Reset says so', async () => {
    const redis = await memory();
    const limits = new RateLimits(redis, settings());
    for (const later of [0, 12_000]) {
      now += later;
      await limits.countLoginFrom('b', reply());
    }
    const refusal = (await limits.countLoginFrom('b', reply()).catch((problem: unknown) => problem)) as { extra: { retryAfter: number } };
    now += refusal.extra.retryAfter * 1_000 - 2_000;
    await expect(limits.countLoginFrom('b', reply())).rejects.toMatchObject(tooMany);
    now += 2_000;
    const last = reply();
    await limits.countLoginFrom('b', last);
    expect(last.sent).toMatchObject({ 'ratelimit-remaining': 0 });
    now += Number(last.sent['ratelimit-reset']) * 1_000;
    await limits.countLoginFrom('b', last);
    expect(last.sent).toMatchObject({ 'ratelimit-remaining': 1 });
  });

  it('keep little, however long somebody comes', async () => {
    const redis = await memory();
    const limits = new RateLimits(redis, settings());
    for (let i = 0; i < 200; i++) {
      now += 4_000;
      await limits.countRequest({ userId: 'zoe', address: 'a' }, reply()).catch(() => undefined);
    }
    expect(await redis.keys('*')).toHaveLength(1);
    expect(Object.keys(await redis.hgetall('limit:user:zoe')).length).toBeLessThanOrEqual(14);
    expect(await redis.pttl('limit:user:zoe')).toBeGreaterThan(0);
  });

  it('are lifted by a setting', async () => {
    const limits = new RateLimits(await memory(), settings('off'));
    for (let i = 0; i < 9; i++) await limits.countLoginFrom('a', reply());
  });
});
