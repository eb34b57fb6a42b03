import { Clock, DiskLog } from '@demae/saga';
import { processEnvironment } from '../config/environment.js';
import { aloneSettings } from '../config/service-settings.js';
import { ConfigurationError, Settings } from '../config/settings.js';
import type { Environment } from '../config/settings.js';
import { createLogger } from '../log/logger.js';
import type { Logger } from '../log/logger.js';
import { untilStopped } from '../process/until-stopped.js';
import { openRedis } from '../redis/redis.js';
import { hasDatabase } from './define-service.js';
import type { ServiceDefinition } from './define-service.js';
import { settingsOf, startService } from './start-service.js';

/** The whole of a service's main.ts: runs it as this process until it is asked to end. Settings come from the environment. */
export async function runService(definition: ServiceDefinition): Promise<void> {
  try {
    await run(definition);
  } catch (error) {
    // What is missing is for people; anything else wants its stack.
    console.error(error instanceof ConfigurationError ? error.message : error);
    process.exit(1);
  }
}

async function run(definition: ServiceDefinition): Promise<void> {
  const env = processEnvironment();
  const { REDIS_URL, DEMAE_EVENTS } = aloneSettings;
  // All at once, so that one attempt tells of everything that is missing.
  const settings = Settings.read(definition.name, { ...settingsOf(definition), REDIS_URL, ...(hasDatabase(definition) ? { DEMAE_EVENTS } : {}) }, env);
  const logger = createLogger(settings.get<string>('LOG_LEVEL'));
  const starting = start(definition, settings, env, logger);
  untilStopped(async () => {
    // Why a start failed is told by whoever waits for it.
    const close = await starting.catch(() => undefined);
    await close?.();
  }, logger);
  await starting;
}

/** Returns how to close what it has opened. */
async function start(definition: ServiceDefinition, settings: Settings, env: Environment, logger: Logger): Promise<() => Promise<void>> {
  const redis = await openRedis(settings.get<string>('REDIS_URL'), logger);
  const log = hasDatabase(definition) ? await DiskLog.open({ directory: settings.get<string>('DEMAE_EVENTS') }) : undefined;
  const service = await startService(definition, { env, redis, logger, clock: new Clock(), ...(log ? { log } : {}) });
  return async () => {
    await service.close();
    await log?.close();
    redis.disconnect();
  };
}
