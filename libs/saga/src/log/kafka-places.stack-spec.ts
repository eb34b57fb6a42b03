import { afterEach, describe, expect, it } from '@jest/globals';
import { KafkaLog, newId, type LogRecord, type OutgoingRecord } from '@demae/saga';
import { until } from '../../../testing/src/until.js';
import { pause } from '../failure.js';

// eslint-disable-next-line no-restricted-properties -- not a setting: the run's set-up says where its brokers are
const brokers = process.env['DEMAE_TEST_KAFKA'] ?? '';

const opened: KafkaLog[] = [];
const open = async () => {
  const log = await KafkaLog.open({ brokers, clientId: 'test', partitions: 1 });
  opened.push(log);
  return log;
};
const topicName = () => `t${newId().slice(-12)}`;
const say = (topic: string, id: string): OutgoingRecord => ({ topic, key: 'a', value: Buffer.from(id), headers: { ce_id: id } });
const ids = (records: readonly LogRecord[]) => records.map(({ headers }) => headers['ce_id']);

afterEach(async () => {
  await Promise.all(opened.splice(0).map((log) => log.close()));
});

async function withTen(): Promise<{ log: KafkaLog; topic: string; place: string; said: string[] }> {
  const log = await open();
  const topic = topicName();
  await log.ensureTopics([topic]);
  const said = Array.from({ length: 10 }, (_, n) => `${n}`);
  await log.publish(said.map((id) => say(topic, id)));
  return { log, topic, place: `${topic}/0`, said };
}

describe('a group that is put elsewhere', () => {
  it('stands there, and hears from there on', async () => {
    const { log, topic, place, said } = await withTen();
    await log.places.move('shop.Reader', new Map([[place, 7n]]));
    expect(await log.places.standing('shop.Reader', [topic])).toEqual(new Map([[place, 7n]]));
    const heard: (string | undefined)[] = [];
    const reader = await log.subscribe({ group: 'shop.Reader', topics: [topic], maxBatch: 100, onBatch: (records) => Promise.resolve(void heard.push(...ids(records))) });
    await until('the last three', () => heard.length === 3);
    expect(heard).toEqual(said.slice(7));
    expect(await log.places.inUse(['shop.Reader'])).toEqual(['shop.Reader']);
    await reader.close();
    expect(await log.places.inUse(['shop.Reader'])).toEqual([]);
  });

  it('beyond the end hears all that there is, and what comes; it neither hangs nor passes anything over', async () => {
    const { log, topic, place, said } = await withTen();
    const group = topicName();
    await log.places.move(group, new Map([[place, 1_000n]]));
    const heard: (string | undefined)[] = [];
    const reader = await log.subscribe({ group, topics: [topic], maxBatch: 100, onBatch: (records) => Promise.resolve(void heard.push(...ids(records))) });
    await until('what there is', () => heard.length >= 10);
    await log.publish([say(topic, 'new')]);
    await until('what comes', () => heard.length >= 11);
    expect(heard).toEqual([...said, 'new']);
    await until('it to be at the end', () => reader.progress().lag === 0);
    await reader.close();
    expect(await log.places.standing(group, [topic])).toEqual(new Map([[place, 11n]]));
  });
});

describe('what is read for once', () => {
  it('is what stands between two offsets, and the time says which', async () => {
    const { log, topic, place } = await withTen();
    await pause(50);
    const later = new Date();
    await pause(50);
    await log.publish([say(topic, 'later')]);
    const extents = await log.places.extents([topic]);
    expect(extents).toEqual(new Map([[place, { begin: 0n, end: 11n }]]));
    expect(await log.places.offsetsAt([topic], later)).toEqual(new Map([[place, 10n]]));
    expect(await log.places.offsetsAt([topic], new Date(0))).toEqual(new Map([[place, 0n]]));
    expect(await log.places.offsetsAt([topic], new Date(Date.now() + 60_000))).toEqual(new Map([[place, 11n]]));
    const read: (string | undefined)[] = [];
    await log.places.read(new Map([[place, { begin: 4n, end: 7n }]]), (records) => Promise.resolve(void read.push(...ids(records))));
    expect(read).toEqual(['4', '5', '6']);
  });
});
