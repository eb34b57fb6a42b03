import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import pg from 'pg';
import { type CommandTx } from '@demae/saga';
import { Item, Placed, testbed, type Testbed } from '../../testing/src/testbed.js';

let bed: Testbed;

beforeAll(async () => {
  bed = await testbed([], {}, false);
});
afterAll(() => bed.close());
beforeEach(() => bed.dataSource.query('truncate item, outbox'));

/** Statements in the order in which they were sent and answered, by the kit's names for them. */
async function listen(work: () => Promise<unknown>): Promise<string[]> {
  const heard: string[] = [];
  const real = pg.Client.prototype.query as unknown as (this: pg.Client, ...args: unknown[]) => Promise<unknown>;
  const spy = jest.spyOn(pg.Client.prototype, 'query').mockImplementation(function (this: pg.Client, ...args: unknown[]) {
    const { name } = args[0] as { name?: string };
    if (name) heard.push(`sent ${name}`);
    const answer = real.apply(this, args);
    if (name) answer.then(() => heard.push(`answered ${name}`), () => undefined);
    return answer;
  } as never);
  try {
    await work();
  } finally {
    spy.mockRestore();
  }
  return heard;
}

const placeTwo = async (tx: CommandTx): Promise<void> => {
  tx.insert(Item.of('cup', 1));
  tx.emit(Placed({ id: 'o1', item: 'cup', n: 1 }));
  await Promise.resolve();
};

describe('on connections of the kit', () => {
  it('what a transaction writes goes out together', async () => {
    expect(await listen(() => bed.transactions.run(placeTwo))).toEqual([
      'sent Item insert', 'sent saga outbox insert', 'answered Item insert', 'answered saga outbox insert',
    ]);
  });

  it('the first that fails is the reason, and nothing is written', async () => {
    await bed.transactions.run(placeTwo);
    await expect(bed.transactions.run(placeTwo)).rejects.toMatchObject({ code: '23505', table: 'item' });
    expect(await bed.dataSource.query('select (select count(*)::int from item) items, (select count(*)::int from outbox) events')).toEqual([{ items: 1, events: 1 }]);
  });

  it('rows are found by an index also where there were few when a connection first looked for them', async () => {
    const runner = bed.dataSource.createQueryRunner();
    const client = (await runner.connect()) as pg.PoolClient;
    try {
      const find = () => client.query({ name: 'find', text: 'select * from item order by id limit 1000 for update skip locked' });
      await client.query(`insert into item select 's' || i, i, 1 from generate_series(1, 10) i`);
      await client.query('analyze item');
      // From the sixth time on there is one plan for all times.
      for (let n = 0; n < 8; n++) await find();
      await client.query(`insert into item select 'n' || i, i, 1 from generate_series(1, 20000) i`);
      const { rows } = await client.query<{ 'QUERY PLAN': string }>(`explain execute find`);
      expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toMatch(/Index/);
    } finally {
      await runner.release();
    }
  });
});
