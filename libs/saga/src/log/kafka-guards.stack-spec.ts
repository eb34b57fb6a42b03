import { createRequire } from 'node:module';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { KafkaLog, newId, type BatchContext, type EventLog, type KafkaLogOptions, type LogRecord, type OutgoingRecord } from '@demae/saga';
import kafkajs from 'kafkajs';
import { MovingLeaders, settled } from '../../../testing/src/kafka-cluster.js';
import { until } from '../../../testing/src/until.js';
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
const adminOf = (brokers: string) => new kafkajs.Kafka({ clientId: 'outside', brokers: brokers.split(','), connectionTimeout: 10_000, logLevel: kafkajs.logLevel.NOTHING }).admin();
const topicName = () => `t${newId().slice(-12)}`;
const say = (topic: string, key: string, id: string): OutgoingRecord => ({ topic, key, value: Buffer.from(id), headers: { ce_id: id } });
const text = (record: LogRecord) => Buffer.from(record.value).toString();
const range = (count: number) => Array.from({ length: count }, (_, n) => n);

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
    await settled(adminOf(single), topic, 2);
    await until('both to have joined', () => subscriptions.every((subscription) => subscription.progress().lag === 0));
    await publisher.publish(range(12).map((n) => say(topic, 'a', `${n}`)));
    await until('the rest to be handled', () => seen.includes('11'));
    await until('all to be committed', () => subscriptions.every((subscription) => subscription.progress().lag === 0));
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

describe('a member that its group has forgotten', () => {
  /** kafkajs' own, whose next call fails as a broker's answer or end makes it fail. */
  const failing = (module: string, method: string) => {
    const { prototype } = createRequire(import.meta.url)(`kafkajs/src/${module}`) as { prototype: Record<string, () => Promise<unknown>> };
    return jest.spyOn(prototype, method);
  };

  it('joins it again, also when that fails at first', async () => {
    const log = await open();
    const topic = topicName();
    await log.ensureTopics([topic]);
    const seen = new Set<string>();
    const subscription = await log.subscribe({ group: topic, topics: [topic], maxBatch: 10, onBatch: (records) => Promise.resolve(records.forEach((record) => seen.add(text(record)))) });
    await log.publish([say(topic, 'a', '1')]);
    await until('the first to be heard', () => subscription.progress().lag === 0 && seen.has('1'));
    const outside = adminOf(single);
    await outside.connect();
    const members = async () => (await outside.describeGroups([topic])).groups[0]!.members.map(({ memberId }) => memberId);
    const [forgotten] = await members();
    const away = new kafkajs.KafkaJSConnectionError('Closed connection');
    const join = failing('broker/index.js', 'joinGroup').mockRejectedValueOnce(away);
    const heartbeat = failing('broker/index.js', 'heartbeat').mockRejectedValueOnce(Object.assign(new Error('unknown member'), { type: 'UNKNOWN_MEMBER_ID' }));
    try {
      await until('it to be a member again', async () => {
        const [member, ...others] = await members();
        return member !== undefined && member !== forgotten && others.length === 0;
      }, { patience: 60_000 });
      expect(join.mock.calls.length).toBeGreaterThan(1);
      await log.publish([say(topic, 'a', '2')]);
      await until('the second to be heard and committed', () => subscription.progress().lag === 0 && seen.has('2'));
    } finally {
      await outside.disconnect();
      join.mockRestore();
      heartbeat.mockRestore();
    }
  });
});

describe('a group that is slow', () => {
  /** Resolves when a second group of the same process has heard a record while so many others are at theirs, for longer than anybody waits here. */
  async function heardBeside(slow: number, work: (context: BatchContext) => Promise<void>): Promise<void> {
    const log = await open();
    const topic = topicName();
    await log.ensureTopics([topic]);
    const busy = new Set<number>();
    const join = (group: string, onBatch: (context: BatchContext) => Promise<void>) => log.subscribe({
      group: `${topic}-${group}`, topics: [topic], maxBatch: 10, onBatch: (_records, context) => onBatch(context),
    });
    await Promise.all(range(slow).map((n) => join(`slow-${n}`, async (context) => {
      busy.add(n);
      await work(context);
    })));
    await log.publish([say(topic, 'a', '1')]);
    await until('the slow ones to be at it', () => busy.size === slow);
    let heard = false;
    await join('quick', () => Promise.resolve(void (heard = true)));
    await until('the quick one to hear', () => heard);
  }

  it('does not keep others waiting while it works', async () => {
    await heardBeside(2, async (context) => {
      while (!context.isStale()) await pause(20);
    });
  });

  it('nor do many that pause before another try', async () => {
    await heardBeside(6, (context) => context.pause(600_000));
  });
});

describe('a group that nobody waits for', () => {
  it('reads as rarely as it says, and hears everything', async () => {
    const log = await open();
    const topic = topicName();
    await log.ensureTopics([topic]);
    const seen: string[] = [];
    let batches = 0;
    const began = performance.now();
    const subscription = await log.subscribe({ group: topic, topics: [topic], maxBatch: 500, readEvery: 1_000, onBatch: (records) => Promise.resolve(void ((batches += 1), seen.push(...records.map(text)))) });
    for (const n of range(200)) {
      await log.publish([say(topic, 'a', `${n}`)]);
      await pause(10);
    }
    await until('everything to be heard', () => seen.length >= 200 && subscription.progress().lag === 0);
    expect(seen).toEqual(range(200).map(String));
    expect(batches).toBeLessThanOrEqual(1 + (performance.now() - began) / 1_000);
  });
});

describe('calls of publish that overlap', () => {
  const partitions = 6;

  it('keep the order of each key, also where a part has to be sent again', async () => {
    const log = await open({ brokers: three, partitions, replication: 2 });
    const topic = topicName();
    await log.ensureTopics([topic]);
    const seen: LogRecord[] = [];
    const subscription = await log.subscribe({ group: topic, topics: [topic], maxBatch: 500, onBatch: (records) => Promise.resolve(void seen.push(...records)) });
    const leaders = new MovingLeaders(adminOf(three), topic, 500);
    const keys = range(24).map((n) => `k${n}`);
    const calls: Promise<boolean>[] = [];
    // On a busy machine leaders take their time to move.
    for (const end = Date.now() + 240_000; calls.length < 2_000 || (log.repairs.resent === 0 && Date.now() < end); await pause(5)) {
      const id = `${calls.length}`;
      calls.push(log.publish(keys.map((key) => say(topic, key, id))).then(() => true, () => false));
    }
    const stored = await Promise.all(calls);
    await leaders.stop();
    await until('everything to be read', () => subscription.progress().lag === 0);
    const acknowledged = range(calls.length).filter((n) => stored[n]);
    console.log(`${leaders.moves} moves, ${acknowledged.length} of ${calls.length} calls acknowledged, ${log.repairs.resent} records sent again`);
    expect(log.repairs.resent).toBeGreaterThan(0);
    // Who was refused would have to send again, and that later: it is nothing to go by.
    expect(acknowledged.length).toBeGreaterThan(calls.length / 2);
    for (const key of keys) {
      // A second copy may come later, but nothing may come for the first time after what was said later.
      const firsts = [...new Set(seen.filter((record) => record.key === key).map((record) => Number(text(record))))].filter((n) => stored[n]);
      expect(firsts).toEqual(acknowledged);
    }
  });
});
