import { join } from 'node:path';
import { createDatabaseIfMissing, type EmbeddedPostgres } from '@demae/platform';
import { KafkaLog } from '@demae/saga';
import { SERVICES } from '../../apps/standalone/src/demae.js';
import { KafkaCluster } from '../kafka/cluster.js';
import { StackChild } from '../stack/child.js';
import { RunningStack } from '../stack/running.js';
import { kitSagas } from './kit.js';
import { createTables, DATABASES, plainSagas } from './plain.js';
import { PlatformUnderLoad } from './platform.js';

export interface StackFigures {
  plainScript: { sagasPerSecond: number };
  /** The kit alone on Kafka, one broker. */
  kit: { inFlight: number; perSecond: number; ratio: number; balanced: boolean }[];
  embedded: { confirmedPerSecond: number };
  stack: { startSeconds: number; acceptedPerSecond: number; confirmedPerSecond: number; ratioToEmbedded: number; createdToConfirmedMs: { p50: number; p99: number } };
}

/** What Kafka, and every service a process of its own, cost: against the plain script, and against the one-process mode on this machine. */
export async function benchOnStack(postgres: EmbeddedPostgres, home: string, seconds: number, say: (text: string) => void): Promise<StackFigures> {
  const databases = async (prefix: string) => {
    const urlOf = (database: string) => postgres.url(`${prefix}_${database}`);
    for (const database of DATABASES) await createDatabaseIfMissing(urlOf(database));
    await createTables(urlOf);
    return urlOf;
  };
  say('a plain script, no engine');
  const plain = (await plainSagas(await databases('plain'), seconds)).perSecond;
  const kit = [];
  const cluster = await KafkaCluster.start({ directory: join(home, 'kafka') });
  try {
    for (const inFlight of [256, 1024]) {
      say(`the kit on Kafka, ${inFlight} in flight`);
      const log = await KafkaLog.open({ brokers: cluster.addresses, clientId: `bench-${inFlight}`, partitions: 3 });
      const { perSecond, balanced } = await kitSagas(await databases(`kit${inFlight}`), log, inFlight, seconds);
      await log.close();
      kit.push({ inFlight, perSecond, ratio: perSecond / plain, balanced });
    }
  } finally {
    await cluster.kill();
  }
  say('the whole platform in one process');
  const alone = await PlatformUnderLoad.start(Object.fromEntries(SERVICES.map(({ name }) => [name, postgres.url(`demae_${name}`)])));
  const embedded = await alone.measure(seconds);
  await alone.stop();
  say('the whole platform on the stack');
  const began = Date.now();
  const child = await StackChild.start(join(home, 'stack'), { DEMAE_RATE_LIMIT: 'off', LOG_LEVEL: 'warn' });
  const startSeconds = (Date.now() - began) / 1_000;
  try {
    const running = RunningStack.at(child.home);
    const platform = await PlatformUnderLoad.at(running.url, running.describe().postgres.databases['order']!);
    const { accepted, confirmed, halfLoad } = await platform.measure(seconds);
    await platform.stop();
    await running.close();
    return {
      plainScript: { sagasPerSecond: plain },
      kit,
      embedded: { confirmedPerSecond: embedded.confirmed },
      stack: { startSeconds, acceptedPerSecond: accepted, confirmedPerSecond: confirmed, ratioToEmbedded: confirmed / embedded.confirmed, createdToConfirmedMs: halfLoad },
    };
  } finally {
    await child.remove();
  }
}
