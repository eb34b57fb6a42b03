import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { createLogger } from '../log/logger.js';
import { openRedis, type Redis } from './redis.js';
import { ScopedCache } from './scoped-cache.js';

let redis: Redis;
let cache: ScopedCache;

beforeAll(async () => {
  redis = await openRedis('memory:', createLogger('silent'));
});
beforeEach(async () => {
  await redis.flushall();
  cache = new ScopedCache(redis, 'test');
});
afterEach(() => void jest.restoreAllMocks());
afterAll(() => redis.disconnect());

const entry = { scope: 'store-1', tag: '"1.abc"', text: '{"name":"a\nb"}' };
const kept = async (scope?: string) => (await cache.find('menu', scope)).entry;

describe('a scoped cache', () => {
  it('finds what was put, whether one knows its scope or not, for as long as it was to be kept', async () => {
    const clock = jest.spyOn(Date, 'now').mockReturnValue(1_000_000);
    expect(await cache.find('menu', 'store-1')).toEqual({ entry: undefined, mark: '' });
    await cache.put('menu', entry, '', 60);
    expect(await kept('store-1')).toMatchObject(entry);
    expect(await kept()).toMatchObject(entry);
    expect(await kept('store-2')).toBeUndefined();
    expect(await redis.ttl('test:entry:menu')).toBe(60);
    clock.mockReturnValue(1_061_000);
    expect(await kept('store-1')).toBeUndefined();
    await expect(cache.put('menu', entry, '', 3_000)).rejects.toThrow(RangeError);
  });

  it('finds nothing any more about what has changed, and everything about the rest', async () => {
    await cache.put('menu', entry, '', 60);
    await cache.put('other', { ...entry, scope: 'store-2' }, '', 60);
    await cache.drop(['store-1']);
    expect([await kept('store-1'), await kept()]).toEqual([undefined, undefined]);
    expect((await cache.find('other', 'store-2')).entry).toBeDefined();
  });

  it('never finds what was made before a change, however late it is put', async () => {
    const { mark } = await cache.find('menu', 'store-1');
    await cache.drop(['store-1']);
    await cache.put('menu', entry, mark!, 60);
    expect([await kept('store-1'), await kept()]).toEqual([undefined, undefined]);
    const after = await cache.find('menu', 'store-1');
    await cache.put('menu', entry, after.mark!, 60);
    expect(await kept('store-1')).toMatchObject(entry);
  });
});
