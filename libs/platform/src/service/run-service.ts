import { Clock, KafkaRefusal, RejoinRefusal } from '@demae/saga';
import type { CrashPoint } from '@demae/saga';
import { processEnvironment } from '../config/environment.js';
import { kafkaSettingOf } from '../config/service-settings.js';
import { ConfigurationError, Settings } from '../config/settings.js';
import type { Environment } from '../config/settings.js';
import { createLogger } from '../log/logger.js';
import type { Logger } from '../log/logger.js';
import { untilStopped } from '../process/until-stopped.js';
import { openOwnRedis } from '../redis/own-redis.js';
import { CrashPoints } from '../sandbox/crash-points.js';
import { shareClock } from '../sandbox/share-clock.js';
import { hasDatabase } from './define-service.js';
import type { ServiceDefinition } from './define-service.js';
import { settingsAlone } from './settings-of.js';
import { migrateService } from './migrate-service.js';
import { openLog } from './open-log.js';
import { rejoinService } from './rejoin-service.js';
import { startService } from './start-service.js';

/**
 * The whole of a service's main.ts: runs it as this process until it is asked to end. Settings come from the environment.
 * With the argument "migrate" it only brings its database up to date, and ends; with "rejoin" it brings a restored database, or one whose
 * log was, and the log together again.
 */
export async function runService(definition: ServiceDefinition): Promise<void> {
  try {
    const [, , what, ...args] = process.argv;
    if (what === 'migrate') await migrateService(definition, processEnvironment());
    else if (what === 'rejoin') await rejoinService(definition, processEnvironment(), args);
    else if (what === undefined) return await run(definition);
    else {
      console.error(`${definition.name} does not know "${what}". Without a word it runs; with migrate or rejoin it does that, and ends.`);
      process.exit(2);
    }
    process.exit(0);
  } catch (error) {
    // What is missing is for people; anything else wants its stack.
    console.error(error instanceof ConfigurationError || error instanceof RejoinRefusal ? error.message : error);
    process.exit(1);
  }
}

async function run(definition: ServiceDefinition): Promise<void> {
  const env = processEnvironment();
  // All at once, so that one attempt tells of everything that is missing.
  const settings = Settings.read(definition.name, settingsAlone(definition, env), env);
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
  const redis = await openOwnRedis(definition.name, settings, logger);
  try {
    const log = hasDatabase(definition) ? await openLog(definition.name, settings, env, logger) : undefined;
    const clock = new Clock();
    const sandbox = settings.get<boolean>('DEMAE_SANDBOX') && settings.get<string>('REDIS_URL') !== 'memory:';
    const unshare = sandbox ? await shareClock(clock, redis, logger) : undefined;
    const crashes = sandbox ? new CrashPoints(definition.name, redis, logger) : undefined;
    const saga = crashes && { passing: (point: CrashPoint) => crashes.pass(point) };
    const service = await startService(definition, { env, redis, logger, clock, ...(log ? { log } : {}), ...(saga ? { saga } : {}) });
    return async () => {
      await service.close();
      await log?.close();
      unshare?.();
      crashes?.close();
      redis.disconnect();
    };
  } catch (error) {
    if (!(error instanceof KafkaRefusal)) throw error;
    throw new ConfigurationError(definition.name, [`${kafkaSettingOf[error.option] ?? 'KAFKA_BROKERS'} does not fit: ${error.message}`]);
  }
}
