import { ConfigurationError } from '../config/settings.js';
import type { Settings } from '../config/settings.js';
import type { Logger } from '../log/logger.js';
import { openRedis, RedisRefusal } from './redis.js';
import type { Redis } from './redis.js';

/** The Redis that a service's settings name. @throws ConfigurationError that names the one that does not fit */
export async function openOwnRedis(service: string, settings: Settings, logger: Logger): Promise<Redis> {
  try {
    return await openRedis(settings.get<string>('REDIS_URL'), logger, settings.get<string | undefined>('REDIS_CA'));
  } catch (error) {
    if (!(error instanceof RedisRefusal)) throw error;
    throw new ConfigurationError(service, [`${error.setting} does not fit: ${error.message}`]);
  }
}
