import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DiskLog, type LogRecord } from '@demae/saga';
import { eventLogContract } from '../../../testing/src/event-log-contract.js';

eventLogContract('the log on disk', () => {
  const directory = mkdtempSync(join(tmpdir(), 'demae-log-'));
  const open = () => DiskLog.open({ directory });
  return {
    open,
    reopen: async (log) => {
      await log.close();
      return open();
    },
    remove: () => Promise.resolve(rmSync(directory, { recursive: true })),
  };
});

describe('the log on disk', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'demae-log-'));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  const say = (text: string) => ({ topic: 't', key: 'k', value: Buffer.from(text), headers: { ce_type: 'x' } });
  const said = async (log: DiskLog) => (await log.history(['t'], 'k')).map((record) => Buffer.from(record.value).toString());
  const file = () => join(directory, readdirSync(directory)[0]!);

  it('cuts off what a crash left half written, and goes on from there', async () => {
    let log = await DiskLog.open({ directory });
    await log.ensureTopics(['t']);
    await log.publish([say('1')]);
    await log.publish([say('2')]);
    await log.close();
    for (const damage of [() => truncateSync(file(), statSync(file()).size - 3), () => appendFileSync(file(), Buffer.from([200, 0, 0, 0, 1, 2]))]) {
      damage();
      log = await DiskLog.open({ directory });
      expect((await said(log))[0]).toBe('1');
      await log.publish([say('again')]);
      expect((await said(log)).at(-1)).toBe('again');
      await log.close();
    }
    const bytes = readFileSync(file());
    bytes[bytes.length - 5]! ^= 1;
    writeFileSync(file(), bytes);
    log = await DiskLog.open({ directory });
    expect(await said(log)).toEqual(['1', 'again']);
    await log.close();
  });

  it('loses nothing that is published while a new file is begun', async () => {
    const log = await DiskLog.open({ directory, segmentBytes: 3_000, retainSegments: 1_000 });
    await log.ensureTopics(['t']);
    // Readers write, too: their positions.
    for (const group of ['a', 'b', 'c']) await log.subscribe({ group, topics: ['t'], maxBatch: 1, onBatch: () => Promise.resolve() });
    const texts: string[] = [];
    const writer = async (who: number) => {
      for (let n = 0; n < 60; n++) {
        texts.push(`${who}/${n}`);
        await log.publish([say(`${who}/${n}`)]);
      }
    };
    await Promise.all(Array.from({ length: 8 }, (_, who) => writer(who)));
    expect(readdirSync(directory).length).toBeGreaterThan(1);
    expect((await said(log)).sort()).toEqual([...texts].sort());
    await log.close();
    const reopened = await DiskLog.open({ directory });
    expect((await said(reopened)).sort()).toEqual([...texts].sort());
    await reopened.close();
  });

  it('begins new files, forgets consumed ones, and never what somebody has yet to read', async () => {
    const options = { directory, segmentBytes: 2_000, retainSegments: 2, sync: false };
    const log = await DiskLog.open(options);
    await log.ensureTopics(['t']);
    const seen: LogRecord[] = [];
    let stuck = true;
    const subscription = await log.subscribe({
      group: 'g', topics: ['t'], maxBatch: 10,
      onBatch: (records) => {
        if (stuck) return Promise.reject(new Error('not yet'));
        seen.push(...records);
        return Promise.resolve();
      },
    });
    for (let n = 0; n < 100; n++) await log.publish([say(`${n} ${'x'.repeat(100)}`)]);
    expect(readdirSync(directory).length).toBeGreaterThan(5);
    stuck = false;
    for (const end = Date.now() + 60_000; subscription.progress().lag !== 0 && Date.now() < end; ) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(seen).toHaveLength(100);
    for (let n = 0; n < 40; n++) await log.publish([say(`${n} ${'y'.repeat(100)}`)]);
    for (const end = Date.now() + 60_000; subscription.progress().lag !== 0 && Date.now() < end; ) await new Promise((resolve) => setTimeout(resolve, 5));
    for (let n = 0; n < 40; n++) await log.publish([say(`${n} ${'z'.repeat(100)}`)]);
    expect(readdirSync(directory).length).toBeLessThanOrEqual(8);
    await log.close();
    const reopened = await DiskLog.open(options);
    await reopened.publish([say('last')]);
    const [record] = (await reopened.history(['t'], 'k')).slice(-1);
    expect(Number(record!.offset)).toBe(180);
    await reopened.close();
  });
});
