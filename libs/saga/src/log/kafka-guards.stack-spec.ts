import { afterEach, describe, expect, it } from '@jest/globals';
import { KafkaLog, newId, type BatchContext, type EventLog, type KafkaLogOptions, type LogRecord, type OutgoingRecord } from '@demae/saga';
import kafkajs from 'kafkajs';
import { pause } from '../failure.js';

// eslint-disable-next-line no-restricted-properties -- not a setting: the run's set-up says where its brokers are
const under = (name: string) => process.env[name] ?? '';
const single = under('DEMAE_TEST_KAFKA');
const three = under('DEMAE_TEST_KAFKA_CLUSTER');

const opened: EventLog[] = [];
const open = async (options: Partial<KafkaLogOptions> = {}) => {
  const log = await KafkaLog.open({ brokers: single, clientId: 'test', ...options });
  opened.push(log);
  return log;
};
const topicName = () => `t${newId().slice(-12)}`;
const say = (topic: string, key: string, id: string): OutgoingRecord => ({ topic, key, value: Buffer.from(id), headers: { ce_id: id } });
const text = (record: LogRecord) => Buffer.from(record.value).toString();
const range = (count: number) => Array.from({ length: count }, (_, n) => n);

async function until(condition: () => boolean, what: string, seconds = 60): Promise<void> {
  for (const end = Date.now() + seconds * 1_000; !condition(); await pause(20)) if (Date.now() > end) throw new Error(`waited for ${seconds} s in vain: ${what}`);
}

afterEach(async () => {
  await Promise.all(opened.splice(0).map((log) => log.close()));
});

describe('a member of a group that is busy for longer than its session', () => {
  /**
   * Two processes share a group. Whoever gets the first record does `work` with it, while more waits than is read ahead, so that reading
   * stands still. Resolves with how often each record was handled, and by how many.
   */
  async function whileBusy(work: (context: BatchContext) => Promise<void>) {
    const topic = topicName();
    const publisher = await open();
    await publisher.ensureTopics([topic]);
    const seen: string[] = [];
    const readers = new Set<number>();
    const subscriptions = await Promise.all(range(2).map(async (reader) => (await open()).subscribe({
      group: topic, topics: [topic], maxBatch: 1,
      onBatch: async (records, context) => {
        seen.push(...records.map(text));
        readers.add(reader);
        if (text(records[0]!) === '0') await work(context);
      },
    })));
    // Both have their share before there is anything to do, so that nothing but a lost member changes it.
    await until(() => subscriptions.every((subscription) => subscription.progress().lag === 0), 'both to have joined');
    await pause(3_000);
    await publisher.publish(range(12).map((n) => say(topic, 'a', `${n}`)));
    await until(() => seen.includes('11'), 'the rest to be handled', 120);
    await until(() => subscriptions.every((subscription) => subscription.progress().lag === 0), 'all to be committed');
    return { seen, readers: readers.size };
  }

  const once = { seen: range(12).map(String), readers: 1 };

  it('keeps its partitions: with work, and with the pause before another try', async () => {
    const [working, pausing] = await Promise.all([
      whileBusy(() => pause(20_000)),
      // Longer than a handler may be silent, too.
      whileBusy((context) => context.pause(75_000)),
    ]);
    expect({ working, pausing }).toEqual({ working: once, pausing: once });
  });
});

describe('a group that is slow', () => {
  /** How long a second group of the same process waits for a record while so many others are at theirs, milliseconds. */
  async function waitBeside(slow: number, work: (context: BatchContext) => Promise<void>): Promise<number> {
    const log = await open();
    const topic = topicName();
    await log.ensureTopics([topic]);
    let busy = 0;
    const join = (group: string, onBatch: (context: BatchContext) => Promise<void>) => log.subscribe({
      group: `${topic}-${group}`, topics: [topic], maxBatch: 10, onBatch: (_records, context) => onBatch(context),
    });
    await Promise.all(range(slow).map((n) => join(`slow-${n}`, async (context) => {
      busy += 1;
      await work(context);
    })));
    await log.publish([say(topic, 'a', '1')]);
    await until(() => busy === slow, 'the slow ones to be at it');
    let heard = 0;
    const began = Date.now();
    await join('quick', () => Promise.resolve(void (heard = Date.now())));
    await until(() => heard > 0, 'the quick one to hear');
    return heard - began;
  }

  it('does not keep others waiting while it works', async () => {
    expect(await waitBeside(2, () => pause(15_000))).toBeLessThan(5_000);
  });

  it('nor do many that pause before another try', async () => {
    expect(await waitBeside(6, (context) => context.pause(15_000))).toBeLessThan(5_000);
  });
});

describe('calls of publish that overlap', () => {
  const partitions = 6;

  /** Moves the leader of one partition after another, until told to stop. */
  function movingLeaders(topic: string): () => Promise<void> {
    let stop = false;
    const done = (async () => {
      const admin = new kafkajs.Kafka({ clientId: 'mover', brokers: three.split(','), logLevel: kafkajs.logLevel.NOTHING }).admin();
      await admin.connect();
      for (let n = 0; !stop; n++, await pause(500)) {
        const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
        const alive = new Set((await admin.describeCluster()).brokers.map(({ nodeId }) => nodeId));
        const { partitionId, leader, replicas } = topics[0]!.partitions.find((partition) => partition.partitionId === n % partitions)!;
        const others = [...alive].filter((id) => id !== leader);
        const copies = [...replicas.filter((id) => others.includes(id)), ...others.filter((id) => !replicas.includes(id))].slice(0, 2);
        await admin.alterPartitionReassignments({ topics: [{ topic, partitionAssignment: [{ partition: partitionId, replicas: copies }] }] });
      }
      await admin.disconnect();
    })();
    return async () => {
      stop = true;
      await done;
    };
  }

  it('keep the order of each key, also where a part has to be sent again', async () => {
    const log = await open({ brokers: three, partitions, replication: 2 });
    const topic = topicName();
    await log.ensureTopics([topic]);
    const seen: LogRecord[] = [];
    const subscription = await log.subscribe({ group: topic, topics: [topic], maxBatch: 500, onBatch: (records) => Promise.resolve(void seen.push(...records)) });
    const stop = movingLeaders(topic);
    const keys = range(24).map((n) => `k${n}`);
    const calls: Promise<void>[] = [];
    for (const n of range(2_000)) {
      calls.push(log.publish(keys.map((key) => say(topic, key, `${n}`))));
      await pause(5);
    }
    await Promise.all(calls);
    await stop();
    await until(() => seen.length >= calls.length * keys.length && subscription.progress().lag === 0, 'everything to be read');
    console.log(`${log.repairs.resent} records sent again`);
    expect(log.repairs.resent).toBeGreaterThan(0);
    for (const key of keys) {
      // A second copy may come later, but nothing may come for the first time after what was said later.
      const firsts = [...new Set(seen.filter((record) => record.key === key).map((record) => Number(text(record))))];
      expect(firsts).toEqual(range(2_000));
    }
  });
});
