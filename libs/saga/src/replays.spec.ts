import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Injectable, type Type } from '@nestjs/common';
import { DeadLetters, DiskLog, Listener, newId, Projection, Replays, SAGA_OPTIONS, Step, type CommandTx, type EventLog, type SagaOptions, type Tx } from '@demae/saga';
import { Cancelled, Held, Item, Placed, testbed, type Testbed } from '../../testing/src/testbed.js';

interface Sale {
  id: string;
  item: string;
  n: number;
}

let broken: (sale: Sale) => boolean;

/** Adds up, so that an event heard twice or not at all is seen. One half of it in SQL of its own. */
@Injectable()
@Projection({ tables: [Item] })
class Sums {
  @Listener({ on: Placed })
  async add(sale: Sale, tx: Tx) {
    if (broken(sale)) throw new Error(`tripped over ${sale.n}`);
    const row = await tx.load(Item, sale.item);
    if (row) {
      row.n += sale.n;
      tx.save(row);
    } else tx.insert(Item.of(sale.item, sale.n));
    await tx.query(`insert into item (id, n, version) values ($1, 1, 1) on conflict (id) do update set n = item.n + 1`, [`times ${sale.item}`]);
  }
}

let bed: Testbed;
let replays: Replays;
let directory: string | undefined;
const open = async (handlers: Type[] = [Sums], options = {}) => {
  bed = await testbed(handlers, { attempts: 2, ...options });
  replays = bed.get(Replays);
};
const say = (...sales: Sale[]) => bed.transactions.run((tx: CommandTx) => Promise.resolve(sales.forEach((sale) => tx.emit(Placed(sale)))));
/** So many sales of some items, each of an order of its own. */
const sales = (count: number): Sale[] => Array.from({ length: count }, (_, i) => ({ id: newId(), item: `cup ${i % 7}`, n: i % 10 }));
const table = () => bed.dataSource.query('select id, n from item order by id');
const expected = (all: readonly Sale[]) => {
  const sums = new Map<string, number>();
  for (const { item, n } of all) {
    sums.set(item, (sums.get(item) ?? 0) + n);
    sums.set(`times ${item}`, (sums.get(`times ${item}`) ?? 0) + 1);
  }
  return [...sums].map(([id, n]) => ({ id, n })).sort((a, b) => (a.id < b.id ? -1 : 1));
};
const damage = async () => {
  await bed.dataSource.query(`update item set n = n + 1000 where id in ('cup 1', 'times cup 2')`);
  await bed.dataSource.query(`delete from item where id = 'cup 3'`);
  await bed.dataSource.query(`insert into item values ('never sold', 1, 1)`);
};
const replay = async () => {
  await replays.start('Sums', 'Ann');
  return replays.ended('Sums');
};
const leftovers = () => bed.dataSource.query(`select nspname from pg_namespace where nspname like 'replay%'`);

beforeEach(() => {
  broken = () => false;
});
afterEach(async () => {
  await bed.close();
  if (directory !== undefined) rmSync(directory, { recursive: true });
  directory = undefined;
});

describe('a replay', () => {
  it('makes a projection anew from the log: what somebody has done to it by hand is gone, and each event counts once', async () => {
    await open();
    const all = sales(500);
    await say(...all);
    await bed.quiet();
    expect(await table()).toEqual(expected(all));
    await damage();
    await bed.dataSource.query('create index item_by_number on item (n)');
    const indexes = () => bed.dataSource.query(`select indexname, replace(indexdef, 'public.', '') def from pg_indexes where tablename = 'item' order by 1`);
    const before = await indexes();
    expect(await replay()).toMatchObject({ projection: 'Sums', phase: 'done', read: 500, behind: 0, by: 'Ann', endedAt: expect.any(Date), error: undefined });
    expect(await table()).toEqual(expected(all));
    expect([await indexes(), await leftovers()]).toEqual([before, []]);
    const later = sales(20);
    const [again] = await bed.log.history(['sale.events'], all[0]!.id);
    await bed.log.publish([again!]);
    await say(...later);
    await bed.quiet();
    expect(await table()).toEqual(expected([...all, ...later]));
  });

  it('loses and repeats nothing of what is said meanwhile', async () => {
    // One batch at a time, as in a process that is out of breath: the live one must not have it while it waits for the other's.
    directory = mkdtempSync(join(tmpdir(), 'demae-replay-'));
    await open([Sums], { maxBatch: 20, log: await DiskLog.open({ directory, sync: false, batchesAtOnce: 1 }) });
    const all = sales(300);
    await say(...all);
    await bed.quiet();
    await damage();
    let over = false;
    let said = 0;
    const busy = (async () => {
      while (!over) {
        const some = sales(5);
        all.push(...some);
        await say(...some);
        said += 1;
        await new Promise((resolve) => setTimeout(resolve, 40));
      }
    })();
    const first = await replay();
    for (const before = said; said === before; ) await new Promise((resolve) => setTimeout(resolve, 5));
    const states = [first, await replay()];
    over = true;
    await busy;
    await bed.quiet();
    expect(states).toMatchObject([{ phase: 'done', error: undefined }, { phase: 'done', error: undefined }]);
    expect(states[1]!.read).toBeGreaterThan(states[0]!.read);
    expect(await table()).toEqual(expected(all));
  });

  it('deals with the dead letters of a mistake that is mended', async () => {
    // Time enough between the tries to forget them, for a replay that does not wait for what fails again.
    await open([Sums], { firstPause: 300 });
    broken = ({ n }) => n === 5;
    const all = sales(20);
    await say(...all, { ...all[5]!, n: 6 });
    await bed.quiet();
    const letters = bed.get(DeadLetters);
    expect(await letters.list()).toHaveLength(3);
    await replay();
    expect((await letters.list()).map(({ attempts }) => attempts).sort()).toEqual([0, 2, 2]);
    broken = () => false;
    expect(await replay()).toMatchObject({ phase: 'done' });
    expect([await letters.list(), await table()]).toEqual([[], expected([...all, { ...all[5]!, n: 6 }])]);
  });

  it('that cannot do what was done before fails, and leaves the live table as it is', async () => {
    await open();
    await say(...sales(20));
    await bed.quiet();
    await damage();
    const before = await table();
    broken = ({ n }) => n === 5;
    expect(await replay()).toMatchObject({ phase: 'failed', error: expect.stringContaining('tripped over 5') });
    expect([await table(), await leftovers()]).toEqual([before, []]);
    broken = () => false;
    const more = { id: newId(), item: 'cup 0', n: 1 };
    await say(more);
    await bed.quiet();
    expect(await table()).not.toEqual(before);
  });

  it('refuses a log whose beginning is gone', async () => {
    await open();
    await say(...sales(5));
    await bed.quiet();
    const { subscribe } = bed.log;
    bed.log.subscribe = function (this: EventLog, subscription) {
      return subscribe.call(this, { ...subscription, onBatch: (records, context) => subscription.onBatch(records.map((record) => ({ ...record, offset: `${Number(record.offset) + 3}` })), context) });
    };
    expect(await replay()).toMatchObject({ phase: 'failed', error: expect.stringContaining('does not reach back to the beginning') });
    expect(await leftovers()).toEqual([]);
  });

  it('is for projections, one at a time', async () => {
    @Injectable()
    class Other {
      @Listener({ on: Placed })
      hear() {
        // Nothing.
      }
    }
    await open([Sums, Other]);
    expect(await Promise.all([replays.start('Other', 'Ann'), replays.start('Nobody', 'Ann'), replays.state('Sums')])).toEqual([undefined, undefined, undefined]);
    expect([(await replays.start('Sums', 'Ann'))!.by, (await replays.start('Sums', 'Yuki'))!.by]).toEqual(['Ann', 'Ann']);
    await replays.ended('Sums');
  });

  it('is known to every replica, and missed when its own has ended', async () => {
    await open();
    const all = sales(20);
    await say(...all);
    await bed.quiet();
    const other = new Replays(bed.get(SAGA_OPTIONS as never) as SagaOptions, bed.transactions, bed.engine);
    await replay();
    expect(await other.state('Sums')).toMatchObject({ phase: 'done', by: 'Ann', read: 20, behind: 0, startedAt: expect.any(Date), endedAt: expect.any(Date), error: undefined });
    // As a process leaves it that has begun and was killed.
    const told = (seconds: number) => bed.dataSource.query(`update replay set phase = 'reading', ended_at = null, told_at = now() - $1 * interval '1 second'`, [seconds]);
    await told(20);
    expect(await other.start('Sums', 'Yuki')).toMatchObject({ phase: 'reading', by: 'Ann' });
    await told(31);
    expect(await other.state('Sums')).toMatchObject({ phase: 'failed', by: 'Ann', endedAt: expect.any(Date), error: 'the process that was at it has ended; start it again' });
    expect(await other.start('Sums', 'Yuki')).toMatchObject({ phase: 'reading', by: 'Yuki' });
    expect(await other.ended('Sums')).toMatchObject({ phase: 'done', by: 'Yuki' });
  });

  it('refuses a table with what a copy would not have', async () => {
    await open();
    await bed.dataSource.query('create table child (id text references item (id))');
    expect(await replay()).toMatchObject({ phase: 'failed', error: expect.stringContaining('foreign key') });
  });
});

describe('a projection', () => {
  it('has nothing but listeners that say nothing', async () => {
    @Injectable()
    @Projection({ tables: [Item] })
    class Meddler {
      @Listener({ on: Placed, emits: [Held] })
      hear({ id }: Sale) {
        return Held({ id });
      }

      @Step({ on: Cancelled, compensation: 'none' })
      step() {
        // Nothing.
      }
    }
    bed = await testbed([Meddler], {}, false);
    await expect(bed.engine.start()).rejects.toThrow(/Meddler\.hear stands in a @Projection[\s\S]*Meddler\.step stands in a @Projection/);
  });

  it('that writes elsewhere cannot be made anew', async () => {
    @Injectable()
    @Projection({ tables: [Item] })
    class Astray {
      @Listener({ on: Placed })
      async hear(_: Sale, tx: Tx) {
        await tx.query('insert into elsewhere values (1)');
      }
    }
    await open([Astray]);
    await bed.dataSource.query('create table elsewhere (n int)');
    await say(...sales(1));
    await bed.quiet();
    await replays.start('Astray', 'Ann');
    expect(await replays.ended('Astray')).toMatchObject({ phase: 'failed', error: expect.stringContaining('"elsewhere" does not exist') });
    expect(await bed.dataSource.query('select * from elsewhere')).toHaveLength(1);
  });
});
