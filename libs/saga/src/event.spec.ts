import { describe, expect, it } from '@jest/globals';
import { Catalogue, defineEvent } from '@demae/saga';
import { Cancelled, Held, json, Placed, Refused } from '../../testing/src/testbed.js';

const named = (name: string) => defineEvent({ name, topic: 'sale.events', key: 'id', codec: json<{ id: string }>() });

describe('an event', () => {
  it('is made by calling its type, and keeps the payload that it was given', () => {
    const payload = { id: 'a', item: 'cup', n: 2 };
    const event = Placed(payload);
    expect(event).toEqual({ name: 'sale.placed', type: Placed, payload });
    expect(event.payload).toBe(payload);
    expect(Placed.keyOf(payload)).toBe('a');
    expect(Placed.decode(Placed.encode(payload))).toEqual(payload);
  });

  it('does not fail a saga, and has to be heard, unless it says so', () => {
    expect([Placed.fails, Placed.informational]).toEqual([false, false]);
    expect(Refused.fails).toBe(true);
    expect(defineEvent({ name: 'a.b', topic: 'a', key: 'id', codec: json<{ id: string }>(), informational: true }).informational).toBe(true);
  });

  it.each(['order.created', 'order.out-for-delivery', 'stock-take.done'])('may be called %s', (name) => {
    expect(named(name).eventName).toBe(name);
  });

  it.each(['', 'order', 'Order.created', 'order.Created', 'order.', '.created', 'order.created.v2', 'order created', 'order._created', 'order.-created', 'order.created-', 'order.created\n'])(
    'may not be called %j',
    (name) => expect(() => named(name)).toThrow('must look like "service.what-happened"'),
  );
});

describe('a catalogue', () => {
  it('finds events by name, and lists each topic once', () => {
    const catalogue = new Catalogue([Placed, Cancelled, Held]);
    expect(catalogue.find('sale.cancelled')).toBe(Cancelled);
    expect(catalogue.find('sale.reinvented')).toBeUndefined();
    expect(catalogue.find('constructor')).toBeUndefined();
    expect(catalogue.topics()).toEqual(['sale.events', 'shelf.events']);
    expect(catalogue.all()).toEqual([Placed, Cancelled, Held]);
  });

  it('holds a name once', () => {
    expect(() => new Catalogue([Placed, named('sale.placed')])).toThrow('Event "sale.placed" is declared twice');
  });
});
