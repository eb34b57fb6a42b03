import { beforeEach, describe, expect, it } from '@jest/globals';
import { createLogger, openRedis, type Redis } from '@demae/platform';
import { Sessions } from './sessions.js';

describe('sessions', () => {
  let redis: Redis;
  let sessions: Sessions;

  beforeEach(async () => {
    redis = await openRedis('memory:', createLogger('silent'));
    sessions = new Sessions(redis);
  });

  it('give a new refresh token for each, and keep none of them readable', async () => {
    const { sid, refreshToken } = await sessions.open('ann', 'phone');
    expect(Buffer.from(refreshToken, 'base64url')).toHaveLength(32);
    const next = await sessions.rotate(refreshToken);
    expect(next).toMatchObject({ userId: 'ann', sid });
    expect(next!.refreshToken).not.toBe(refreshToken);
    const kept = JSON.stringify(await redis.hgetall(`session:${sid}`)) + (await redis.keys('*')).join();
    expect(kept).not.toContain(refreshToken);
    expect(kept).not.toContain(next!.refreshToken);
  });

  it('end when an old token is used again', async () => {
    const { sid, refreshToken } = await sessions.open('ann', 'phone');
    const next = await sessions.rotate(refreshToken);
    expect(await sessions.rotate(refreshToken)).toBeUndefined();
    expect(await sessions.rotate(next!.refreshToken)).toBeUndefined();
    expect(await sessions.of('ann')).toEqual([]);
    expect(await redis.exists(`session-ended:${sid}`)).toBe(1);
  });

  it('end when one token is used twice at once: nobody can tell which of the two is the thief', async () => {
    const { refreshToken } = await sessions.open('ann', 'phone');
    const both = await Promise.all([sessions.rotate(refreshToken), sessions.rotate(refreshToken)]);
    expect(both.filter(Boolean)).toHaveLength(1);
    expect(await sessions.of('ann')).toEqual([]);
  });

  it('take no token that was never given out', async () => {
    expect(await sessions.rotate('made-up')).toBeUndefined();
  });

  it('are ended one by one, by their owner only', async () => {
    const phone = await sessions.open('ann', 'phone');
    await sessions.open('ann', 'laptop');
    expect(await sessions.end('bob', phone.sid)).toBe(false);
    expect(await sessions.end('ann', phone.sid)).toBe(true);
    expect((await sessions.of('ann')).map(({ userAgent }) => userAgent)).toEqual(['laptop']);
    expect(await sessions.rotate(phone.refreshToken)).toBeUndefined();
  });

  it('are ended all at once but for the one to keep', async () => {
    const phone = await sessions.open('ann', 'phone');
    await sessions.open('ann', 'laptop');
    await sessions.open('bob', 'tablet');
    await sessions.endAll('ann', phone.sid);
    expect((await sessions.of('ann')).map(({ id }) => id)).toEqual([phone.sid]);
    expect(await sessions.of('bob')).toHaveLength(1);
    await sessions.endAll('ann');
    expect(await sessions.of('ann')).toEqual([]);
  });

  it('cannot be had while Redis is away', async () => {
    const away = new Sessions({ get: () => Promise.reject(new Error('away')) } as unknown as Redis);
    await expect(away.rotate('any')).rejects.toMatchObject({ status: 503 });
  });
});
