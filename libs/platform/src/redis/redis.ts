import { Redis } from 'ioredis';
import type { RedisOptions } from 'ioredis';
import RedisMock from 'ioredis-mock';
import type { Logger } from '../log/logger.js';

let memories = 0;
/** How often an absence is told, milliseconds. */
const COMPLAINT = 60_000;

/**
 * A Redis client for what may be lost. It never ends the process: while Redis is away each command fails at once (or within a second),
 * and the client reconnects for as long as it takes. `memory:` is an empty Redis inside this process.
 */
export async function openRedis(url: string, logger: Logger): Promise<Redis> {
  // One in memory is never away; it does not say so by itself.
  if (url === 'memory:') return Object.assign(new RedisMock({ host: `memory-${(memories += 1)}` }), { status: 'ready' }) as unknown as Redis;
  const options: RedisOptions = {
    lazyConnect: true,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    connectTimeout: 2_000,
    commandTimeout: 1_000,
    retryStrategy: (times) => Math.min(100 * 2 ** Math.min(times, 5), 2_000),
  };
  const redis = new Redis(url, options);
  let complained = 0;
  redis.on('error', (error: Error) => {
    if (Date.now() - complained < COMPLAINT) return;
    complained = Date.now();
    logger.warn({ err: error }, 'Redis is away; going on without sessions and caches');
  });
  redis.on('ready', () => (complained = 0));
  await redis.connect().catch(() => undefined);
  return redis;
}

export type { Redis } from 'ioredis';
