import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import pg from 'pg';
import { VersionConflict, type CommandTx } from '@demae/saga';
import { Item, testbed, type Testbed } from '../../testing/src/testbed.js';

let bed: Testbed;
const run = <R>(work: (tx: CommandTx) => Promise<R>) => bed.transactions.run(work);
const rows = <R>(sql: string) => bed.dataSource.query<R[]>(sql);

beforeAll(async () => {
  bed = await testbed([]);
});
afterAll(() => bed.close());
beforeEach(() => rows('truncate item'));

describe('within one transaction', () => {
  it('each row is one object, however it is come by', async () => {
    await rows(`insert into item values ('a', 1, 1)`);
    await run(async (tx) => {
      const [one, same] = await Promise.all([tx.load(Item, 'a'), tx.load(Item, { id: 'a' })]);
      expect(one).toMatchObject({ id: 'a', n: 1 });
      expect(same).toBe(one);
      expect(await tx.get(Item, 'a')).toBe(one);
      one!.n = 99;
      expect((await tx.loadAll(Item, { id: 'a' }))[0]).toBe(one);
      // What was changed and not yet noted is not read over.
      expect(one!.n).toBe(99);
      const other = tx.insert(Item.of('b', 2));
      expect(await tx.load(Item, 'b')).toBe(other);
      expect(await tx.loadAll(Item, { n: 2 })).toEqual([other]);
    });
  });

  it('all that is asked for in one moment is read in one statement', async () => {
    await rows(`insert into item select 'n' || i, i, 1 from generate_series(1, 50) i`);
    const query = jest.spyOn(pg.Client.prototype, 'query');
    try {
      const found = await run((tx) => Promise.all(Array.from({ length: 60 }, (_, i) => tx.load(Item, `n${i + 1}`))));
      expect(found.map((row) => row?.n)).toEqual(Array.from({ length: 60 }, (_, i) => (i < 50 ? i + 1 : undefined)));
      const selects = query.mock.calls.filter(([asked]) => (asked as unknown as { name?: string }).name?.startsWith('Item load'));
      expect(selects).toHaveLength(1);
    } finally {
      query.mockRestore();
    }
  });

  it('a removed row is gone, and may come again', async () => {
    await rows(`insert into item values ('a', 1, 1), ('b', 2, 1), ('c', 3, 1)`);
    await run(async (tx) => {
      const [a, b] = [await tx.get(Item, 'a'), await tx.get(Item, 'b')];
      b.n = 20;
      tx.save(b);
      tx.remove(a);
      tx.remove(b);
      expect(await tx.load(Item, 'a')).toBeUndefined();
      tx.insert(Item.of('a', 10));
      expect(await tx.get(Item, 'a')).toMatchObject({ n: 10 });
      const fleeting = tx.insert(Item.of('d', 4));
      tx.remove(fleeting);
      const flushed = tx.insert(Item.of('e', 5));
      await tx.flush();
      tx.remove(flushed);
    });
    expect(await rows('select id, n from item order by id')).toEqual([{ id: 'a', n: 10 }, { id: 'c', n: 3 }]);
  });

  it('any SQL sees what was noted before it, and so does whoever loads by a column', async () => {
    await rows(`insert into item values ('a', 1, 1), ('b', 2, 1)`);
    await run(async (tx) => {
      const a = await tx.get(Item, 'a');
      a.n = 100;
      tx.save(a);
      tx.insert(Item.of('c', 3));
      tx.remove(await tx.get(Item, 'b'));
      expect(await tx.query('select id, n from item where n > $1 order by id', [0])).toEqual([{ id: 'a', n: 100 }, { id: 'c', n: 3 }]);
      a.n = 3;
      tx.save(a);
      expect((await tx.loadAll(Item, { n: 3 })).map(({ id }) => id)).toEqual(['a', 'c']);
      expect(await tx.loadAll(Item, { n: 100 })).toEqual([]);
    });
  });

  it('many may ask, note and flush side by side', async () => {
    await rows(`insert into item values ('sum', 0, 1)`);
    await run((tx) => Promise.all(Array.from({ length: 40 }, async (_, i) => {
      const sum = await tx.get(Item, 'sum');
      sum.n += i;
      tx.save(sum);
      if (i % 3 === 0) await tx.flush();
      if (i % 5 === 0) await tx.query('select 1');
      tx.insert(Item.of(`part ${i}`, i));
      await tx.loadAll(Item, { n: i });
    })));
    expect(await rows(`select (select n from item where id = 'sum') total, sum(n)::int parts from item where id <> 'sum'`)).toEqual([{ total: 780, parts: 780 }]);
  });

  it('nothing is kept of what failed, and nothing can be written when it is over', async () => {
    let escaped: CommandTx | undefined;
    await expect(run(async (tx) => {
      escaped = tx;
      tx.insert(Item.of('a', 1));
      await tx.flush();
      throw new Error('changed my mind');
    })).rejects.toThrow('changed my mind');
    expect(await rows('select 1 from item')).toEqual([]);
    escaped!.insert(Item.of('b', 1));
    await expect(escaped!.flush()).rejects.toThrow('This transaction has ended');
    await expect(escaped!.query('select 1')).rejects.toThrow('This transaction has ended');
  });
});

describe('somebody else', () => {
  it('who was faster makes the whole transaction run again, on fresh rows', async () => {
    await rows(`insert into item values ('a', 1, 1)`);
    const seen: number[] = [];
    await run(async (tx) => {
      // Read without a lock, as a command does that looks first and decides later.
      const [read] = await tx.query<{ n: number; version: number }>('select n, version from item');
      seen.push(read!.version);
      if (seen.length === 1) await rows('update item set n = 50, version = version + 1');
      tx.save(Object.assign(Item.of('a', read!.n + 1), { version: read!.version }));
    });
    expect(seen).toEqual([1, 2]);
    expect(await rows('select n, version from item')).toEqual([{ n: 51, version: 3 }]);
  });

  it('who is always faster is given up on, with nothing written', async () => {
    await rows(`insert into item values ('a', 1, 1)`);
    await expect(run(async (tx) => {
      tx.insert(Item.of('never', 1));
      tx.save(Object.assign(Item.of('a', 2), { version: 7 }));
      return Promise.resolve();
    })).rejects.toThrow(VersionConflict);
    expect(await rows('select id, n from item')).toEqual([{ id: 'a', n: 1 }]);
  });

  it('waits for a loaded row: of thirty who each take one of twenty, twenty get one', async () => {
    await rows(`insert into item values ('cup', 20, 1)`);
    let tries = 0;
    const taken = await Promise.all(Array.from({ length: 30 }, () => run<number>(async (tx) => {
      tries += 1;
      const cup = await tx.get(Item, 'cup');
      if (cup.n === 0) return 0;
      cup.n -= 1;
      tx.save(cup);
      return 1;
    })));
    expect(taken.reduce((sum, n) => sum + n, 0)).toBe(20);
    expect(await rows('select n, version from item')).toEqual([{ n: 0, version: 21 }]);
    // The lock, not the version, kept them apart: nobody had to try again.
    expect(tries).toBe(30);
  });
});
