import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@demae/saga/events';
import { aShop, type Shop } from '@demae/testing';
import { refusal, register, staff, type Person } from './http.js';
import { stocks } from './http-goods.js';
import { delivery, pickup, Street } from './http-orders.js';

let shop: Shop;
let street: Street;
let support: Person;
let sku: string;

beforeAll(async () => {
  shop = await aShop();
  [street, support] = await Promise.all([Street.of(shop), staff(shop, 'support')]);
  sku = await stocks(street.merchant, street.store.id, 500);
  await street.courier.put('/v1/drivers/me/status', { status: 'online' }).expect(200);
  await street.courier.put('/v1/drivers/me/location', { lat: 35.659, lng: 139.7 }).expect(200);
});
afterAll(() => shop.close());

interface Action {
  /** What the API does: `ticket accept`. */
  name: string;
  /** What the store and the courier do before, in this order. */
  kitchen?: string[];
  road?: string[];
  body?: object;
  /** For the same key; one that the route takes, too. */
  other?: object;
  /** The event that says that it was done. Nobody says of an offer that it was declined. */
  says?: string;
  /** What a second time is answered without a key. */
  again?: number;
}

const ACTIONS: Action[] = [
  { name: 'order cancel', body: { reason: 'ordered twice' }, other: { reason: 'too late' }, says: 'order.cancelled' },
  { name: 'ticket accept', body: { prepMinutes: 20 }, other: { prepMinutes: 25 }, says: 'ticket.accepted' },
  { name: 'ticket reject', body: { reason: 'out of noodles' }, other: { reason: 'out of rice' }, says: 'ticket.rejected' },
  { name: 'ticket start', kitchen: ['accept'], says: 'ticket.preparing' },
  { name: 'ticket ready', kitchen: ['accept', 'start'], says: 'ticket.ready' },
  { name: 'ticket hand-over', kitchen: ['accept', 'start', 'ready'], says: 'ticket.handed-over' },
  { name: 'delivery accept', kitchen: ['accept'], says: 'driver.assigned' },
  { name: 'delivery decline', kitchen: ['accept'], again: 404 },
  { name: 'delivery pick-up', kitchen: ['accept', 'start', 'ready'], road: ['accept'], says: 'delivery.picked-up' },
  { name: 'delivery deliver', kitchen: ['accept', 'start', 'ready'], road: ['accept', 'pick-up'], says: 'delivery.delivered' },
  { name: 'delivery fail', kitchen: ['accept'], road: ['accept'], body: { reason: 'nobody opens' }, other: { reason: 'a flat tyre' }, says: 'delivery.failed' },
];

/** An order for which the action may be done just now, and how to do it. */
async function ready({ name, kitchen = [], road = [], body = {} }: Action) {
  const [kind, action] = name.split(' ') as [string, string];
  const { id: orderId } = await street.placed(sku, { fulfillment: kind === 'delivery' ? delivery : pickup });
  await street.kitchen(orderId, ...kitchen);
  if (road.length > 0) await street.road(orderId, ...road);
  const [who, thing] = await actorAndThing(kind, orderId);
  const path = `/v1/${thing}/${action}`;
  return { orderId, path, who, act: (key?: string, sent: object = body) => (key === undefined ? who.post(path, sent) : who.post(path, sent).set('idempotency-key', key)) };
}

async function actorAndThing(kind: string, orderId: string): Promise<[Person, string]> {
  if (kind === 'ticket') return [street.merchant, `tickets/${(await street.ticketOf(orderId)).id}`];
  if (kind === 'delivery') return [street.courier, `deliveries/${(await street.jobOf(orderId))!.id}`];
  return [street.customer, `orders/${orderId}`];
}

/** How often it was done. */
async function done({ says }: Action, orderId: string): Promise<number> {
  if (says === undefined) return (await shop.query('delivery', 'select 1 from passed_offer p join delivery d on d.id = p.delivery_id where d.order_id = $1', [orderId])).length;
  const { events } = (await support.get(`/v1/admin/orders/${orderId}/story`).expect(200)).body as { events: { type: string }[] };
  return events.filter(({ type }) => type === says).length;
}

/** Sends the courier on their way: the next order is to be offered to them. */
async function over(orderId: string): Promise<void> {
  const job = await street.jobOf(orderId);
  if (job?.status === 'PICKED_UP') await street.road(orderId, 'fail');
  // What has ended already cannot be cancelled.
  await support.post(`/v1/orders/${orderId}/cancel`, {});
  await shop.settles();
}

describe.each(ACTIONS.map((action) => [action.name, action] as const))('%s', (_name, action) => {
  it('is done once for an Idempotency-Key, five times at once and later, with one answer, byte for byte', async () => {
    const { orderId, path, who, act } = await ready(action);
    const key = newId();
    const answers = await Promise.all(Array.from({ length: 5 }, () => act(key)));
    expect(answers.map(({ status }) => status)).toEqual(Array(5).fill(action.name === 'order cancel' ? 202 : 200));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    await shop.settles();
    const later = await act(key);
    expect([later.status, later.text]).toEqual([answers[0]!.status, answers[0]!.text]);
    expect((await refusal(act(key, action.other ?? { surprise: 1 }), 422)).code).toBe('idempotency-key');
    // Another thing is another request, also with the same body.
    const elsewhere = path.replace(/[0-9a-f-]{36}/, newId());
    expect((await refusal(who.post(elsewhere, action.body ?? {}).set('idempotency-key', key), 422)).code).toBe('idempotency-key');
    await shop.settles();
    expect(await done(action, orderId)).toBe(1);
    await over(orderId);
  });

  it('is decided each time without one; what is refused is not kept', async () => {
    const { orderId, act } = await ready(action);
    const key = newId();
    expect((await act()).status).toBeLessThan(300);
    await refusal(act(), action.again ?? 409);
    for (let i = 0; i < 2; i++) await refusal(act(key), action.again ?? 409);
    if (action.other) await refusal(act(key, action.other), action.again ?? 409);
    for (const wrong of ['a b', 'x'.repeat(256), '']) expect((await refusal(act(wrong), 400)).errors).toEqual([{ path: 'Idempotency-Key', message: expect.any(String) }]);
    await shop.settles();
    expect(await done(action, orderId)).toBe(1);
    await over(orderId);
  });
});

describe('an Idempotency-Key', () => {
  it('is its user\'s own', async () => {
    const key = newId();
    const other = await register(shop);
    const mine = await street.placed(sku);
    const theirs = ((await street.place(sku, {}, other).expect(201)).body as { id: string }).id;
    await street.customer.post(`/v1/orders/${mine.id}/cancel`, {}).set('idempotency-key', key).expect(202);
    await refusal(other.post(`/v1/orders/${mine.id}/cancel`, {}).set('idempotency-key', key), 404);
    expect((await other.post(`/v1/orders/${theirs}/cancel`, {}).set('idempotency-key', key).expect(202)).body).toMatchObject({ id: theirs, status: 'CANCELLED' });
  });

  it('of an order placed is not one to cancel it with', async () => {
    const key = newId();
    const { id } = (await street.place(sku, {}, street.customer, key).expect(201)).body as { id: string };
    const cancel = (withKey: string) => street.customer.post(`/v1/orders/${id}/cancel`, {}).set('idempotency-key', withKey);
    expect((await refusal(cancel(key), 422)).code).toBe('idempotency-key');
    const used = newId();
    await cancel(used).expect(202);
    expect((await refusal(street.place(sku, {}, street.customer, used), 422)).code).toBe('idempotency-key');
  });

  it('is free again after a day', async () => {
    const key = newId();
    const cancel = (id: string) => street.customer.post(`/v1/orders/${id}/cancel`, {}).set('idempotency-key', key);
    await cancel((await street.placed(sku)).id).expect(202);
    const { id } = await street.placed(sku);
    await refusal(cancel(id), 422);
    await shop.query('order', `update idempotency_key set created_at = created_at - interval '1 day' where key = $1`, [key]);
    expect((await cancel(id).expect(202)).body).toMatchObject({ id, status: 'CANCELLED' });
  });

  it('is documented on every route that takes one', async () => {
    const { paths } = (await street.customer.get('/openapi.json').expect(200)).body as { paths: Record<string, Record<string, { parameters?: { name: string; required?: boolean }[] }>> };
    const takers = Object.entries(paths).flatMap(([path, item]) =>
      (item['post']?.parameters ?? []).filter(({ name }) => name === 'Idempotency-Key').map(({ required }) => `${path}${required ? ' (required)' : ''}`),
    );
    expect(takers.sort()).toEqual([
      '/v1/orders (required)',
      // Told by its own suite.
      '/v1/orders/{id}/refunds',
      '/v1/stores/{storeId}/stock/{sku}/adjustments',
      ...ACTIONS.map(({ name }) => name.split(' ')).map(([kind, action]) => `/v1/${kind === 'delivery' ? 'deliveries' : `${kind}s`}/{id}/${action}`),
    ].sort());
  });
});
