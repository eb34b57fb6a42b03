import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { story } from './story.js';

const at = (ms: number) => new Date(Date.UTC(2025, 10, 21) + ms);
const said = (id: string, type: string, ms: number, causedBy?: string) => ({ id, type, service: type.split('.')[0]!, at: at(ms), causedBy, payloadJson: '{}' });
const heard = (eventId: string, handler: string, ms: number) => ({ eventId, eventType: '', service: 'inventory', handler, at: at(ms), attempts: 1, outcome: 'done' });

describe('the story of an order', () => {
  it('is told in the order in which it happened', () => {
    const { events } = story('o', [said('b', 'inventory.reserved', 5, 'a'), said('c', 'payment.succeeded', 5), said('a', 'order.created', 1)], []);
    expect(events.map(({ type }) => type)).toEqual(['order.created', 'inventory.reserved', 'payment.succeeded']);
    expect(events[1]).toMatchObject({ causedBy: 'a', service: 'inventory', heardBy: [] });
  });

  it('waits for the log while something is not in it', () => {
    const unsent = { service: 'order', kind: 'unsent', handler: 'order.created', at: at(1), attempts: 0, error: undefined, givenUp: false };
    expect(story('o', [], [], [unsent])).toMatchObject({ events: [], standing: `waits for the log to take order.created, said at ${at(1).toISOString()}` });
    expect(story('o', [], [])).toMatchObject({ events: [], standing: 'is not in the log yet, or not any more' });
    const delivered = [said('a', 'order.created', 1), said('b', 'order.delivered', 2)];
    expect(story('o', delivered, [], [{ ...unsent, handler: 'payment.refunded' }]).standing).toBe('was delivered');
  });

  it('says who heard what', () => {
    const { events } = story('o', [said('a', 'order.created', 1)], [heard('a', 'Tell.tell', 9), heard('a', 'HoldStock.hold', 3), heard('x', 'Other.hear', 2)]);
    expect(events[0]!.heardBy.map(({ handler }) => handler)).toEqual(['HoldStock.hold', 'Tell.tell']);
    expect(events[0]!.heardBy[0]).toEqual({ service: 'inventory', handler: 'HoldStock.hold', at: at(3).toISOString(), attempts: 1, outcome: 'done' });
  });

  it('is told as it followed when clocks are apart', () => {
    const behind = [said('c', 'order.confirmed', 7, 'b'), said('b', 'payment.succeeded', -300_000, 'a'), said('a', 'order.created', 1)];
    expect(story('o', behind, []).events.map(({ type }) => type)).toEqual(['order.created', 'payment.succeeded', 'order.confirmed']);
    const ahead = [said('d', 'order.confirmed', 7, 'c'), said('c', 'payment.succeeded', 300_000, 'a'), said('a', 'order.created', 1)];
    expect(story('o', ahead, []).events.map(({ type }) => type)).toEqual(['order.created', 'payment.succeeded', 'order.confirmed']);
    expect(story('o', [said('x', 'order.created', 2, 'y'), said('y', 'order.accepted', 1, 'x')], []).events).toHaveLength(2);
  });
});
