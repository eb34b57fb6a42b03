import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Injectable, type Type } from '@nestjs/common';
import { Compensate, DeadLetters, Listener, newId, Step, type CommandTx, type Message, type OutboxRow, type SagaTracing, type Tx } from '@demae/saga';
import { Cancelled, Held, Item, Placed, testbed, type Testbed } from '../../testing/src/testbed.js';

interface Sale {
  id: string;
  item: string;
  n: number;
}

/** What the handlers of these tests trip over, until it is mended. */
let broken: (sale: Sale) => boolean;
/** What was handled, in order; not undone with a transaction. */
let ran: string[];
/** Held up by it. */
let gate: ((sale: Sale) => Promise<void>) | undefined;

@Injectable()
class Count {
  @Listener({ on: Placed, emits: [Held] })
  async hear(sale: Sale, tx: Tx) {
    await gate?.(sale);
    ran.push(`${sale.item} ${sale.n}`);
    const row = await tx.load(Item, sale.id);
    if (broken(sale)) throw new Error(`tripped over ${sale.n}`);
    if (row) {
      row.n = row.n * 10 + sale.n;
      tx.save(row);
    } else tx.insert(Item.of(sale.id, sale.n));
    return Held({ id: sale.id });
  }
}

let bed: Testbed;
let letters: DeadLetters;
const open = async (handlers: Type[], options = {}) => {
  bed = await testbed(handlers, { attempts: 2, ...options });
  letters = bed.get(DeadLetters);
};
const say = async (...events: ReturnType<typeof Placed | typeof Cancelled>[]) => {
  await bed.transactions.run((tx: CommandTx) => Promise.resolve(events.forEach((event) => tx.emit(event))));
};
const sales = (id: string, ...numbers: number[]) => numbers.map((n) => Placed({ id, item: 'cup', n }));
const digits = async (id: string) => (await bed.dataSource.query<{ n: number }[]>('select n from item where id = $1', [id]))[0]?.n;
const parked = () => bed.dataSource.query<{ seq: string; n: number; attempts: number }[]>('select seq, attempts from parked order by seq');
const types = async (id: string) => (await bed.log.history(['shelf.events'], id)).map((record) => record.headers['ce_type']);
const outcomes = async (...[what, how]: Parameters<DeadLetters['redrive']>) => (await letters.redrive(what, how))?.items.map(({ outcome }) => outcome);
const by = 'Yuki';

beforeEach(() => {
  broken = ({ n }) => n === 1;
  ran = [];
  gate = undefined;
});
afterEach(() => bed.close());

describe('a message that keeps failing', () => {
  it('parks its key while others go on; mended, it goes back with what waited behind it, in order and once', async () => {
    await open([Count]);
    const [bad, good] = [newId(), newId()];
    await say(...sales(bad, 1, 2), ...sales(good, 7));
    await bed.quiet();
    await say(...sales(bad, 3), ...sales(good, 8));
    await bed.quiet();
    expect([await digits(bad), await digits(good)]).toEqual([undefined, 78]);
    const found = await letters.list();
    expect(found.map(({ kind, consumer, handler, key, attempts, holdsKey }) => ({ kind, consumer, handler, key, attempts, holdsKey }))).toEqual(
      [2, 0, 0].map((attempts) => ({ kind: 'message', consumer: 'shelf.Count', handler: 'shelf/Count.hear', key: bad, attempts, holdsKey: true })),
    );
    expect(found[0]!.error).toContain('tripped over 1');
    // The log brings the first one again, while it is parked: nothing may come of that later.
    const [first] = await bed.log.history(['sale.events'], bad);
    await bed.log.publish([first!]);
    await bed.quiet();
    broken = () => false;
    expect(await letters.redrive({ id: found[1]!.id }, { by })).toEqual({
      dryRun: false,
      left: 0,
      items: [
        ...found.slice(0, 3).map(({ id, eventId }) => expect.objectContaining({ id, eventId, outcome: 'done', says: ['shelf.held'] })),
        expect.objectContaining({ eventId: found[0]!.eventId, outcome: 'skipped', says: [] }),
      ],
    });
    await bed.log.publish([first!]);
    await bed.quiet();
    expect([await digits(bad), await types(bad), await parked()]).toEqual([123, ['shelf.held', 'shelf.held', 'shelf.held'], []]);
    await say(...sales(bad, 4));
    await bed.quiet();
    expect(await digits(bad)).toBe(1234);
  });

  it('and fails again stays with its new error, and so does what waits behind it', async () => {
    await open([Count]);
    const id = newId();
    await say(...sales(id, 1, 2, 3));
    await bed.quiet();
    broken = ({ n }) => n === 2;
    expect(await outcomes({ key: id }, { by })).toEqual(['done', 'failed', 'waiting']);
    expect(await digits(id)).toBe(1);
    const [second, third] = await letters.list();
    expect(second).toMatchObject({ attempts: 1, error: expect.stringContaining('tripped over 2') });
    expect(third).toMatchObject({ attempts: 0 });
    expect(await outcomes({ all: true }, { by })).toEqual(['failed', 'waiting']);
    await say(...sales(id, 4));
    await bed.quiet();
    expect([await digits(id), (await parked()).map(({ attempts }) => attempts)]).toEqual([1, [2, 0, 0]]);
  });

  it('that arrives while the last of its key is sent back waits for its turn', async () => {
    await open([Count]);
    const id = newId();
    await say(...sales(id, 1, 2));
    await bed.quiet();
    broken = () => false;
    let release: () => void = () => undefined;
    let reached: () => void = () => undefined;
    const atTheLast = new Promise<void>((resolve) => (reached = resolve));
    const held = new Promise<void>((resolve) => (release = resolve));
    gate = ({ n }) => {
      if (n === 2) reached();
      return n === 2 ? held : Promise.resolve();
    };
    const redriving = outcomes({ key: id }, { by });
    await atTheLast;
    await say(...sales(id, 3));
    const waiting = () => bed.dataSource.query<unknown[]>(`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`);
    while ((await waiting()).length === 0);
    expect(await digits(id)).toBe(1);
    release();
    // Not parked again and sent back, too: nobody might be there to do that.
    expect(await redriving).toEqual(['done', 'done']);
    await bed.quiet();
    expect([await digits(id), await parked()]).toEqual([123, []]);
  });

  it('that arrives earlier joins the end of the queue, and is sent back with it', async () => {
    await open([Count]);
    const id = newId();
    await say(...sales(id, 1, 2));
    await bed.quiet();
    broken = () => false;
    gate = async ({ n }) => {
      if (n !== 1) return;
      await say(...sales(id, 3));
      await bed.quiet();
    };
    expect(await outcomes({ key: id }, { by })).toEqual(['done', 'done', 'done']);
    expect(await digits(id)).toBe(123);
  });

  it('is sent back once by two who ask at the same time', async () => {
    await open([Count]);
    const id = newId();
    await say(...sales(id, 1, 2, 3, 4, 5, 6));
    await bed.quiet();
    broken = () => false;
    const both = await Promise.all([outcomes({ key: id }, { by }), outcomes({ all: true }, { by })]);
    await bed.quiet();
    expect([both.flat().length, await digits(id), await types(id)]).toEqual([6, 123456, Array(6).fill('shelf.held')]);
  });

  it('goes to the class that failed and to no other', async () => {
    @Injectable()
    class Bystander {
      @Listener({ on: Placed })
      hear({ n }: Sale) {
        ran.push(`bystander ${n}`);
      }
    }
    await open([Count, Bystander]);
    const id = newId();
    await say(...sales(id, 1));
    await bed.quiet();
    broken = () => false;
    ran = [];
    await letters.redrive({ key: id }, { by });
    await bed.quiet();
    expect(ran).toEqual(['cup 1']);
  });
});

describe('a dry run', () => {
  it('says what would be done, what would be said and what would fail, and changes nothing', async () => {
    await open([Count]);
    const id = newId();
    await say(...sales(id, 1, 2, 3, 4));
    await bed.quiet();
    broken = ({ n }) => n === 3;
    const everything = async () =>
      Promise.all(['parked', 'inbox', 'outbox', 'item', 'task'].map((table) => bed.dataSource.query(`select * from ${table} order by 1, 2`)));
    const before = await everything();
    const report = await letters.redrive({ key: id }, { by, dryRun: true });
    expect(report).toMatchObject({ dryRun: true, items: [{ outcome: 'done', says: ['shelf.held'] }, { outcome: 'done' }, { outcome: 'failed' }, { outcome: 'waiting' }] });
    expect(report!.items[2]!.error).toContain('tripped over 3');
    await bed.quiet();
    expect(await everything()).toEqual(before);
    expect(await types(id)).toEqual([]);
    broken = () => false;
    await letters.redrive({ key: id }, { by });
    expect(await digits(id)).toBe(1234);
  });
});

describe('a step and its compensation', () => {
  @Injectable()
  class Hold {
    @Step({ on: Placed, emits: [Held] })
    hold(sale: Sale, tx: Tx) {
      if (broken(sale)) throw new Error('tripped');
      tx.insert(Item.of(`held ${sale.id}`, 1));
      return Held({ id: sale.id });
    }

    @Compensate({ step: 'hold', on: Cancelled })
    async putBack({ id }: { id: string }, tx: Tx) {
      if (broken({ id, item: 'back', n: 0 })) throw new Error('tripped');
      tx.remove(await tx.get(Item, `held ${id}`));
    }
  }

  it('go back in their order: done, then undone', async () => {
    await open([Hold]);
    const id = newId();
    await say(...sales(id, 1), Cancelled({ id }));
    await bed.quiet();
    broken = () => false;
    expect(await outcomes({ key: id }, { by })).toEqual(['done', 'done']);
    await bed.quiet();
    expect([await types(id), await digits(`held ${id}`)]).toEqual([['shelf.held'], undefined]);
  });

  it('keep their rules: what was never done is not undone', async () => {
    await open([Hold]);
    const id = newId();
    broken = () => false;
    await bed.log.publish([{ topic: 'sale.events', key: id, value: Buffer.from('{'), headers: { ce_id: newId(), ce_type: 'sale.placed' } }]);
    await bed.quiet();
    await say(Cancelled({ id }), ...sales(id, 1));
    await bed.quiet();
    await bed.dataSource.query('delete from parked where seq = (select min(seq) from parked)');
    expect(await outcomes({ key: id }, { by })).toEqual(['skipped', 'skipped']);
    expect([await types(id), await parked()]).toEqual([[], []]);
  });
});

describe('a trace of what is sent back', () => {
  it('is made of each that is handled, once that is committed, and of each that fails again; not of a dry run', async () => {
    const told: string[] = [];
    const batch = (group: string, [message]: readonly Message[]) => {
      let said: readonly OutboxRow[] = [];
      message!.traceparent = `within ${message!.eventType}`;
      return {
        run: <R>(work: () => Promise<R>) => {
          const about = `${group} ${message!.attempt}`;
          return work().then((result) => (told.push(`${about} says ${said.map(({ type, within }) => `${type} ${within}`).join()}`), result), (error: Error) => (told.push(`${about} ${error.message}`), Promise.reject(error)));
        },
        keep: () => undefined,
        handled: (_messages: readonly Message[], rows: readonly OutboxRow[]) => (said = rows),
      };
    };
    const tracing: SagaTracing = { batch, said: () => undefined, sending: () => () => undefined, task: () => ({ traceparent: undefined, end: () => undefined }) };
    await open([Count], { tracing });
    const id = newId();
    await say(...sales(id, 1, 2));
    await bed.quiet();
    told.length = 0;
    await letters.redrive({ key: id }, { by, dryRun: true });
    expect(told).toEqual([]);
    await letters.redrive({ key: id }, { by });
    expect(told).toEqual(['shelf.Count 3 tripped over 1']);
    broken = () => false;
    await letters.redrive({ key: id }, { by });
    expect(told.slice(1)).toEqual(['shelf.Count 4', 'shelf.Count 1'].map((about) => `${about} says shelf.held within sale.placed`));
  });
});
