import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { catalogue } from '@demae/contracts';
import { createDatabaseIfMissing } from '@demae/platform';
import { KafkaLog } from '@demae/saga';
import { setTimeout as pause } from 'node:timers/promises';
import { freePorts, KafkaCluster } from '../kafka/cluster.js';
import type { Broker } from '../kafka/broker.js';
import { certificateFiles, ensureCertificates } from './certificates.js';
import type { Lines } from './lines.js';
import { findFaketime, findPrograms } from './programs.js';
import { postgresServer, redisServer } from './servers.js';
import { SERVICES } from './services.js';
import { Supervised } from './supervised.js';

export interface Infrastructure {
  kafka: KafkaCluster;
  redis: Supervised;
  postgres: Supervised;
  /** Of its data and password. */
  postgresFolder: string;
  redisUrl: string;
  databaseUrl(service: string): string;
  /** The folder of the certificates, of a stack that speaks TLS. */
  tls: string | undefined;
  stop(): Promise<void>;
}

/** Starts Kafka, Redis and Postgres below the home, on free ports, and makes the topics. Each is started again when it ends. */
export async function startInfrastructure(home: string, brokers: number, lines: Lines, changed: () => void, withTls = false): Promise<Infrastructure> {
  const say = (message: string) => lines.write('stack', message);
  const programs = await findPrograms(say);
  if (process.env['DEMAE_CLOCKS'] !== undefined) await findFaketime(say);
  const tls = withTls ? await ensureCertificates(home, [...SERVICES, 'gateway'], ['kafka', 'redis', 'postgres']) : undefined;
  const files = (server: string) => (tls === undefined ? undefined : certificateFiles(tls, server));
  const [redisPort, postgresPort] = await freePorts(2);
  const database = await postgresServer(programs.postgres, home, postgresPort!, files('postgres'));
  const postgres = new Supervised(database, lines, changed);
  const redis = new Supervised(redisServer(programs.redis, home, redisPort!, files('redis')), lines, changed);
  const databaseUrl = (service: string) => database.url(`demae_${service}`);
  const watch = new AbortController();
  const stopServers = async () => {
    watch.abort();
    await Promise.all([postgres.stop(), redis.stop()]);
  };
  let kafka: KafkaCluster | undefined;
  try {
    const began = Date.now();
    kafka = await KafkaCluster.start({ directory: join(home, 'kafka'), brokers, say, tls: tls === undefined ? undefined : brokerTls(tls) });
    lines.write('kafka', `ready after ${((Date.now() - began) / 1_000).toFixed(1)} s: ${kafka.addresses}`);
    for (const broker of kafka.brokers) void keepUp(broker, lines, changed, watch.signal);
    await makeTopics(kafka.addresses, tls === undefined ? undefined : certificateFiles(tls, 'kafka').ca);
    while (!postgres.ready || !redis.ready) await pause(50);
    await Promise.all(SERVICES.map((service) => createDatabaseIfMissing(databaseUrl(service))));
  } catch (error) {
    await Promise.all([stopServers(), kafka?.stop()]);
    throw error;
  }
  const running = kafka;
  return {
    kafka: running,
    redis,
    postgres,
    postgresFolder: dirname(database.data),
    redisUrl: `${tls === undefined ? 'redis' : 'rediss'}://127.0.0.1:${redisPort}`,
    databaseUrl,
    tls,
    stop: async () => {
      watch.abort();
      await running.stop();
      await stopServers();
    },
  };
}

/** Kafka wants the key and its certificates in one file. */
function brokerTls(folder: string): { keyFile: string; ca: string } {
  const { cert, key, ca } = certificateFiles(folder, 'kafka');
  const keyFile = join(folder, 'kafka.pem');
  writeFileSync(keyFile, [key, cert, ca].map((file) => readFileSync(file, 'utf8')).join(''), { mode: 0o600 });
  return { keyFile, ca };
}

/** The services would make them as well; here it is done once, before they all come together. */
async function makeTopics(brokers: string, ca: string | undefined): Promise<void> {
  const partitions = process.env['KAFKA_PARTITIONS'];
  const log = await KafkaLog.open({ brokers, clientId: 'stack', ...(ca === undefined ? {} : { security: { ssl: { ca: readFileSync(ca, 'utf8') } } }), ...(partitions ? { partitions: Number(partitions) } : {}) });
  try {
    const topics = catalogue.topics();
    await log.ensureTopics([...topics, ...topics.map((topic) => `${topic}.dead`)]);
  } finally {
    await log.close();
  }
}

/** Starts a broker again whenever it ends, on its ports and with its data. */
async function keepUp(broker: Broker, lines: Lines, changed: () => void, stopped: AbortSignal): Promise<void> {
  for (let failures = 0; ; ) {
    await broker.exited;
    if (stopped.aborted) return;
    const wait = Math.min(250 * 2 ** failures, 10_000);
    lines.write('kafka', `broker ${broker.id} ended; starting again in ${wait / 1_000} s`);
    changed();
    await pause(wait);
    if (stopped.aborted) return;
    try {
      await broker.start();
      failures = 0;
      lines.write('kafka', `broker ${broker.id} is back: ${broker.address}, process ${broker.pid}`);
    } catch (error) {
      failures += 1;
      lines.write('kafka', (error as Error).message);
    }
    changed();
  }
}
