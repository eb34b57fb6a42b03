import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Clock, DiskLog, KafkaLog, KafkaRefusal } from '@demae/saga';
import type { CrashPoint, EventLog, KafkaLogOptions } from '@demae/saga';
import { processEnvironment } from '../config/environment.js';
import { kafkaSettingOf, PLACEMENT_TOPIC } from '../config/service-settings.js';
import { ConfigurationError, Settings } from '../config/settings.js';
import type { Environment } from '../config/settings.js';
import { createLogger, sagaLogger } from '../log/logger.js';
import type { Logger } from '../log/logger.js';
import { untilStopped } from '../process/until-stopped.js';
import { openOwnRedis } from '../redis/own-redis.js';
import { CrashPoints } from '../sandbox/crash-points.js';
import { shareClock } from '../sandbox/share-clock.js';
import { hasDatabase } from './define-service.js';
import type { ServiceDefinition } from './define-service.js';
import { settingsAlone } from './settings-of.js';
import { migrateService } from './migrate-service.js';
import { startService } from './start-service.js';

/**
 * The whole of a service's main.ts: runs it as this process until it is asked to end. Settings come from the environment.
 * With the argument "migrate" it only brings its database up to date, and ends.
 */
export async function runService(definition: ServiceDefinition): Promise<void> {
  try {
    if (process.argv[2] !== 'migrate') return await run(definition);
    await migrateService(definition, processEnvironment());
    process.exit(0);
  } catch (error) {
    // What is missing is for people; anything else wants its stack.
    console.error(error instanceof ConfigurationError ? error.message : error);
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

const KAFKA_SABOTAGE = ['no metadata check', 'acknowledge first'] as const;

async function openLog(service: string, settings: Settings, env: Environment, logger: Logger): Promise<EventLog> {
  if (!env['KAFKA_BROKERS']) return DiskLog.open({ directory: settings.get<string>('DEMAE_EVENTS') });
  const replication = settings.get<number | undefined>('KAFKA_REPLICATION');
  const sabotage = KAFKA_SABOTAGE.find((known) => known === settings.get('DEMAE_SABOTAGE'));
  return KafkaLog.open({
    brokers: settings.get<string>('KAFKA_BROKERS'),
    clientId: service,
    partitions: settings.get<number>('KAFKA_PARTITIONS'),
    agreement: PLACEMENT_TOPIC,
    createTopics: settings.get<boolean>('KAFKA_CREATE_TOPICS'),
    security: kafkaSecurity(service, settings),
    logger: sagaLogger(logger),
    ...(replication === undefined ? {} : { replication }),
    ...(sabotage ? { sabotage } : {}),
  });
}

function kafkaSecurity(service: string, settings: Settings): NonNullable<KafkaLogOptions['security']> {
  const ssl = settings.get<boolean>('KAFKA_TLS') && kafkaAuthorities(service, settings.get<string | undefined>('KAFKA_CA'));
  const mechanism = settings.get<'plain' | 'scram-sha-256' | 'scram-sha-512' | undefined>('KAFKA_SASL');
  if (!mechanism) return { ssl };
  const login = { username: settings.get<string>('KAFKA_USERNAME'), password: settings.get<string>('KAFKA_PASSWORD') };
  // kafkajs' types want each mechanism by itself.
  if (mechanism === 'plain') return { ssl, sasl: { mechanism, ...login } };
  return { ssl, sasl: mechanism === 'scram-sha-256' ? { mechanism, ...login } : { mechanism, ...login } };
}

/** Whose certificates to trust. @throws ConfigurationError when the file holds none */
function kafkaAuthorities(service: string, file: string | undefined): true | { ca: string } {
  if (file === undefined) return true;
  try {
    const ca = readFileSync(file, 'utf8');
    new X509Certificate(ca);
    return { ca };
  } catch (error) {
    throw new ConfigurationError(service, [`KAFKA_CA=${file} holds no certificate in PEM (${(error as Error).message}). Name the file of the authority that signs the brokers' certificates.`]);
  }
}
