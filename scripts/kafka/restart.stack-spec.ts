import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KafkaLog } from '@demae/saga';
import { until } from '../../libs/testing/src/until.js';
import { KafkaCluster } from './cluster.js';

const directory = mkdtempSync(join(tmpdir(), 'demae-restart-'));
let cluster: KafkaCluster;

beforeAll(async () => {
  cluster = await KafkaCluster.start({ directory });
});

afterAll(async () => {
  await cluster.kill();
  rmSync(directory, { recursive: true, force: true });
});

describe('a consumer that Kafka stays away from for longer than kafkajs tries', () => {
  it('is replaced by a new one, which goes on where the group was', async () => {
    const log = await KafkaLog.open({ brokers: cluster.addresses, clientId: 'test' });
    try {
      await log.ensureTopics(['t']);
      const seen: string[] = [];
      const subscription = await log.subscribe({
        group: 'g', topics: ['t'], maxBatch: 10,
        onBatch: (records) => Promise.resolve(void seen.push(...records.map(({ value }) => Buffer.from(value).toString()))),
      });
      const say = (id: string) => log.publish([{ topic: 't', key: 'a', value: Buffer.from(id), headers: {} }]);
      await say('before');
      await until('the first record', () => subscription.progress().lag === 0);
      await cluster.broker(1).stop();
      await until('kafkajs to give up', () => log.repairs.restarts > 0);
      await until('it to be missed', () => !log.reachable.now);
      const back = Date.now();
      await cluster.broker(1).start();
      await say('after');
      await until('a consumer to be there again', () => seen.includes('after') && subscription.progress().lag === 0);
      await until('it to be found again', () => log.reachable.now);
      expect(log.reachable.since).toBeGreaterThan(back);
      // What was committed is not heard again. The new one may hear twice what it was not yet able to commit: the old members, of which nobody took leave, still count for some seconds.
      expect(seen.filter((id) => id === 'before')).toHaveLength(1);
      expect([...new Set(seen)]).toEqual(['before', 'after']);
    } finally {
      await log.close();
    }
  });
});
