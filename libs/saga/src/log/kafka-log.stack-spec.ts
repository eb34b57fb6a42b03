import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from '@jest/globals';
import { KafkaLog, newId, partitionOf, type EventLog, type KafkaLogOptions, type LogRecord, type OutgoingRecord, type Subscribed } from '@demae/saga';
import kafkajs from 'kafkajs';
import { eventLogContract } from '../../../testing/src/event-log-contract.js';
import { MovingLeaders, settled } from '../../../testing/src/kafka-cluster.js';
import { until } from '../../../testing/src/until.js';
import { backOff, pause } from '../failure.js';

// eslint-disable-next-line no-restricted-properties -- not a setting: the run's set-up says where its brokers are
const under = (name: string) => process.env[name] ?? '';
const single = under('DEMAE_TEST_KAFKA');
const three = under('DEMAE_TEST_KAFKA_CLUSTER');
const pids = new Map(under('DEMAE_TEST_KAFKA_PIDS').split(',').map((entry) => entry.split(':').map(Number) as [number, number]));

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
/** One key for each partition. */
const keys = (partitions: number) => Array.from({ length: partitions }, (_, partition) => {
  for (let n = 0; ; n++) if (partitionOf(`k${n}`, partitions) === partition) return `k${n}`;
});

/** Everything that is on the topic. */
async function readAll(log: EventLog, topic: string): Promise<LogRecord[]> {
  const seen: LogRecord[] = [];
  const subscription = await log.subscribe({ group: `reader-${newId()}`, topics: [topic], maxBatch: 500, onBatch: (records) => Promise.resolve(void seen.push(...records)) });
  await until('everything to be read', () => subscription.progress().lag === 0);
  await subscription.close();
  return seen;
}

afterEach(async () => {
  await Promise.all(opened.splice(0).map((log) => log.close()));
});

eventLogContract('the log on Kafka', () => ({
  open: () => KafkaLog.open({ brokers: single, clientId: 'contract' }),
  reopen: async (log) => {
    await log.close();
    return KafkaLog.open({ brokers: single, clientId: 'contract' });
  },
  remove: () => Promise.resolve(),
  repeats: true,
}));

describe('when leaders move', () => {
  const partitions = 6;
  const MOVES = 8;

  async function lostWhileLeadersMove(sabotage?: 'no metadata check') {
    const log = await open({ brokers: three, partitions, replication: 2, sabotage });
    const topic = topicName();
    await log.ensureTopics([topic]);
    const leaders = new MovingLeaders(adminOf(three), topic, 700);
    const acknowledged: string[] = [];
    // On a busy machine leaders take their time to move.
    for (let n = 0, end = Date.now() + 240_000; n < 600 || (leaders.moves <= MOVES && Date.now() < end); n++) {
      const records = keys(partitions).map((key) => say(topic, key, `${key} ${n}`));
      await log.publish(records).then(() => acknowledged.push(...records.map(({ value }) => Buffer.from(value).toString())), () => undefined);
      await pause(12);
    }
    await leaders.stop();
    const { moves } = leaders;
    const seen = new Set((await readAll(log, topic)).map(text));
    const lost = acknowledged.filter((id) => !seen.has(id));
    console.log(`${sabotage ?? 'with the check'}: ${moves} moves, ${acknowledged.length} acknowledged, ${lost.length} lost, ${log.repairs.resent} sent again`);
    return { moves, acknowledged: acknowledged.length, lost, resent: log.repairs.resent };
  }

  it('kafkajs alone loses messages that it has acknowledged', async () => {
    const { moves, lost } = await lostWhileLeadersMove('no metadata check');
    expect(moves).toBeGreaterThan(MOVES);
    expect(lost.length).toBeGreaterThan(0);
  });

  it('the log loses none: what an answer does not cover is sent again', async () => {
    const { moves, lost, resent } = await lostWhileLeadersMove();
    expect(moves).toBeGreaterThan(MOVES);
    expect(lost).toEqual([]);
    expect(resent).toBeGreaterThan(0);
  });
});

describe('acknowledging', () => {
  /** A reader that ends in the middle of its first batch; then another one of its group. */
  async function afterACrash(sabotage?: 'acknowledge first') {
    const topic = topicName();
    const dying = await open({ sabotage });
    await dying.ensureTopics([topic]);
    await dying.publish([say(topic, 'a', '1'), say(topic, 'a', '2')]);
    let heard: () => void = () => undefined;
    const hearing = new Promise<void>((resolve) => (heard = resolve));
    const subscription = await dying.subscribe({
      group: topic, topics: [topic], maxBatch: 10,
      onBatch: async (_records, context) => {
        heard();
        while (!context.isStale()) await pause(10);
        throw new Error('killed');
      },
    });
    await hearing;
    await pause(200);
    await subscription.close();
    const seen: string[] = [];
    const next = await (await open()).subscribe({ group: topic, topics: [topic], maxBatch: 10, onBatch: (records) => Promise.resolve(void seen.push(...records.map(text))) });
    await until('the group to be through', () => next.progress().lag === 0);
    return seen;
  }

  it('before the work is done would lose it', async () => {
    expect(await afterACrash('acknowledge first')).toEqual([]);
  });

  it('comes after it, so another reader does the work', async () => {
    expect(await afterACrash()).toEqual(['1', '2']);
  });

  it('a batch that takes longer than the group waits for a sign of life stays with its reader', async () => {
    const log = await open();
    const topic = topicName();
    await log.ensureTopics([topic]);
    const seen: string[] = [];
    const readers: Subscribed[] = [];
    for (let n = 0; n < 2; n++) {
      readers.push(await log.subscribe({
        group: topic, topics: [topic], maxBatch: 10,
        onBatch: async (records) => {
          seen.push(...records.map(text));
          await pause(14_000);
        },
      }));
    }
    await settled(adminOf(single), topic, 2);
    await log.publish([say(topic, 'a', '1')]);
    await until('the long batch to be done', () => seen.length > 0 && readers.every((reader) => reader.progress().lag === 0));
    await pause(1_000);
    // Twice at most: a machine that stands still for longer than the group waits hands the partition over.
    expect(seen.length).toBeLessThanOrEqual(2);
  });
});

describe('ten idle clients', () => {
  /** In a process of their own; returns how much of a core they use, how many timers they set, and what Node warns of. Looks again for a minute, until it is as wished. */
  async function idle(wish: string, sabotage?: string) {
    const code = `
      let timers = 0;
      const { setTimeout } = globalThis;
      globalThis.setTimeout = (...args) => (timers++, setTimeout(...args));
      const pause = (time) => new Promise((resolve) => setTimeout(resolve, time));
      const { KafkaLog } = await import('@demae/saga');
      const logs = await Promise.all(Array.from({ length: 10 }, () => KafkaLog.open({ brokers: '${three}', clientId: 'idle', sabotage: ${JSON.stringify(sabotage)} })));
      const topic = '${topicName()}';
      await logs[0].ensureTopics([topic]);
      const readers = [];
      for (const [n, log] of logs.entries()) {
        readers.push(await log.subscribe({ group: topic + n, topics: [topic], maxBatch: 10, onBatch: () => Promise.resolve() }));
        await log.publish([{ topic, key: 'a', value: Buffer.from('1'), headers: {} }]);
      }
      // Idle is who has joined and heard everything.
      for (const end = Date.now() + 120_000; Date.now() < end && !readers.every((reader) => reader.progress().lag === 0); ) await pause(100);
      await pause(6_000);
      for (let looks = 1, wished = false; looks <= 12 && !wished; looks++) {
        const before = process.cpuUsage();
        timers = 0;
        await pause(5_000);
        const { user, system } = process.cpuUsage(before);
        const found = { core: (user + system) / 5_000_000, timers: timers / 5 };
        wished = ((core, timers) => ${wish})(found.core, found.timers);
        if (wished || looks === 12) console.log(JSON.stringify(found));
      }
      process.exit(0);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'pipe'] });
    let [out, warnings] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (warnings += chunk.toString()));
    const [exitCode] = (await once(child, 'close')) as [number | null];
    if (exitCode !== 0) throw new Error(warnings);
    const { core, timers } = JSON.parse(out) as { core: number; timers: number };
    console.log(`${sabotage ?? 'repaired'}: ${(core * 100).toFixed(1)} % of a core, ${timers.toFixed(0)} timers a second`);
    return { core, timers, warnings };
  }

  it('wake up thousands of times a second with kafkajs as it is, and Node warns of its timers', async () => {
    const { timers, warnings } = await idle('timers > 2_000', 'no timer repair');
    expect(timers).toBeGreaterThan(2_000);
    expect(warnings).toMatch(/TimeoutNegativeWarning/);
  });

  it('cost next to nothing once it is repaired, and Node has nothing to say', async () => {
    const { core, timers, warnings } = await idle('timers < 100 && core < 0.08');
    expect(warnings).toBe('');
    expect(timers).toBeLessThan(100);
    expect(core).toBeLessThan(0.08);
  });
});

describe('what will not do is refused, by name', () => {
  it('a wrong broker', async () => {
    await expect(KafkaLog.open({ brokers: '127.0.0.1:1', clientId: 'test' })).rejects.toThrow(/No Kafka broker answers at 127\.0\.0\.1:1 .*correct the addresses/);
  });

  it('an unknown topic, to publish to', async () => {
    const log = await open();
    await expect(log.publish([say('nowhere', 'a', '1')])).rejects.toThrow('There is no topic "nowhere"; make it with ensureTopics first.');
  });

  it('a missing topic that may not be made', async () => {
    const log = await open({ createTopics: false });
    await expect(log.ensureTopics(['missing.events'])).rejects.toThrow(/no topic missing\.events.*kafka-topics\.sh --create --partitions 4 --replication-factor 1 --topic missing\.events/);
  });

  it('a topic with fewer partitions than keys are spread over', async () => {
    const topic = topicName();
    await (await open({ partitions: 2 })).ensureTopics([topic]);
    await expect((await open({ partitions: 3 })).ensureTopics([topic])).rejects.toThrow(new RegExp(`"${topic}" has 2\\. .*--alter --partitions 3 --topic ${topic}`));
  });

  it('more copies than there are brokers', async () => {
    await expect((await open({ replication: 2 })).ensureTopics([topicName()])).rejects.toThrow(/refuses to make the topic .*replication/i);
  });

  it('but not a topic with more partitions: the others stay empty', async () => {
    const topic = topicName();
    await (await open({ partitions: 5 })).ensureTopics([topic]);
    const log = await open({ partitions: 2 });
    await log.ensureTopics([topic]);
    await log.publish(keys(5).map((key) => say(topic, key, key)));
    expect(new Set((await readAll(log, topic)).map(({ partition }) => partition))).toEqual(new Set([0, 1]));
  });
});

describe('when the leader is killed', () => {
  /** Of somebody else; the one that is killed had its only copy. */
  const alone = topicName();

  it('kill -9 while sending loses nothing and keeps the order of each key', async () => {
    const partitions = 6;
    const log = await open({ brokers: three, partitions, replication: 3 });
    const topic = topicName();
    await log.ensureTopics([topic]);
    const admin = new kafkajs.Kafka({ clientId: 'killer', brokers: three.split(','), logLevel: kafkajs.logLevel.NOTHING }).admin();
    await admin.connect();
    const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
    const { leader } = topics[0]!.partitions[0]!;
    await admin.createTopics({ waitForLeaders: false, topics: [{ topic: alone, replicaAssignment: [{ partition: 0, replicas: [leader] }] }] });
    await admin.disconnect();
    const live: LogRecord[] = [];
    const subscription = await log.subscribe({ group: topic, topics: [topic], maxBatch: 100, onBatch: (records) => Promise.resolve(void live.push(...records)) });
    const acknowledged: string[] = [];
    for (let n = 0; n < 400; n++) {
      if (n === 100) process.kill(pids.get(leader)!, 'SIGKILL');
      const records = keys(partitions).map((key) => say(topic, key, `${key} ${n}`));
      // As the relay does: the same again until it is acknowledged.
      for (let tries = 1; ; tries++) {
        try {
          await log.publish(records);
          break;
        } catch {
          await pause(backOff(tries, 50, 1_000));
        }
      }
      acknowledged.push(...records.map(({ value }) => Buffer.from(value).toString()));
      await pause(5);
    }
    await until('the live reader to have all', () => new Set(live.map(text)).size === acknowledged.length && subscription.progress().lag === 0);
    const seen = await readAll(log, topic);
    expect(acknowledged.filter((id) => !seen.some((record) => text(record) === id))).toEqual([]);
    for (const key of keys(partitions)) {
      const firsts = [...new Set(seen.filter((record) => record.key === key).map((record) => Number(text(record).split(' ')[1])))];
      expect(firsts).toEqual([...firsts].sort((a, b) => a - b));
    }
  });

  it('whoever starts then does so, although somebody else\'s topic has nobody who leads it', async () => {
    const admin = adminOf(three);
    await admin.connect();
    await until('Kafka to know that nobody leads it', () => admin.fetchTopicMetadata({ topics: [alone] }).then(() => false, (error: Error) => /no leader/.test(error.message)));
    await admin.disconnect();
    const log = await open({ brokers: three, replication: 2 });
    const topic = topicName();
    await log.ensureTopics([topic]);
    await log.publish([say(topic, 'a', '1')]);
    expect((await readAll(log, topic)).map(text)).toEqual(['1']);
  });
});
