import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Injectable } from '@nestjs/common';
import { DeadLetters, Errand, Listener, newId, Transactions, type CommandTx, type Task, type Tx } from '@demae/saga';
import { Item, Placed, testbed, type Testbed } from '../../testing/src/testbed.js';

interface Sale {
  id: string;
  item: string;
  n: number;
}

/** What this handler trips over. */
let broken: (n: number) => boolean;

@Injectable()
class Count {
  @Listener({ on: Placed })
  async hear({ id, n }: Sale, tx: Tx) {
    if (broken(n)) throw new Error(`tripped over ${n}`);
    const row = await tx.load(Item, id);
    if (row) {
      row.n = row.n * 10 + n;
      tx.save(row);
    } else tx.insert(Item.of(id, n));
  }
}

@Injectable()
class Ask {
  @Errand()
  ask(_: Task) {
    return Promise.resolve((): undefined => {
      throw new Error('the answer cannot be recorded');
    });
  }
}

let bed: Testbed;
let letters: DeadLetters;
const how = { by: 'Yuki', reason: 'it was a test' };
const say = async (id: string, ...numbers: number[]) => {
  await bed.transactions.run((tx: CommandTx) => Promise.resolve(numbers.forEach((n) => tx.emit(Placed({ id, item: 'cup', n })))));
  await bed.quiet();
};
const digits = async (id: string) => (await bed.dataSource.query<{ n: number }[]>('select n from item where id = $1', [id]))[0]?.n;
const ids = async (key: string) => (await letters.list({ key })).map(({ id }) => id);

beforeEach(async () => {
  broken = (n) => n === 1;
  bed = await testbed([Count, Ask], { attempts: 2 });
  letters = bed.get(DeadLetters);
});
afterEach(() => bed.close());

describe('a message that is thrown away', () => {
  it('is gone without having been handled; what waited behind it waits on, and is sent back without it', async () => {
    const key = newId();
    await say(key, 1, 2, 3);
    const [first] = await ids(key);
    expect(await letters.discard(first!, how)).toMatchObject({ id: first, key, eventType: 'sale.placed', outcome: 'discarded', says: [], error: 'it was a test' });
    await say(key, 4);
    expect([await digits(key), (await ids(key)).length]).toEqual([undefined, 3]);
    await letters.redrive({ key }, { by: 'Yuki' });
    expect([await digits(key), await ids(key)]).toEqual([234, []]);
    await say(key, 5);
    expect(await digits(key)).toBe(2345);
  });

  it('frees its key when it was the last of it', async () => {
    const key = newId();
    await say(key, 1);
    await letters.discard((await ids(key))[0]!, how);
    await say(key, 2);
    expect([await digits(key), await ids(key)]).toEqual([2, []]);
  });

  it('keeps who did it, and why; once', async () => {
    const key = newId();
    await say(key, 1);
    const [id] = await ids(key);
    const outcomes = (await Promise.all([letters.discard(id!, how), letters.discard(id!, how), letters.redrive({ key }, { by: 'Aki' })])).flatMap((one) => (one && 'outcome' in one ? [one.outcome] : []));
    expect(outcomes).toEqual(['discarded']);
    expect(await letters.get(id!)).toMatchObject({ present: false, key, audit: expect.arrayContaining([{ at: expect.any(Date), by: 'Yuki', asked: `id ${id}`, dryRun: false, outcome: 'discarded', detail: 'it was a test' }]) });
    expect(await letters.discard(id!, how)).toBeUndefined();
  });

  it('is the oldest of its key: what waits behind another is not judged before it', async () => {
    const key = newId();
    await say(key, 1, 2);
    const [first, second] = await ids(key);
    expect(await letters.discard(second!, how)).toMatchObject({ outcome: 'waiting', error: `it waits behind ${first}, which has to go first` });
    expect(await ids(key)).toEqual([first, second]);
    expect((await letters.get(second!))!.audit).toEqual([]);
  });

  it('is no task: that is the service\'s own to do', async () => {
    const key = newId();
    await bed.get(Transactions).run((tx) => Promise.resolve(tx.send(Ask, 'ask', key, {})));
    await bed.quiet();
    const [task] = await letters.list({ key });
    expect(task).toMatchObject({ kind: 'task' });
    expect(await letters.discard(task!.id, how)).toBeUndefined();
    expect(await ids(key)).toEqual([task!.id]);
  });
});
