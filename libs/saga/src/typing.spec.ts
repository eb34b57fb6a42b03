import { describe, expect, it } from '@jest/globals';
import {
  Compensate, Deadline, defineEvent, Errand, handlersOf, Listener, Step, type CommandTx, type EventType, type Task, type Tx,
} from '@demae/saga';
import { Cancelled, Expired, Held, json, Placed, Refused } from '../../testing/src/testbed.js';

/*
 * What the compiler says, which `npm run check` asks: each @ts-expect-error below is an error of its own as soon as the line after it compiles.
 */
interface Order {
  id: string;
  n: number;
}
interface Failure {
  id: string;
  reason: string;
}

describe('the compiler rejects', () => {
  it('a wrong payload', () => {
    expect(Placed({ id: 'a', item: 'cup', n: 1 }).name).toBe('sale.placed');
    // @ts-expect-error -- n is a number
    Placed({ id: 'a', item: 'cup', n: '1' });
    // @ts-expect-error -- item and n are missing
    Placed({ id: 'a' });
    // @ts-expect-error -- there is no such field
    Cancelled({ id: 'a', reason: 'changed my mind' });
  });

  it('a key that is no text field of the payload', () => {
    const codec = json<Order>();
    expect(defineEvent({ name: 'sale.placed', topic: 'sale.events', codec, key: 'id' }).keyOf({ id: 'a', n: 1 })).toBe('a');
    // @ts-expect-error -- a number
    defineEvent({ name: 'sale.placed', topic: 'sale.events', codec, key: 'n' });
    // @ts-expect-error -- not there
    defineEvent({ name: 'sale.placed', topic: 'sale.events', codec, key: 'orderId' });
  });

  it('a failure without a reason', () => {
    expect(defineEvent({ name: 'sale.refused', topic: 'sale.events', codec: json<Failure>(), key: 'id', fails: true }).fails).toBe(true);
    // @ts-expect-error -- people will ask why
    defineEvent({ name: 'sale.refused', topic: 'sale.events', codec: json<Order>(), key: 'id', fails: true });
  });

  it('a handler of another payload', () => {
    class Handlers {
      @Listener({ on: Placed })
      right({ n }: { n: number }) {
        return void n;
      }

      // @ts-expect-error -- a cancellation has no item
      @Listener({ on: Cancelled })
      wrong({ item }: { item: string }) {
        return void item;
      }
    }
    expect(handlersOf(Handlers)).toHaveLength(2);
  });

  it('of several events taking for granted what only one of them has', () => {
    class Handlers {
      // @ts-expect-error -- a cancellation has no item
      @Listener({ on: [Placed, Cancelled] })
      wrong({ item }: { item: string }) {
        return void item;
      }
    }
    expect(handlersOf(Handlers)).toHaveLength(1);
  });

  it('saying what was not declared', () => {
    class Handlers {
      @Step({ on: Placed, emits: [Held, Refused], compensation: 'none' })
      right({ id, n }: { id: string; n: number }) {
        return n > 0 ? Held({ id }) : Refused({ id, reason: 'nothing to hold' });
      }

      @Step({ on: Placed, emits: [Held, Refused], compensation: 'none' })
      async several({ id }: { id: string }) {
        return Promise.resolve([Held({ id }), Refused({ id, reason: 'as well' })]);
      }

      // @ts-expect-error -- Refused is not among emits
      @Step({ on: Placed, emits: [Held], compensation: 'none' })
      wrong({ id, n }: { id: string; n: number }) {
        return n > 0 ? Held({ id }) : Refused({ id, reason: 'nothing to hold' });
      }

      // @ts-expect-error -- nothing is declared
      @Listener({ on: Placed })
      async undeclared({ id }: { id: string }) {
        return Promise.resolve(Held({ id }));
      }

      // @ts-expect-error -- one of them is not declared
      @Deadline({ emits: [Expired] })
      late({ key }: Task) {
        return [Expired({ id: key, reason: 'late' }), Held({ id: key })];
      }

      // @ts-expect-error -- what is recorded says something that is not declared
      @Errand({ emits: [Refused] })
      async ask({ key }: Task) {
        return Promise.resolve(() => Held({ id: key }));
      }
    }
    expect(handlersOf(Handlers)).toHaveLength(6);
  });

  it('undoing a method that is not there', () => {
    class Handlers {
      @Step({ on: Placed })
      hold() {}

      @Compensate({ step: 'hold', on: Cancelled })
      putBack() {}

      // @ts-expect-error -- there is no method of that name
      @Compensate({ step: 'holds', on: Cancelled })
      putBackAgain() {}
    }
    expect(handlersOf(Handlers)).toHaveLength(3);
  });

  it('waiting for the deadline of a method that is not there, or for no length of time', () => {
    class Handlers {
      @Step({ on: Placed, deadline: '3m', compensation: 'none' })
      start() {}

      @Deadline({ step: 'start' })
      pass() {}

      // @ts-expect-error -- there is no method of that name
      @Deadline({ step: 'begin' })
      passToo() {}

      // @ts-expect-error -- write '3m'
      @Step({ on: Cancelled, deadline: '3 minutes', compensation: 'none' })
      wait() {}
    }
    expect(handlersOf(Handlers)).toHaveLength(4);
  });

  it('asking for an errand or a reminder that is not there', () => {
    class Asks {
      @Errand()
      call() {
        return Promise.resolve(() => undefined);
      }
    }
    const asked: unknown[] = [];
    const tx = { send: (...args: unknown[]) => asked.push(args), remind: (...args: unknown[]) => asked.push(args) } as unknown as Tx;
    tx.send(Asks, 'call', 'a');
    // @ts-expect-error -- there is no method of that name
    tx.send(Asks, 'cal', 'a');
    // @ts-expect-error -- there is no method of that name
    tx.remind(Asks, 'cal', new Date(), 'a');
    expect(asked).toHaveLength(3);
  });

  it('emitting what is no event', () => {
    const said: unknown[] = [];
    const tx = { emit: (event: unknown) => said.push(event) } as unknown as CommandTx;
    tx.emit(Held({ id: 'a' }));
    // @ts-expect-error -- the event's description, not an event
    tx.emit(Held);
    // @ts-expect-error -- a payload alone
    tx.emit({ id: 'a' });
    const placed: EventType = Placed;
    expect([said.length, placed.eventName]).toEqual([3, 'sale.placed']);
  });
});
