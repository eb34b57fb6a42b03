import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@demae/saga/events';
import { aShop, type Shop } from '@demae/testing';
import { audit } from '../scripts/audit/audit.js';
import { refusal, register, staff, type Person } from './http.js';
import { INSTANT, sells, stocks, UUID, yen } from './http-goods.js';
import { Street } from './http-orders.js';

let shop: Shop;
let street: Street;
let support: Person;

beforeAll(async () => {
  shop = await aShop();
  [street, support] = await Promise.all([Street.of(shop), staff(shop, 'support')]);
});
afterAll(() => shop.close());

const cup = (onHand = 50) => stocks(street.merchant, street.store.id, onHand);
const shelf = async (sku: string) => (await street.merchant.get(`/v1/stores/${street.store.id}/stock/${sku}`).expect(200)).body as { onHand: number };
const payment = async (id: string) => (await street.customer.get(`/v1/orders/${id}/payment`).expect(200)).body as Record<string, unknown>;
const refunds = (id: string) => `/v1/orders/${id}/refunds`;
const booked = async (id: string) => (await shop.bank.books()).find(({ orderId }) => orderId === id);

/** An order that was fetched and paid for. */
async function fetched(sku: string, change: object = {}): Promise<string> {
  const { id } = await street.placed(sku, change);
  await street.kitchen(id, 'accept', 'start', 'ready', 'hand-over');
  return id;
}

describe('a refund', () => {
  it('of one line goes back through the bank, and what came back is on the shelf again', async () => {
    const sku = await cup(10);
    const id = await fetched(sku, { lines: [{ sku, quantity: 3 }] });
    expect(await shelf(sku)).toMatchObject({ onHand: 7 });
    const { body } = await street.merchant.post(refunds(id), { lines: [{ sku, quantity: 2 }], reason: 'chipped', restock: true }).expect(201);
    const refund = { id: expect.stringMatching(UUID), amount: yen(2000), reason: 'chipped', lines: [{ sku, quantity: 2 }], restock: true, at: expect.stringMatching(INSTANT) };
    expect(body).toEqual({ ...refund, status: 'PENDING' });
    await shop.settles();
    expect(await payment(id)).toMatchObject({ status: 'PARTIALLY_REFUNDED', captured: yen(3000), refunded: yen(2000), refunds: [{ ...refund, status: 'SUCCEEDED' }] });
    expect(await booked(id)).toMatchObject({ captured: 3000, refunded: 2000 });
    expect(await shelf(sku)).toMatchObject({ onHand: 9, available: 9, reserved: 0 });
    const { items } = (await street.merchant.get(`/v1/stores/${street.store.id}/stock/${sku}/movements`).expect(200)).body as { items: object[] };
    expect(items[0]).toMatchObject({ kind: 'RETURNED', quantity: 2, orderId: id, by: street.merchant.id, reason: 'chipped' });
    const told = (await street.customer.get('/v1/me/notifications').expect(200)).body as { items: object[] };
    expect(told.items[0]).toMatchObject({ title: '¥2,000 refunded', body: expect.stringContaining('chipped') });
  });

  it('without an amount or lines is of all that is left', async () => {
    const sku = await cup(10);
    const id = await fetched(sku, { lines: [{ sku, quantity: 3 }] });
    await support.post(refunds(id), { amount: yen(500), reason: 'sorry' }).expect(201);
    await support.post(refunds(id), { lines: [{ sku, quantity: 1 }], reason: 'broken' }).expect(201);
    expect((await support.post(refunds(id), { reason: 'all of it', restock: true }).expect(201)).body).toMatchObject({ amount: yen(1500), lines: [{ sku, quantity: 2 }] });
    await shop.settles();
    expect(await payment(id)).toMatchObject({ status: 'REFUNDED', captured: yen(3000), refunded: yen(3000) });
    expect(await shelf(sku)).toMatchObject({ onHand: 9 });
    expect((await refusal(support.post(refunds(id), { reason: 'more' }), 409))['state']).toBe('REFUNDED');
  });

  it('is never more than was captured, however many ask at once', async () => {
    const sku = await cup();
    const id = await fetched(sku);
    const answers = await Promise.all(Array.from({ length: 8 }, () => support.post(refunds(id), { amount: yen(400), reason: 'late' })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, 422, 422, 422, 422, 422, 422]);
    await shop.settles();
    expect(await booked(id)).toMatchObject({ captured: 1000, refunded: 800 });
    expect(await payment(id)).toMatchObject({ refunded: yen(800) });
  });

  it('is made once under one key', async () => {
    const id = await fetched(await cup());
    const key = newId();
    const ask = (amount: number) => support.post(refunds(id), { amount: yen(amount), reason: 'late' }).set('idempotency-key', key);
    const answers = await Promise.all([ask(300), ask(300), ask(300)]);
    expect(new Set(answers.map(({ body }) => (body as { id: string }).id)).size).toBe(1);
    await refusal(ask(200), 422);
    await shop.settles();
    expect(await payment(id)).toMatchObject({ refunded: yen(300), refunds: [{ amount: yen(300) }] });
  });

  it('of cash is handed back at once', async () => {
    const id = await fetched(await cup(), { payment: { method: 'cash' } });
    expect((await street.merchant.post(refunds(id), { amount: yen(1000), reason: 'cold' }).expect(201)).body).toMatchObject({ status: 'SUCCEEDED' });
    expect(await payment(id)).toMatchObject({ status: 'REFUNDED', refunded: yen(1000) });
  });

  it('survives a bank that loses its answers: the money goes back once', async () => {
    const id = await fetched(await cup());
    await shop.bank.behaves('loses-answers', 2);
    await support.post(refunds(id), { amount: yen(700), reason: 'late' }).expect(201);
    await shop.settles();
    expect(await booked(id)).toMatchObject({ refunded: 700 });
    expect(await payment(id)).toMatchObject({ refunded: yen(700) });
  });

  it('puts nothing on a shelf that nobody counts', async () => {
    const { merchant, store } = street;
    const sku = `soup-${newId()}`;
    await sells(merchant, store.id, { trackStock: false, variants: [{ sku, price: yen(800) }] });
    const id = await fetched(sku);
    await merchant.post(refunds(id), { lines: [{ sku, quantity: 1 }], reason: 'salty', restock: true }).expect(201);
    await shop.settles();
    expect(await shop.query('inventory', 'select from stock_item where sku = $1', [sku])).toEqual([]);
  });

  it('is for the store and for support to decide', async () => {
    const id = await fetched(await cup());
    const [stranger, buyer, admin] = await Promise.all([register(shop, 'merchant', 'Mia'), register(shop), staff(shop, 'admin')]);
    await refusal(street.customer.post(refunds(id), { amount: yen(100), reason: 'please' }), 403);
    await refusal(stranger.post(refunds(id), { amount: yen(100), reason: 'please' }), 404);
    // A merchant elsewhere may see what they bought themselves, and yet not refund it.
    await admin.patch(`/v1/admin/users/${buyer.id}`, { roles: ['customer', 'merchant'] }).expect(200);
    const both = await buyer.logsInAgain();
    const { body: own } = await street.place(await cup(), {}, both).expect(201);
    await shop.settles();
    expect((await refusal(both.post(refunds((own as { id: string }).id), { reason: 'please' }), 403))['detail']).toMatch('support');
    expect(await payment(id)).toMatchObject({ refunds: [] });
  });

  it.each<[string, object, number]>([
    ['an amount and lines', { amount: yen(1), lines: [{ sku: 'x', quantity: 1 }] }, 400],
    ['an amount that fills a shelf', { amount: yen(1), restock: true }, 400],
    ['another currency', { amount: { amount: 1, currency: 'USD' } }, 422],
    ['nothing', { amount: yen(0) }, 422],
    ['less than nothing', { amount: yen(-1) }, 400],
    ['more than was captured', { amount: yen(1001) }, 422],
    ['what was not ordered', { lines: [{ sku: 'x', quantity: 1 }] }, 422],
    ['no reason', { amount: yen(1), reason: undefined }, 400],
  ])('of %s is refused', async (_what, body, status) => {
    known ??= await fetched(await cup());
    await refusal(support.post(refunds(known), { reason: 'late', ...body }), status);
    expect(await payment(known)).toMatchObject({ refunds: [] });
  });

  it('waits for the money to be taken', async () => {
    const { id } = await street.placed(await cup());
    expect((await refusal(support.post(refunds(id), { reason: 'late' }), 409))['state']).toBe('AUTHORIZED');
    await street.kitchen(id, 'accept', 'start', 'ready', 'hand-over');
  });

  it('leaves books that balance', async () => {
    const open = await shop.query<{ id: string }>('order', `select id from customer_order where status not in ('DELIVERED', 'CANCELLED')`);
    for (const { id } of open) await support.post(`/v1/orders/${id}/cancel`, { reason: 'the evening is over' }).expect(202);
    await shop.settles();
    const query = <R>(service: string, sql: string, values?: unknown[]) => shop.query<R>(service, sql, values);
    expect(await audit({ query, charges: await shop.bank.books(), stocked: new Map() })).toEqual([]);
  });
});

let known: string | undefined;
