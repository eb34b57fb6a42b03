import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { findPrograms } from '../stack/programs.js';
import type { KafkaCluster } from './cluster.js';

/** For the tear-down, which runs in the same process. */
export interface StackUnderTest {
  demaeTestKafka?: { clusters: KafkaCluster[]; directory: string };
}

/**
 * One broker, and a cluster of three whose members the tests may kill. Where they are: DEMAE_TEST_KAFKA and DEMAE_TEST_KAFKA_CLUSTER
 * (addresses), DEMAE_TEST_KAFKA_PIDS (`id:pid` of the three, with commas between).
 */
export default async function setUp(): Promise<void> {
  // As built, because Jest loads this file outside its own module system.
  const { KafkaCluster: Cluster } = (await import(resolve('dist/scripts/kafka/cluster.js'))) as { KafkaCluster: typeof KafkaCluster };
  const { findPrograms: find } = (await import(resolve('dist/scripts/stack/programs.js'))) as { findPrograms: typeof findPrograms };
  const directory = mkdtempSync(join(tmpdir(), 'demae-kafka-'));
  const say = (message: string) => console.log(message);
  await find(say);
  const single = await Cluster.start({ directory: join(directory, 'one'), say });
  const three = await Cluster.start({ directory: join(directory, 'three'), brokers: 3, heap: 320, say });
  (globalThis as StackUnderTest).demaeTestKafka = { clusters: [single, three], directory };
  process.env['DEMAE_TEST_KAFKA'] = single.addresses;
  process.env['DEMAE_TEST_KAFKA_CLUSTER'] = three.addresses;
  process.env['DEMAE_TEST_KAFKA_PIDS'] = three.brokers.map(({ id, pid }) => `${id}:${pid}`).join(',');
}
