import { afterEach, describe, expect, it } from '@jest/globals';
import { newId, type EventLog, type LogRecord, type OutgoingRecord, type Subscribed } from '@demae/saga';
import { until } from './until.js';

/** How a suite gets at the adapter under test. */
export interface LogUnderTest {
  open(): Promise<EventLog>;
  /** Another reader and writer of the same log, as after a restart. Without this, the parts about restarts are not claimed. */
  reopen(log: EventLog): Promise<EventLog>;
  remove(): Promise<void>;
  /** Whether a reader that the machine holds up counts as dead, so that what it had not committed comes again. */
  repeats?: boolean;
}

const say = (topic: string, key: string, text: string): OutgoingRecord => ({ topic, key, value: Buffer.from(text), headers: { ce_id: newId(), ce_type: 'test.said' } });
const text = (record: LogRecord) => Buffer.from(record.value).toString();

/** What the kit relies on, whatever the log is. Every adapter passes this. */
export function eventLogContract(name: string, prepare: () => LogUnderTest): void {
  describe(`${name} keeps the contract of an event log:`, () => {
    let under: LogUnderTest;
    let log: EventLog;
    const subscriptions: Subscribed[] = [];

    const open = async () => {
      under = prepare();
      log = await under.open();
    };
    const topicName = () => `t${newId().slice(-12)}`;
    /** Reads into a list; resolves `until` when the condition holds. */
    const read = async (group: string, topics: string[], on?: (records: readonly LogRecord[]) => Promise<void> | void, temporary = false) => {
      const seen: LogRecord[] = [];
      const known = new Set<string>();
      const isNew = ({ topic, partition, offset }: LogRecord) => known.size < known.add(`${topic}/${partition}/${offset}`).size;
      const subscription = await log.subscribe({
        group, topics, temporary, maxBatch: 50,
        onBatch: async (records) => {
          await on?.(records);
          seen.push(...(under.repeats ? records.filter(isNew) : records));
        },
      });
      subscriptions.push(subscription);
      return { seen, subscription };
    };

    afterEach(async () => {
      await Promise.all(subscriptions.splice(0).map((subscription) => subscription.close()));
      await log.close();
      await under.remove();
    });

    it('the records of one key arrive in the order in which they were published, with all they carry', async () => {
      await open();
      const topic = topicName();
      await log.ensureTopics([topic]);
      const { seen } = await read('g', [topic]);
      const keys = ['a', 'b', 'c', 'd', 'e'];
      for (let n = 0; n < 20; n++) await log.publish(keys.map((key) => say(topic, key, `${n}`)));
      await until('all of them', () => seen.length === 100);
      for (const key of keys) expect(seen.filter((record) => record.key === key).map(text)).toEqual(Array.from({ length: 20 }, (_, n) => `${n}`));
      expect(seen[0]!.headers).toMatchObject({ ce_type: 'test.said' });
      const bytes = Buffer.from([0, 1, 255, 128, 10]);
      await log.publish([{ topic, key: 'bytes', value: bytes, headers: { 'x-text': 'お出前' } }]);
      await until('the bytes', () => seen.length === 101);
      expect(Buffer.from(seen.at(-1)!.value)).toEqual(bytes);
      expect(seen.at(-1)!.headers['x-text']).toBe('お出前');
    });

    it('every group sees everything, also one that comes late', async () => {
      await open();
      const topic = topicName();
      await log.ensureTopics([topic]);
      const first = await read('first', [topic]);
      await log.publish([say(topic, 'a', '1'), say(topic, 'b', '2')]);
      await until('both', () => first.seen.length === 2);
      const late = await read('late', [topic]);
      await log.publish([say(topic, 'a', '3')]);
      await until('the third', () => first.seen.length === 3 && late.seen.length === 3);
      expect(late.seen.filter(({ key }) => key === 'a').map(text)).toEqual(['1', '3']);
    });

    it('a temporary group begins at the beginning each time', async () => {
      await open();
      const topic = topicName();
      await log.ensureTopics([topic]);
      await log.publish([say(topic, 'a', '1'), say(topic, 'b', '2')]);
      const once = await read('once', [topic], undefined, true);
      await until('both to be handled', () => once.seen.length === 2 && once.subscription.progress().lag === 0);
      await once.subscription.close();
      await log.publish([say(topic, 'a', '3')]);
      const again = await read('once', [topic], undefined, true);
      await until('what came meanwhile', () => again.seen.length === 3);
      expect(again.seen.filter(({ key }) => key === 'a').map(text)).toEqual(['1', '3']);
      expect(once.seen).toHaveLength(2);
    });

    it('members of one group share the keys and keep their order', async () => {
      await open();
      const topic = topicName();
      await log.ensureTopics([topic]);
      const slow = () => new Promise<void>((resolve) => setImmediate(resolve));
      const members = [await read('shared', [topic], slow), await read('shared', [topic], slow)];
      const order: string[] = [];
      for (let n = 0; n < 30; n++) await log.publish(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((key) => say(topic, key, `${n}`)));
      const all = () => members.flatMap(({ seen }) => seen);
      await until('each, once', () => new Set(all().map((record) => `${record.partition}/${record.offset}`)).size === 240);
      for (const { seen } of members) {
        for (const key of new Set(seen.map((record) => record.key))) {
          const numbers = seen.filter((record) => record.key === key).map((record) => Number(text(record)));
          expect(numbers).toEqual([...numbers].sort((x, y) => x - y));
        }
        order.push(...seen.map(text));
      }
      expect(order.length).toBeGreaterThanOrEqual(240);
    });

    it('a batch that was not dealt with comes again, whole and in order', async () => {
      await open();
      const topic = topicName();
      await log.ensureTopics([topic]);
      let tries = 0;
      const { seen } = await read('again', [topic], () => {
        if (++tries <= 2) throw new Error('not now');
      });
      await log.publish([say(topic, 'a', '1'), say(topic, 'a', '2')]);
      await until('both, tried again', () => seen.length >= 2);
      expect(tries).toBeGreaterThanOrEqual(3);
      expect(seen.map(text)).toEqual(['1', '2']);
    });

    it('after a restart goes on behind what was committed, and loses nothing that was published', async () => {
      await open();
      const topic = topicName();
      await log.ensureTopics([topic]);
      const { seen, subscription } = await read('stays', [topic]);
      await log.publish([say(topic, 'a', '1'), say(topic, 'b', '1')]);
      await until('both to be handled', () => seen.length === 2 && subscription.progress().lag === 0);
      await subscription.close();
      await log.publish([say(topic, 'a', '2'), say(topic, 'b', '2')]);
      log = await under.reopen(log);
      const after = await read('stays', [topic]);
      await until('what was published meanwhile', () => after.seen.length >= 2);
      expect(after.seen.map(text)).toEqual(['2', '2']);
      await log.publish([say(topic, 'a', '3')]);
      await until('the next one', () => after.seen.length === 3);
      expect(after.seen.filter(({ key }) => key === 'a').map(text)).toEqual(['2', '3']);
    });

    it('tells the history of one key', async () => {
      await open();
      const [one, two] = [topicName(), topicName()];
      await log.ensureTopics([one, two]);
      await log.publish([say(one, 'a', '1'), say(two, 'a', '2'), say(one, 'b', '3'), say(one, 'a', '4')]);
      const history = await log.history([one, two], 'a');
      expect(history.filter(({ topic }) => topic === one).map(text)).toEqual(['1', '4']);
      expect(history.filter(({ topic }) => topic === two).map(text)).toEqual(['2']);
    });

    it('tells how far a group is behind', async () => {
      await open();
      const topic = topicName();
      await log.ensureTopics([topic]);
      let release: () => void = () => undefined;
      const gate = new Promise<void>((resolve) => (release = resolve));
      const { subscription } = await read('behind', [topic], () => gate);
      await log.publish([say(topic, 'a', '1')]);
      await until('one to be left', () => subscription.progress().lag === 1);
      release();
      await until('nothing to be left', () => subscription.progress().lag === 0);
    });
  });
}
