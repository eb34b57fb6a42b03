import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Injectable, type Type } from '@nestjs/common';
import { Catalogue, DeadLetters, Deadline, Errand, Listener, newId, type CommandTx, type EventLog, type Task, type Tx } from '@demae/saga';
import { Cancelled, Expired, Held, Placed, testbed, type Testbed } from '../../testing/src/testbed.js';

interface Sale {
  id: string;
  item: string;
  n: number;
}

/** What the handlers of these tests trip over, until it is mended. */
let broken: (sale: Sale) => boolean;
/** What was handled, in order; not undone with a transaction. */
let ran: string[];

@Injectable()
class Count {
  @Listener({ on: Placed, emits: [Held] })
  hear(sale: Sale) {
    if (broken(sale)) throw new Error(`tripped over ${sale.n}`);
    return Held({ id: sale.id });
  }
}

let bed: Testbed;
let letters: DeadLetters;
const open = async (handlers: Type[], options = {}) => {
  bed = await testbed(handlers, { attempts: 2, ...options });
  letters = bed.get(DeadLetters);
};
const say = async (...events: ReturnType<typeof Placed>[]) => {
  await bed.transactions.run((tx: CommandTx) => Promise.resolve(events.forEach((event) => tx.emit(event))));
};
const sales = (id: string, ...numbers: number[]) => numbers.map((n) => Placed({ id, item: 'cup', n }));
const parked = () => bed.dataSource.query<{ seq: string; n: number; attempts: number }[]>('select seq, attempts from parked order by seq');
const types = async (id: string) => (await bed.log.history(['shelf.events'], id)).map((record) => record.headers['ce_type']);
const outcomes = async (...[what, how]: Parameters<DeadLetters['redrive']>) => (await letters.redrive(what, how))?.items.map(({ outcome }) => outcome);
const by = 'Yuki';

beforeEach(() => {
  broken = ({ n }) => n === 1;
  ran = [];
});
afterEach(() => bed.close());

describe('the list', () => {
  it('comes in pages, oldest first, of one class or key, and tells all about each', async () => {
    await open([Count]);
    const ids = [newId(), newId(), newId()];
    for (const id of ids) await say(...sales(id, 1));
    await bed.quiet();
    const all = await letters.list();
    const pages = [await letters.list({ limit: 2 }), await letters.list({ limit: 2, after: all[1]! }), await letters.list({ after: all[2]! })];
    expect([all.length, ...pages.map((page) => page.length)]).toEqual([3, 2, 1, 0]);
    expect(pages.flat()).toEqual(all);
    expect([await letters.list({ key: ids[1]! }), await letters.list({ consumer: 'shelf.Other' })]).toEqual([[expect.objectContaining({ key: ids[1]! })], []]);
    expect(await letters.get(all[0]!.id)).toMatchObject({
      present: true, payload: { id: all[0]!.key, item: 'cup', n: 1 }, headers: { ce_type: 'sale.placed' }, place: expect.stringMatching(/^sale\.events\/\d+\/\d+$/),
    });
    expect([await letters.get('999'), await letters.get('nonsense'), await letters.redrive({ id: '999' }, { by })]).toEqual([undefined, undefined, undefined]);
  });

  it('remembers who sent what back, when and with what result, also when the letter has left', async () => {
    await open([Count]);
    const id = newId();
    await say(...sales(id, 1));
    await bed.quiet();
    const [letter] = await letters.list();
    await letters.redrive({ all: true }, { by: 'Ann' });
    broken = () => false;
    await letters.redrive({ key: id }, { by: 'Ann', dryRun: true });
    await letters.redrive({ id: letter!.id }, { by: 'Yuki' });
    expect(await letters.get(letter!.id)).toMatchObject({
      present: false, handler: 'shelf/Count.hear', key: id, eventId: letter!.eventId,
      audit: [
        { by: 'Ann', asked: 'all', dryRun: false, outcome: 'failed', detail: expect.stringContaining('tripped over 1'), at: expect.any(Date) },
        { by: 'Ann', asked: `key ${id}`, dryRun: true, outcome: 'done', detail: 'says shelf.held' },
        { by: 'Yuki', asked: `id ${letter!.id}`, dryRun: false, outcome: 'done', detail: 'says shelf.held' },
      ],
    });
  });

  it('does not send more at once than it was told to, and the hopeless do not keep the others from their turn', async () => {
    await open([Count]);
    broken = () => true;
    const ids = [newId(), newId(), newId()];
    for (const id of ids) {
      await say(...sales(id, 1));
      await bed.quiet();
    }
    broken = ({ id }) => id === ids[0];
    expect(await letters.redrive({ all: true }, { by, most: 1 })).toMatchObject({ items: [{ key: ids[0], outcome: 'failed' }], left: 2 });
    expect(await letters.redrive({ all: true }, { by, most: 2 })).toMatchObject({ items: [{ key: ids[1], outcome: 'done' }, { key: ids[2], outcome: 'done' }], left: 1 });
  });
});
describe('an event that nobody knew', () => {
  const unknown = { ce_id: newId(), ce_type: 'sale.cancelled' };

  /** The same service after an update. */
  const updated = async (handlers: Type[]) => {
    const log = Object.assign(Object.create(bed.log) as EventLog, { close: () => Promise.resolve() });
    const next = await testbed(handlers, { log, dataSource: bed.dataSource });
    letters = next.get(DeadLetters);
    return next;
  };

  it('stays while it is unknown, without keeping the others; is handled once it is known', async () => {
    await open([Count], { catalogue: new Catalogue([Placed, Held]) });
    const id = newId();
    await bed.log.publish([{ topic: 'sale.events', key: id, value: Buffer.from(JSON.stringify({ id })), headers: unknown }]);
    await bed.quiet();
    await say(...sales(id, 1, 2));
    await bed.quiet();
    expect((await letters.list()).map(({ holdsKey, attempts }) => ({ holdsKey, attempts }))).toEqual([{ holdsKey: false, attempts: 0 }, { holdsKey: true, attempts: 2 }, { holdsKey: true, attempts: 0 }]);
    broken = () => false;
    for (const dryRun of [true, false]) expect(await outcomes({ key: id }, { by, dryRun })).toEqual(['unknown', 'done', 'done']);
    expect((await letters.list()).map(({ error }) => error)).toEqual(['unknown event type "sale.cancelled"']);
    await bed.engine.stop();

    const heard: string[] = [];
    const Updated = { Count: class { hear() { heard.push('cancelled'); } } }.Count;
    Listener({ on: Cancelled })(Updated.prototype, 'hear', {} as TypedPropertyDescriptor<() => void>);
    const next = await updated([Updated]);
    expect([await outcomes({ key: id }, { by }), heard]).toEqual([['done'], ['cancelled']]);
    await next.close();
  });

  it('leaves without being handled when its class does not hear it', async () => {
    await open([Count], { catalogue: new Catalogue([Placed, Held]) });
    await bed.log.publish([{ topic: 'sale.events', key: newId(), value: Buffer.from('{}'), headers: unknown }]);
    await bed.quiet();
    await bed.engine.stop();
    const next = await updated([Count]);
    expect(await letters.redrive({ all: true }, { by })).toMatchObject({ items: [{ outcome: 'skipped', error: 'shelf.Count does not hear sale.cancelled' }] });
    expect(await parked()).toEqual([]);
    await next.close();
  });
});

describe('a task that was given up', () => {
  @Injectable()
  class Ask {
    @Listener({ on: Placed })
    send({ id, n }: Sale, tx: Tx) {
      tx.send(Ask, 'call', id, { n });
      if (n === 2) tx.remind(Ask, 'pass', tx.now(), id);
    }

    @Errand({ emits: [Held] })
    call({ id, key, attempt }: Task<{ n: number }>) {
      ran.push(`${id} at try ${attempt}`);
      return Promise.resolve(() => {
        if (broken({ id: key, item: '', n: 1 })) throw new Error('the answer cannot be recorded');
        return Held({ id: key });
      });
    }

    @Deadline({ emits: [Expired] })
    pass({ key: id }: Task) {
      if (broken({ id, item: '', n: 1 })) throw new Error('it cannot pass');
      return Expired({ id, reason: 'late' });
    }
  }

  /** Each try comes later than the one before. */
  const givenUp = async (most: number) => {
    for (let i = 0; i < 400 && (await letters.list()).length < most; i++) {
      bed.clock.advance(60_000);
      await bed.quiet();
    }
    return letters.list();
  };

  it('is listed, runs for no dry run, and goes on at once under the id that it had', async () => {
    await open([Ask]);
    const id = newId();
    await say(...sales(id, 1));
    const [letter] = await givenUp(1);
    expect(letter).toMatchObject({ kind: 'task', consumer: 'shelf.Ask', handler: 'shelf/Ask.call', key: id, attempts: 2, error: expect.stringContaining('cannot be recorded') });
    expect(await letters.get(letter!.id)).toMatchObject({ present: true, payload: { n: 1 }, audit: [] });
    broken = () => false;
    ran = [];
    expect(await outcomes({ id: letter!.id }, { by, dryRun: true })).toEqual(['queued']);
    await bed.quiet();
    expect(ran).toEqual([]);
    expect(await outcomes({ id: letter!.id }, { by })).toEqual(['queued']);
    await bed.quiet();
    expect([ran, await types(id), await letters.list()]).toEqual([[`${letter!.id} at try 1`], ['shelf.held'], []]);
  });

  it('is given up again when it fails again, and goes with all others', async () => {
    await open([Ask]);
    const id = newId();
    await say(...sales(id, 2));
    expect((await givenUp(2)).map(({ handler }) => handler).sort()).toEqual(['shelf/Ask.call', 'shelf/Ask.pass']);
    expect(await outcomes({ all: true, consumer: 'shelf.Ask' }, { by })).toEqual(['queued', 'queued']);
    expect(await givenUp(2)).toHaveLength(2);
    broken = () => false;
    expect(await outcomes({ key: id }, { by })).toEqual(['queued', 'queued']);
    await bed.quiet();
    expect((await types(id)).sort()).toEqual(['shelf.expired', 'shelf.held']);
  });
});
