import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { KafkaLog, partitionOf, type KafkaLogOptions, type LogRecord } from '@demae/saga';
import { until } from '../../libs/testing/src/until.js';
import { KafkaCluster } from './cluster.js';
import { kafkaJars, run } from './jars.js';

/* The procedure of docs/partitions.md, with the tools it names, while somebody publishes and two groups read. */

const directory = mkdtempSync(join(tmpdir(), 'demae-partitions-'));
const [BEFORE, AFTER] = [3, 5];
const range = (count: number) => Array.from({ length: count }, (_, n) => n);
const keys = range(20).map((n) => `k${n}`);
const logs: KafkaLog[] = [];
let publishing = true;
let cluster: KafkaCluster;
let classpath: string;

beforeAll(async () => {
  classpath = join(await kafkaJars(), '*');
  cluster = await KafkaCluster.start({ directory });
});

afterEach(async () => {
  // Also when a test has failed half-way.
  publishing = false;
  await Promise.all(logs.splice(0).map((log) => log.close()));
});

afterAll(async () => {
  await cluster.kill();
  rmSync(directory, { recursive: true, force: true });
});

async function open(topic: string, options: Partial<KafkaLogOptions>): Promise<KafkaLog> {
  const log = await KafkaLog.open({ brokers: cluster.addresses, clientId: 'test', ...options });
  logs.push(log);
  await log.ensureTopics([topic]);
  return log;
}

const text = ({ value }: LogRecord) => Buffer.from(value).toString();
const publish = (log: KafkaLog, topic: string, n: number) => log.publish(keys.map((key) => ({ topic, key, value: Buffer.from(`${n}`), headers: {} })));

/** Both groups read, the slow one far behind the other. */
async function read(log: KafkaLog, topic: string, seen: { quick: LogRecord[]; slow: LogRecord[] }) {
  await log.subscribe({ group: `${topic}-quick`, topics: [topic], maxBatch: 100, onBatch: (records) => Promise.resolve(void seen.quick.push(...records)) });
  await log.subscribe({
    group: `${topic}-slow`, topics: [topic], maxBatch: 20,
    onBatch: async (records) => {
      await pause(60);
      seen.slow.push(...records);
    },
  });
}

/** The keys that a group has not heard in the order in which they were published. A repetition is no disorder. */
function disordered(records: readonly LogRecord[], rounds: number): string[] {
  return keys.filter((key) => {
    const firsts = [...new Set(records.filter((record) => record.key === key).map(text))];
    return firsts.join() !== range(rounds).join();
  });
}

const distinct = (records: readonly LogRecord[]) => new Set(records.map((record) => `${record.key} ${text(record)}`)).size;

describe('more partitions', () => {
  const tool = (name: string, ...args: string[]) => run('java', ['-Xmx128m', '-XX:TieredStopAtLevel=1', '-cp', classpath, name, '--bootstrap-server', cluster.addresses, ...args]);
  const config = (topic: string, ...args: string[]) => tool('kafka.admin.ConfigCommand', '--alter', '--entity-type', 'topics', '--entity-name', topic, ...args);
  const alter = (topic: string) => tool('org.apache.kafka.tools.TopicCommand', '--alter', '--topic', topic, '--partitions', `${AFTER}`);

  /** What `kafka-consumer-groups.sh --describe --all-groups` has in its column LAG for a topic, all of it where a group has committed nothing yet. */
  async function lag(topic: string): Promise<number> {
    const told = await tool('org.apache.kafka.tools.consumer.group.ConsumerGroupCommand', '--timeout', '60000', '--describe', '--all-groups');
    const lines = told.split('\n').map((line) => line.trim().split(/\s+/));
    const heading = lines.find((line) => line[0] === 'GROUP')!;
    const number = (line: string[], column: string) => Number(line[heading.indexOf(column)]);
    return lines.filter((line) => line[heading.indexOf('TOPIC')] === topic)
      .reduce((sum, line) => sum + (Number.isNaN(number(line, 'LAG')) ? number(line, 'LOG-END-OFFSET') : number(line, 'LAG')), 0);
  }

  it('for a part of the processes, with nothing else done, lose the order of keys', async () => {
    const seen = { quick: [], slow: [] };
    await open('naive', { partitions: AFTER });
    const [before, after] = [await open('naive', { partitions: BEFORE }), await open('naive', { partitions: AFTER })];
    for (const n of range(40)) await publish(before, 'naive', n);
    for (const n of range(10)) await publish(after, 'naive', 40 + n);
    await read(after, 'naive', seen);
    await until('the slow group to be through', () => distinct(seen.slow) === 50 * keys.length);
    expect(disordered(seen.slow, 50).length).toBeGreaterThan(0);
  });

  it('cannot come about by who starts first: all who start at the same time have one number, the others do not start', async () => {
    const numbers = range(12).map((n) => (n % 2 === 0 ? BEFORE : AFTER));
    const started = await Promise.allSettled(numbers.map((partitions) => open('together', { partitions, agreement: 'together.placement' })));
    expect(new Set(numbers.filter((_, i) => started[i]!.status === 'fulfilled')).size).toBe(1);
    expect(started.filter(({ status }) => status === 'fulfilled')).toHaveLength(numbers.length / 2);
    for (const result of started) if (result.status === 'rejected') expect(String(result.reason)).toMatch(/as the topic "together\.placement" has/);
  });

  it('by the procedure keep it, with old and new processes side by side', async () => {
    const agreement = 'demae.placement';
    const seen: { quick: LogRecord[]; slow: LogRecord[] } = { quick: [], slow: [] };
    const before = await open('t', { partitions: BEFORE, agreement });
    await read(before, 't', seen);
    // One relay at a time, which passes from the old process to the new one, and tries again for as long as it takes.
    let relay = before;
    let rounds = 0;
    publishing = true;
    const relaying = (async () => {
      while (publishing) {
        try {
          await publish(relay, 't', rounds);
          rounds += 1;
          await pause(10);
        } catch {
          await pause(100);
        }
      }
    })();
    await until('some load', () => rounds > 150 && seen.quick.length > 0 && seen.slow.length > 0);

    await config('t', '--add-config', 'max.message.bytes=0');
    await until('all groups to have no lag', async () => (await lag('t')) === 0);
    const atClose = rounds;
    await alter('t');
    await alter(agreement);
    // The tool is told so by the controller, and the brokers hear of it a moment later.
    let refusal = '';
    await until('the old number to be refused', async () => (refusal = await open('t', { partitions: BEFORE, agreement }).then(() => '', String)) !== '');
    expect(refusal).toMatch(/keys are spread over 5 partitions, as the topic "demae\.placement" has, and not over 3.*Set the number of partitions to 5/);
    const after = await open('t', { partitions: AFTER, agreement });
    await read(after, 't', seen);
    // Thirty seconds, says the procedure. By then the old process, which has not been stopped yet, publishes nothing, also when Kafka takes it.
    await pause(30_000);
    expect(rounds).toBe(atClose);
    await config('t', '--delete-config', 'max.message.bytes');
    await pause(2_000);
    expect(rounds).toBe(atClose);
    await expect(publish(before, 't', rounds)).rejects.toThrow(/keys are spread over 5 partitions/);

    relay = after;
    await until('the new process to publish', () => rounds > atClose + 100);
    await before.close();
    await until('more of it', () => rounds > atClose + 150);
    publishing = false;
    await relaying;
    await until('both groups to have heard all', () => distinct(seen.slow) === rounds * keys.length && distinct(seen.quick) === rounds * keys.length);
    expect({ quick: disordered(seen.quick, rounds), slow: disordered(seen.slow, rounds) }).toEqual({ quick: [], slow: [] });
    expect(keys.some((key) => partitionOf(key, BEFORE) !== partitionOf(key, AFTER))).toBe(true);
  });
});
