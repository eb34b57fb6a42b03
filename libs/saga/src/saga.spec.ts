import { afterEach, describe, expect, it } from '@jest/globals';
import { Injectable, type Type } from '@nestjs/common';
import { Compensate, Deadline, Errand, Listener, newId, Step, type CommandTx, type Task, type Tx } from '@demae/saga';
import { Cancelled, Expired, Held, Item, Placed, Refused, testbed, type Testbed } from '../../testing/src/testbed.js';

@Injectable()
class HoldItem {
  @Step({ on: Placed, emits: [Held, Refused] })
  async hold({ id, item, n }: { id: string; item: string; n: number }, tx: Tx) {
    const row = await tx.load(Item, item);
    if (!row || row.n < n) return Refused({ id, reason: 'not enough' });
    row.n -= n;
    tx.save(row);
    tx.insert(Item.of(`held ${id}`, n));
    return Held({ id });
  }

  @Compensate({ step: 'hold', on: Cancelled })
  async putBack({ id }: { id: string }, tx: Tx) {
    const held = await tx.get(Item, `held ${id}`);
    const row = await tx.get(Item, 'cup');
    row.n += held.n;
    tx.save(row);
    tx.remove(held);
  }
}

let bed: Testbed;
const open = async (handlers: Type[], options = {}) => (bed = await testbed(handlers, options));
const say = (...events: ReturnType<typeof Placed | typeof Cancelled>[]) =>
  bed.transactions.run((tx: CommandTx) => Promise.resolve(events.forEach((event) => tx.emit(event))));
const stock = async (n: number) => void (await bed.dataSource.query('insert into item values ($1, $2, 1)', ['cup', n]));
const left = async () => (await bed.dataSource.query<{ n: number }[]>(`select n from item where id = 'cup'`))[0]!.n;
const states = () => bed.dataSource.query(`select split_part(handler, '.', 2) h, state from inbox order by 1`);
const types = async (id: string) => (await bed.log.history(['sale.events', 'shelf.events'], id)).map((record) => record.headers['ce_type']);

afterEach(() => bed.close());

describe('a step', () => {
  it('runs once for each key, however often the event comes, and says its event', async () => {
    await open([HoldItem]);
    await stock(5);
    const id = newId();
    await say(Placed({ id, item: 'cup', n: 2 }));
    await bed.quiet();
    const [record] = await bed.log.history(['sale.events'], id);
    await bed.log.publish([record!, record!]);
    await bed.quiet();
    expect(await left()).toBe(3);
    expect((await types(id)).sort()).toEqual(['sale.placed', 'sale.placed', 'sale.placed', 'shelf.held']);
  });

  it('lets two orders for the last cup, in one batch, see each other: one gets it', async () => {
    await open([HoldItem]);
    await stock(1);
    const ids = [newId(), newId()];
    await say(...ids.map((id) => Placed({ id, item: 'cup', n: 1 })));
    await bed.quiet();
    expect(await left()).toBe(0);
    const said = await Promise.all(ids.map(async (id) => (await types(id)).at(-1)));
    expect(said.sort()).toEqual(['shelf.held', 'shelf.refused']);
  });

  it('is undone by its compensation, once', async () => {
    await open([HoldItem]);
    await stock(5);
    const id = newId();
    await say(Placed({ id, item: 'cup', n: 2 }));
    await bed.quiet();
    await say(Cancelled({ id }), Cancelled({ id }));
    await bed.quiet();
    expect(await left()).toBe(5);
    expect(await states()).toEqual([{ h: 'hold', state: 3 }, { h: 'putBack', state: 1 }]);
  });

  it('never runs when its compensation came first', async () => {
    await open([HoldItem]);
    await stock(5);
    const id = newId();
    await say(Cancelled({ id }));
    await bed.quiet();
    await say(Placed({ id, item: 'cup', n: 2 }));
    await bed.quiet();
    expect(await left()).toBe(5);
    expect(await types(id)).toEqual(['sale.cancelled', 'sale.placed']);
  });

  it('that refused is not compensated', async () => {
    await open([HoldItem]);
    await stock(1);
    const id = newId();
    await say(Placed({ id, item: 'cup', n: 2 }), Cancelled({ id }));
    await bed.quiet();
    expect(await left()).toBe(1);
    expect(await states()).toEqual([{ h: 'hold', state: 2 }, { h: 'putBack', state: 1 }]);
  });
});

describe('an event whose transaction commits late', () => {
  /** The first event takes its place in the outbox and waits for a lock before its commit; the second one overtakes it. */
  const overtake = async () => {
    await stock(5);
    await bed.dataSource.query(`create sequence firsts; create function wait() returns trigger language plpgsql as $$
      begin if nextval('firsts') = 1 then perform pg_advisory_xact_lock(42); end if; return null; end $$;
      create constraint trigger late after insert on outbox deferrable initially deferred for each row execute function wait()`);
    const holder = bed.dataSource.createQueryRunner();
    await holder.query('select pg_advisory_lock(42)');
    const [late, early] = [newId(), newId()];
    const committing = say(Placed({ id: late, item: 'cup', n: 1 }));
    const waiting = () => bed.dataSource.query<unknown[]>(`select 1 from pg_locks where locktype = 'advisory' and objid = 42 and not granted`);
    while ((await waiting()).length === 0);
    await say(Placed({ id: early, item: 'cup', n: 1 }));
    await bed.quiet();
    await holder.query('select pg_advisory_unlock(42)');
    await committing;
    await holder.release();
    await bed.quiet();
    return { late: await types(late), early: await types(early) };
  };

  it('is sent all the same', async () => {
    await open([HoldItem]);
    expect(await overtake()).toEqual({ late: ['sale.placed', 'shelf.held'], early: ['sale.placed', 'shelf.held'] });
  });

  it('is lost by a relay that goes by "everything after the last id"', async () => {
    await open([HoldItem], { sabotage: 'relay by id' });
    expect(await overtake()).toEqual({ late: [], early: ['sale.placed', 'shelf.held'] });
  });
});

describe('the guards can be seen to matter', () => {
  it('without the inbox a repeated event takes the goods twice', async () => {
    await open([HoldItem], { sabotage: 'no inbox' });
    await stock(5);
    const id = newId();
    await say(Placed({ id, item: 'cup', n: 0 }));
    await bed.quiet();
    const before = (await types(id)).length;
    const [record] = await bed.log.history(['sale.events'], id);
    await bed.dataSource.query(`delete from item where id like 'held%'`);
    await bed.log.publish([record!]);
    await bed.quiet();
    expect((await types(id)).length).toBeGreaterThan(before + 1);
  });

  it('a compensation that runs without its step fails for want of what it should undo', async () => {
    await open([HoldItem], { sabotage: 'compensate always' });
    await stock(5);
    const id = newId();
    await say(Cancelled({ id }));
    await bed.quiet();
    expect(bed.messages.filter(({ level }) => level === 'error')).toHaveLength(1);
  });
});

describe('failure', () => {
  it('of one message in a batch holds up only its own key, which is parked in the end, with what comes later', async () => {
    @Injectable()
    class Fragile {
      @Listener({ on: Placed })
      async hear({ id, item, n }: { id: string; item: string; n: number }, tx: Tx) {
        tx.insert(Item.of(`seen ${id} ${n}`, n));
        await Promise.resolve();
        if (item === 'poison') throw new Error('poison');
      }
    }
    await open([Fragile], { attempts: 3 });
    const [good, bad, other] = [newId(), newId(), newId()];
    await say(Placed({ id: good, item: 'a', n: 1 }), Placed({ id: bad, item: 'poison', n: 1 }), Placed({ id: other, item: 'a', n: 1 }), Placed({ id: bad, item: 'a', n: 2 }));
    await bed.quiet();
    await say(Placed({ id: bad, item: 'a', n: 3 }), Placed({ id: good, item: 'a', n: 2 }));
    await bed.quiet();
    const seen = await bed.dataSource.query<{ id: string }[]>('select id from item order by id');
    expect(seen.map(({ id }) => id)).toEqual([`seen ${good} 1`, `seen ${good} 2`, `seen ${other} 1`]);
    const parked = await bed.dataSource.query('select key, attempts, holds_key from parked order by seq');
    expect(parked).toEqual([{ key: bad, attempts: 3, holds_key: true }, { key: bad, attempts: 0, holds_key: true }, { key: bad, attempts: 0, holds_key: true }]);
    const dead = await bed.log.history(['sale.events.dead'], bad);
    expect(dead.map((record) => JSON.parse(Buffer.from(record.value).toString()) as { n: number }).map(({ n }) => n)).toEqual([1, 2, 3]);
    expect(dead[0]!.headers).toMatchObject({ dead_handler: 'shelf/Fragile.hear', dead_topic: 'sale.events', dead_attempts: '3' });
  });

  it('of an event nobody knows is kept without holding its key', async () => {
    await open([HoldItem]);
    await stock(1);
    const id = newId();
    await bed.log.publish([{ topic: 'sale.events', key: id, value: Buffer.from('?'), headers: { ce_id: newId(), ce_type: 'sale.reinvented' } }]);
    await bed.quiet();
    await say(Placed({ id, item: 'cup', n: 1 }));
    await bed.quiet();
    expect(await bed.dataSource.query('select event_type, holds_key from parked')).toEqual([{ event_type: 'sale.reinvented', holds_key: false }]);
    expect(await left()).toBe(0);
  });

  it('of bytes that nobody can read parks the key', async () => {
    await open([HoldItem], { attempts: 2 });
    const id = newId();
    await bed.log.publish([{ topic: 'sale.events', key: id, value: Buffer.from('{'), headers: { ce_id: newId(), ce_type: 'sale.placed' } }]);
    await bed.quiet();
    expect(await bed.dataSource.query('select event_type, holds_key, attempts from parked')).toEqual([{ event_type: 'sale.placed', holds_key: true, attempts: 2 }]);
  });

  it('to declare what is said is an error', async () => {
    @Injectable()
    class Liar {
      @Listener({ on: Placed })
      hear({ id }: { id: string }): void {
        return Held({ id }) as unknown as undefined;
      }
    }
    await open([Liar], { attempts: 1 });
    await say(Placed({ id: newId(), item: 'cup', n: 1 }));
    await bed.quiet();
    expect(await bed.dataSource.query('select error from parked')).toEqual([{ error: expect.stringContaining('add it to emits') }]);
  });
});

describe('a deadline', () => {
  @Injectable()
  class Wait {
    @Step({ on: Placed, deadline: '3m' })
    start({ id }: { id: string }, tx: Tx) {
      tx.insert(Item.of(`waiting ${id}`, 1));
    }

    @Deadline({ step: 'start', emits: [Expired] })
    async pass({ key: id }: Task, tx: Tx) {
      const row = await tx.load(Item, `waiting ${id}`);
      if (row) return Expired({ id, reason: 'too late' });
    }

    @Compensate({ step: 'start', on: Cancelled })
    async stop({ id }: { id: string }, tx: Tx) {
      tx.remove(await tx.get(Item, `waiting ${id}`));
    }
  }

  it('passes when the clock says so, and not before', async () => {
    await open([Wait]);
    const id = newId();
    await say(Placed({ id, item: 'cup', n: 1 }));
    await bed.quiet();
    bed.clock.advance(179_000);
    await bed.quiet();
    expect(await types(id)).toEqual(['sale.placed']);
    bed.clock.advance(2_000);
    await bed.quiet();
    expect(await types(id)).toEqual(['sale.placed', 'shelf.expired']);
  });

  it('is taken back with its step', async () => {
    await open([Wait]);
    const id = newId();
    await say(Placed({ id, item: 'cup', n: 1 }), Cancelled({ id }));
    await bed.quiet();
    expect(await bed.dataSource.query('select 1 from task')).toEqual([]);
  });
});

describe('an errand', () => {
  it('is run outside of any transaction, again with the same id after a lost answer, and recorded once', async () => {
    const calls: { id: string; attempt: number }[] = [];
    @Injectable()
    class Ask {
      @Listener({ on: Placed })
      send({ id }: { id: string }, tx: Tx) {
        tx.send(Ask, 'call', id, { n: 7 });
      }

      @Errand({ emits: [Held] })
      call({ id, key, data, attempt }: Task<{ n: number }>) {
        calls.push({ id, attempt });
        if (attempt === 1) throw new Error('the answer is lost');
        return Promise.resolve((tx: Tx) => {
          tx.insert(Item.of(`asked ${key}`, data.n));
          return Held({ id: key });
        });
      }
    }
    await open([Ask]);
    const id = newId();
    await say(Placed({ id, item: 'cup', n: 1 }));
    await bed.quiet();
    expect(calls.map(({ attempt }) => attempt)).toEqual([1, 2]);
    expect(new Set(calls.map((call) => call.id)).size).toBe(1);
    expect(await types(id)).toEqual(['sale.placed', 'shelf.held']);
    expect(await bed.dataSource.query('select n from item')).toEqual([{ n: 7 }]);
    expect(await bed.dataSource.query('select 1 from task')).toEqual([]);
  });
});
