import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { catalogue } from '@demae/contracts';
import { newId } from '@demae/saga/events';
import { aShop, PlacedOrder, type Shop } from '@demae/testing';
import { Collector, type Received } from './collector.js';
import { register, type Person } from './http.js';

/* The stack's services send to a collector that is not there until this opens it: for all the other suites it is one that is away. */
let shop: Shop;
let collector: Collector;
let person: Person;
beforeAll(async () => {
  shop = await aShop();
  collector = await Collector.open(Number(process.env['DEMAE_TEST_COLLECTOR']));
  await shop.stocks({ cup: 100 });
  person = await register(shop);
  await shop.settles();
});
afterAll(async () => {
  await collector.close();
  await shop.close();
});

const named = (spans: readonly Received[], start: string) => spans.filter(({ name }) => name.startsWith(start));

/** @param end of the trace's id: it decides whether the trace is one of the sampled. */
async function orders(end: string, token: string): Promise<{ id: string; traceId: string }> {
  const traceId = newId().replaceAll('-', '').slice(0, 24) + end;
  const body = { storeId: shop.store.id, lines: [{ sku: 'cup', quantity: 1 }], fulfillment: { type: 'pickup' }, payment: { method: 'card', token } };
  const { body: placed } = await person.post('/v1/orders', body).set('idempotency-key', newId()).set('traceparent', `00-${traceId}-00f067aa0ba902b7-00`).expect(201);
  await shop.settles();
  return { id: (placed as { id: string }).id, traceId };
}

const ROOT = 'POST /v1/orders';

/** All that is told of an order, when every event of it, all that leads to it and what else is asked for has come. */
async function wholeTrace(traceId: string, id: string, also: (spans: readonly Received[]) => boolean): Promise<Received[]> {
  const records = await shop.log.history(catalogue.topics(), id);
  const said = [...new Set(records.map(({ headers }) => headers['ce_id']!))].sort();
  const created = () => named(collector.of(traceId), 'create ').map(({ attributes }) => attributes['messaging.message.id']).sort();
  const there = () => said.every((event) => created().includes(event)) && loose(collector.of(traceId)).join() === ROOT && also(collector.of(traceId));
  // What is missing then is told by what is expected of it.
  await collector.until(there, `the whole trace of ${id}`, 180_000).catch(() => undefined);
  expect(created()).toEqual(said);
  return collector.of(traceId);
}

const servicesOf = (spans: readonly Received[]) => [...new Set(spans.map(({ service }) => service))].sort();

/** Those from which neither a parent nor a link leads on within the trace. */
function loose(spans: readonly Received[]): string[] {
  const known = new Set(spans.map(({ spanId }) => spanId));
  return spans.filter(({ parentSpanId, links }) => !(parentSpanId !== undefined && known.has(parentSpanId)) && !links.some(({ spanId }) => known.has(spanId))).map(({ name }) => name);
}

describe('on Kafka, between processes', () => {
  it('one order is one trace, from the request to the money', async () => {
    const { id, traceId } = await orders('00000001', 'tok_ok');
    const order = new PlacedOrder(shop, id, shop.customer);
    await order.accepted();
    await order.cooked();
    await order.handedOver();
    const everybody = ['catalog', 'delivery', 'fulfillment', 'gateway', 'inventory', 'notification', 'order', 'payment', 'user'];
    const spans = await wholeTrace(traceId, id, (all) => servicesOf(all).length === everybody.length);
    expect(loose(spans)).toEqual([ROOT]);
    expect(servicesOf(spans)).toEqual(everybody);
    for (const { attributes, links } of named(spans, 'process ')) {
      expect(attributes['messaging.system']).toBe('kafka');
      const [from] = links;
      expect(spans.find(({ spanId }) => spanId === from!.spanId)?.attributes['messaging.message.id']).toBe(attributes['messaging.message.id']);
    }
    expect(named(spans, 'create ').map(({ attributes }) => attributes['cloudevents.event_type'])).toEqual(expect.arrayContaining(['order.created', 'order.delivered', 'payment.captured']));
  });

  it('one that fails is sent by all of them, though it was not sampled: also what was done before it failed', async () => {
    const { id, traceId } = await orders('ffffffff', 'tok_declined');
    const heard = (spans: readonly Received[]) => named(spans, 'process order.created').map(({ service }) => service);
    const spans = await wholeTrace(traceId, id, (all) => heard(all).includes('inventory'));
    expect(loose(spans)).toEqual([ROOT]);
    expect(heard(spans)).toContain('inventory');
    const { traceId: quiet } = await orders('ffffffff', 'tok_ok');
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    // On a busy machine the bank may have been too late once, and that is a failure to tell of: by all, in any order.
    const failure = () => collector.of(quiet).some(({ failed }) => failed);
    if (collector.of(quiet).length > 0) await collector.until(failure, 'what failed', 60_000).catch(() => undefined);
    const told = collector.of(quiet);
    expect(told.some(({ failed }) => failed) ? [] : told).toEqual([]);
  });
});
