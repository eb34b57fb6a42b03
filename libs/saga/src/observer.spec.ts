import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Injectable, type Type } from '@nestjs/common';
import { Compensate, Deadline, Errand, Listener, newId, Step, type CommandTx, type KnownHandler, type SagaObserver, type Task, type Tx } from '@demae/saga';
import { Cancelled, Held, Item, Placed, Refused, testbed, type Testbed } from '../../testing/src/testbed.js';

interface Sale {
  id: string;
  item: string;
  n: number;
}

let tries: number;

@Injectable()
class Hold {
  @Step({ on: Placed, emits: [Held, Refused] })
  hold({ id, n }: Sale) {
    if (n === 13) throw new Error('never');
    if (n === 2 && (tries += 1) < 3) throw new Error('not yet');
    return n > 100 ? Refused({ id, reason: 'so many' }) : Held({ id });
  }

  @Compensate({ step: 'hold', on: Cancelled })
  putBack() {}
}

@Injectable()
class Later {
  @Listener({ on: Placed })
  plan({ id, n }: Sale, tx: Tx) {
    if (n === 5) tx.remind(Later, 'pass', new Date(0), id);
    if (n === 6) tx.send(Later, 'ask', id, {});
  }

  @Deadline()
  pass(_task: Task, tx: Tx) {
    if ((tries += 1) < 3) throw new Error('not yet');
    tx.insert(Item.of('late', 1));
  }

  @Errand()
  async ask() {
    if ((tries += 1) < 2) throw new Error('nobody answers');
    await new Promise((resolve) => setTimeout(resolve, 20));
    return () => undefined;
  }
}

/** Notes what it is told, as "who: what". */
class Notes implements SagaObserver {
  known: readonly KnownHandler[] = [];
  readonly told: string[] = [];
  readonly seconds: number[] = [];
  readonly sentEvents: string[] = [];

  begins(handlers: readonly KnownHandler[]): void {
    this.known = handlers;
  }

  handled(...[handler, as, seconds]: Parameters<SagaObserver['handled']>): void {
    this.told.push(`${handler}: ${as}`);
    if (seconds !== undefined) this.seconds.push(seconds);
  }

  sent(event: string): void {
    this.sentEvents.push(event);
  }
}

let bed: Testbed;
let notes: Notes;
const open = async (...handlers: Type[]) => {
  bed = await testbed(handlers, { attempts: 3, observer: notes });
};
const say = (...events: (ReturnType<typeof Placed> | ReturnType<typeof Cancelled>)[]) => bed.transactions.run((tx: CommandTx) => Promise.resolve(events.forEach((event) => tx.emit(event))));
/** Waits: what has failed is put off for a moment. */
const told = async (what: string) => {
  for (const end = Date.now() + 60_000; !notes.told.includes(what) && Date.now() < end; ) await new Promise((resolve) => setTimeout(resolve, 20));
};
const sale = (n: number, id = newId()) => Placed({ id, item: 'cup', n });

beforeEach(() => {
  tries = 0;
  notes = new Notes();
});
afterEach(() => bed.close());

describe('who observes the kit', () => {
  it('knows beforehand what can come of each handler', async () => {
    await open(Hold, Later);
    expect(notes.known).toEqual([
      { id: 'shelf/Hold.hold', kind: 'step', outcomes: ['done', 'refused', 'called off', 'retried', 'parked'] },
      { id: 'shelf/Hold.putBack', kind: 'compensate', outcomes: ['done', 'retried', 'parked'] },
      { id: 'shelf/Later.plan', kind: 'listener', outcomes: ['done', 'retried', 'parked'] },
      { id: 'shelf/Later.pass', kind: 'deadline', outcomes: ['done', 'retried', 'parked'] },
      { id: 'shelf/Later.ask', kind: 'errand', outcomes: ['done', 'retried', 'parked'] },
    ]);
  });

  it('is told once of each message, of what was refused as such, and when its event was said', async () => {
    await open(Hold);
    const events = [sale(1), sale(101)];
    const began = Date.now();
    await say(...events);
    await bed.quiet();
    expect(notes.told.sort()).toEqual(['shelf/Hold.hold: done', 'shelf/Hold.hold: refused']);
    const most = (Date.now() - began) / 1_000;
    expect(notes.seconds.filter((seconds) => seconds < 0 || seconds > most)).toEqual([]);
    expect(notes.sentEvents.sort()).toEqual(['sale.placed', 'sale.placed', 'shelf.held', 'shelf.refused']);
    const [record] = await bed.log.history(['sale.events'], events[0]!.payload.id);
    await bed.log.publish([record!]);
    await bed.quiet();
    expect(notes.told).toHaveLength(2);
  });

  it('is told what was undone, and of a step that is called off before it ran; of one that refused there is nothing to undo', async () => {
    await open(Hold);
    const [done, never, refused] = [newId(), newId(), newId()];
    await say(sale(1, done), sale(101, refused));
    await bed.quiet();
    notes.told.length = 0;
    await say(...[done, never, refused].map((id) => Cancelled({ id })));
    await bed.quiet();
    expect(notes.told.sort()).toEqual(['shelf/Hold.hold: called off', 'shelf/Hold.putBack: done']);
  });

  it('is told of each try that failed, and of nothing that was rolled back', async () => {
    await open(Hold);
    await say(sale(2));
    await bed.quiet();
    expect(notes.told).toEqual(['shelf/Hold.hold: retried', 'shelf/Hold.hold: done']);
  });

  it('is told of what is parked, and of what waits behind it; the copy on the dead topic is no event', async () => {
    await open(Hold);
    const id = newId();
    await say(sale(13, id));
    await bed.quiet();
    await say(Cancelled({ id }));
    await bed.quiet();
    expect(notes.told).toEqual(['shelf/Hold.hold: retried', 'shelf/Hold.hold: retried', 'shelf/Hold.hold: parked', 'shelf/Hold.putBack: parked']);
    expect(notes.sentEvents).toEqual(['sale.placed', 'sale.cancelled']);
  });

  it('is told of deadlines and errands, and how long an errand was out', async () => {
    await open(Later);
    await say(sale(5));
    await told('shelf/Later.pass: done');
    tries = 0;
    await say(sale(6));
    await told('shelf/Later.ask: done');
    expect(notes.told).toEqual([
      'shelf/Later.plan: done', 'shelf/Later.pass: retried', 'shelf/Later.pass: done', 'shelf/Later.plan: done', 'shelf/Later.ask: retried', 'shelf/Later.ask: done',
    ]);
    expect(notes.seconds.at(-1)).toBeGreaterThanOrEqual(0.015);
  });
});

describe('the survey', () => {
  it('says what waits, by who it waits for', async () => {
    await open(Hold, Later);
    expect(await bed.engine.survey()).toEqual({ outbox: { events: 0, oldest: 0 }, due: new Map(), givenUp: new Map(), parked: new Map() });
    await say(sale(13));
    await bed.quiet();
    await bed.log.publish([{ topic: 'sale.events', key: newId(), value: Buffer.from('?'), headers: { ce_id: newId(), ce_type: 'sale.unheard-of' } }]);
    await bed.quiet();
    await bed.engine.stop();
    const at = new Date(bed.clock.now().getTime() - 60_000);
    await bed.dataSource.query(`insert into outbox (id, topic, aggregatetype, aggregateid, type, payload, at) values ($1, 'sale.events', 'sale', 'x', 'sale.placed', '', $2)`, [newId(), at]);
    await bed.dataSource.query(`insert into task (id, handler, key, due_at, data) values ($1, 'shelf/Later.pass', 'a', $3, '{}'), ($2, 'shelf/Later.pass', 'b', now() + interval '1 h', '{}')`, [newId(), newId(), at]);
    await bed.dataSource.query(`insert into task (id, handler, key, due_at, data, given_up_at, leased_until) values ($1, 'shelf/Later.ask', 'a', $2, '{}', now(), 'infinity')`, [newId(), at]);
    const { outbox, due, givenUp, parked } = await bed.engine.survey();
    expect([outbox.events, due.get('shelf/Later.pass')!.tasks, due.size]).toEqual([1, 1, 1]);
    for (const age of [outbox.oldest, due.get('shelf/Later.pass')!.oldest]) expect(Math.round(age / 30)).toBe(2);
    expect([...givenUp]).toEqual([['shelf/Later.ask', 1]]);
    expect(new Map(parked)).toEqual(new Map([['shelf/Hold.hold', 1], ['', 2]]));
  });
});
