import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@demae/saga/events';
import { aShop, type Shop } from '@demae/testing';
import { refusal, register, staff, type Person } from './http.js';
import { HOME, INSTANT, SHOP_ADDRESS, stocks, UUID, yen } from './http-goods.js';
import { delivery, Street } from './http-orders.js';
import { Stream } from './http-stream.js';

let shop: Shop;
let street: Street;
let admin: Person;

beforeAll(async () => {
  shop = await aShop();
  [street, admin] = await Promise.all([Street.of(shop), staff(shop, 'admin')]);
  await street.courier.put('/v1/drivers/me/status', { status: 'online' }).expect(200);
  await street.courier.put('/v1/drivers/me/location', { lat: 35.659, lng: 139.7, heading: 90 }).expect(200);
});
afterAll(() => shop.close());
beforeEach(() => shop.bank.reset());

const cup = (onHand = 50) => stocks(street.merchant, street.store.id, onHand);
const stock = async (sku: string) => (await street.merchant.get(`/v1/stores/${street.store.id}/stock/${sku}`).expect(200)).body as object;
const payment = async (id: string) => (await street.customer.get(`/v1/orders/${id}/payment`).expect(200)).body as object;
const brought = async (id: string) => (await street.customer.get(`/v1/orders/${id}/delivery`).expect(200)).body as object;

describe('an order to the door', () => {
  it('is seen by everybody on its way: customer, store, courier, bank', async () => {
    const sku = await cup(5);
    const { id } = await street.placed(sku, { lines: [{ sku, quantity: 2 }], fulfillment: delivery, note: 'Ring twice' });
    const stream = await Stream.open(street.customer, `/v1/orders/${id}/stream`);
    expect(stream.answer.headers.get('content-type')).toMatch('text/event-stream');
    await refusal(street.customer.get(`/v1/orders/${id}/delivery`), 404);
    const card = { id: expect.stringMatching(UUID), orderId: id, method: 'card', provider: 'simulated', amount: yen(2000), refunded: yen(0), refunds: [] };
    expect(await payment(id)).toEqual({ ...card, status: 'AUTHORIZED', captured: yen(0) });
    const ticket = await street.ticketOf(id);
    expect(ticket).toEqual({
      id: expect.stringMatching(UUID), orderId: id, number: expect.any(String), storeId: street.store.id, status: 'NEW', fulfillmentType: 'delivery', note: 'Ring twice',
      lines: [{ sku, name: 'Tea Cup', quantity: 2, choices: [] }], acceptBy: expect.stringMatching(INSTANT), createdAt: expect.stringMatching(INSTANT),
    });
    const accepted = (await street.merchant.post(`/v1/tickets/${ticket.id}/accept`, { prepMinutes: 25 }).expect(200)).body as Record<string, string>;
    expect(accepted).toMatchObject({ status: 'ACCEPTED', dueAt: expect.stringMatching(INSTANT) });
    expect(Math.round((Date.parse(accepted['dueAt']!) - Date.now()) / 60_000)).toBe(25);
    await shop.settles();
    const job = (await street.jobOf(id))!;
    expect(job).toEqual({ id: expect.stringMatching(UUID), orderId: id, status: 'OFFERED', offerExpiresAt: expect.stringMatching(INSTANT), pickUp: SHOP_ADDRESS, dropOff: HOME });
    expect(await brought(id)).toEqual({ id: job.id, orderId: id, status: 'OFFERED', pickUp: SHOP_ADDRESS, dropOff: HOME });
    await street.road(id, 'accept');
    const courier = { id: street.courier.id, name: 'Taro' };
    const position = { lat: 35.659, lng: 139.7, at: expect.stringMatching(INSTANT) };
    expect(await brought(id)).toEqual({ id: job.id, orderId: id, status: 'ASSIGNED', courier: { ...courier, position }, eta: expect.stringMatching(INSTANT), pickUp: SHOP_ADDRESS, dropOff: HOME });
    expect((await refusal(street.courier.post(`/v1/deliveries/${job.id}/pick-up`), 409))['state']).toBe('ASSIGNED');
    await stream.until('courier');
    await street.kitchen(id, 'start', 'ready');
    await street.road(id, 'pick-up');
    expect(await street.order(id)).toMatchObject({ status: 'OUT_FOR_DELIVERY', delivery: { status: 'PICKED_UP', courier: { name: 'Taro' } } });
    await street.road(id, 'deliver');
    const order = await street.order(id);
    expect(order.history).toEqual(
      [['PENDING', 'customer'], ['CONFIRMED', 'system'], ['ACCEPTED', 'store'], ['PREPARING', 'store'], ['READY', 'store'], ['OUT_FOR_DELIVERY', 'courier'], ['DELIVERED', 'courier']]
        .map(([status, by]) => ({ status, by, at: expect.stringMatching(INSTANT) })),
    );
    expect(order).toMatchObject({ status: 'DELIVERED', payment: { method: 'card', status: 'CAPTURED' }, delivery: { status: 'DELIVERED', courier } });
    expect(await payment(id)).toEqual({ ...card, status: 'CAPTURED', captured: yen(2000) });
    expect(await stock(sku)).toMatchObject({ onHand: 3, available: 3, reserved: 0 });
    await stream.ended;
    expect(stream.of('status').map(({ id: at, data }) => [at, data])).toEqual(order.history.map((entry, i) => [String(i + 1), entry]));
    expect(stream.of('courier')[0]!.data).toEqual({ courier: { ...courier, position }, eta: expect.stringMatching(INSTANT) });
  });

  it('is streamed on from where one has been, to its end', async () => {
    const { id } = await street.placed(await cup());
    await street.customer.post(`/v1/orders/${id}/cancel`, {}).expect(202);
    const { history } = await street.order(id);
    const ids = async (lastEventId: string) => {
      const stream = await Stream.open(street.customer, `/v1/orders/${id}/stream`, { 'last-event-id': lastEventId });
      await stream.ended;
      return stream.events.map((event) => event.id);
    };
    expect(history).toHaveLength(3);
    expect(await Promise.all(['1', '3', '99', 'x', '-1', ''].map(ids))).toEqual([['2', '3'], [], [], ['1', '2', '3'], ['1', '2', '3'], ['1', '2', '3']]);
  });
});

describe('a pick-up', () => {
  it('ends at the counter; cash is taken there', async () => {
    const { id } = await street.placed(await cup(), { payment: { method: 'cash' } });
    expect(await payment(id)).toMatchObject({ method: 'cash', provider: 'cash', status: 'AUTHORIZED', captured: yen(0) });
    await street.kitchen(id, 'accept', 'start', 'ready', 'hand-over');
    expect(await street.order(id)).toMatchObject({ status: 'DELIVERED', fulfillment: { type: 'pickup' }, payment: { method: 'cash', status: 'CAPTURED' } });
    expect(await payment(id)).toMatchObject({ status: 'CAPTURED', captured: yen(1000) });
    await refusal(street.customer.get(`/v1/orders/${id}/delivery`), 404);
  });

  it('follows its states: what comes too early or too late says which state it is in', async () => {
    const { id } = await street.placed(await cup());
    const ticket = await street.ticketOf(id);
    const act = (action: string, who = street.merchant) => who.post(`/v1/tickets/${ticket.id}/${action}`, action === 'reject' ? { reason: 'x' } : {});
    for (const action of ['start', 'ready', 'hand-over']) expect((await refusal(act(action), 409))['state']).toBe('NEW');
    for (const who of [await register(shop, 'merchant'), street.customer]) await refusal(act('accept', who), who === street.customer ? 403 : 404);
    await street.kitchen(id, 'accept');
    for (const action of ['accept', 'reject']) expect((await refusal(act(action), 409))['state']).toBe('ACCEPTED');
    const { body } = await street.merchant.get(`/v1/stores/${street.store.id}/tickets?status=ACCEPTED`).expect(200);
    expect((body as { items: { id: string }[] }).items.map((one) => one.id)).toContain(ticket.id);
    await refusal((await register(shop, 'merchant')).get(`/v1/stores/${street.store.id}/tickets`), 404);
  });
});

describe('an order that comes to nothing', () => {
  it('is cancelled by the store, with its reason, and paid back', async () => {
    const sku = await cup(5);
    const { id } = await street.placed(sku);
    await street.kitchen(id, 'reject');
    expect(await street.order(id)).toMatchObject({ status: 'CANCELLED', cancellation: { reason: 'sold out of rice', by: 'store' } });
    expect(await payment(id)).toMatchObject({ status: 'VOIDED', captured: yen(0), refunds: [] });
    expect(await stock(sku)).toMatchObject({ onHand: 5, available: 5 });
  });

  it('is not paid: declined, or out of stock before anybody asked for money', async () => {
    const declined = await street.placed(await cup(), { payment: { method: 'card', token: 'tok_insufficient_funds' } });
    expect(await payment(declined.id)).toMatchObject({ status: 'FAILED', failure: { code: expect.stringMatching(/./), message: expect.stringMatching(/./) } });
    expect(await street.order(declined.id)).toMatchObject({ status: 'CANCELLED', payment: { status: 'FAILED' } });
    const soldOut = await street.placed(await cup(0));
    expect(await payment(soldOut.id)).toEqual({
      id: null, orderId: soldOut.id, method: 'card', provider: 'simulated', status: 'VOIDED', amount: yen(1000), captured: yen(0), refunded: yen(0), refunds: [],
    });
  });

  it('is not answered by the store in time', async () => {
    const before = (await street.customer.get('/v1/sandbox/clock').expect(200)).body as { now: string };
    const { id } = await street.placed(await cup());
    const after = (await street.customer.post('/v1/sandbox/clock', { advance: 'PT6M' }).expect(200)).body as { now: string };
    expect(Date.parse(after.now) - Date.parse(before.now)).toBeGreaterThanOrEqual(360_000);
    await shop.settles();
    expect(await street.order(id)).toMatchObject({ status: 'CANCELLED', cancellation: { reason: 'the store did not answer in time', by: 'system' } });
  });

  it('is brought by nobody: the courier declines, or fails', async () => {
    const [declined, failed] = [await street.placed(await cup(), { fulfillment: delivery }), await street.placed(await cup(), { fulfillment: delivery })];
    await street.kitchen(declined.id, 'accept');
    expect((await refusal(street.courier.put('/v1/drivers/me/status', { status: 'offline' }), 409))['state']).toBe('BUSY');
    await street.road(declined.id, 'decline');
    expect(await street.jobOf(declined.id)).toBeUndefined();
    await street.merchant.post(`/v1/orders/${declined.id}/cancel`, {}).expect(202);
    await street.kitchen(failed.id, 'accept');
    await street.road(failed.id, 'accept');
    const job = (await street.jobOf(failed.id))!;
    const rival = await register(shop, 'driver');
    for (const action of ['accept', 'pick-up', 'deliver']) await refusal(rival.post(`/v1/deliveries/${job.id}/${action}`), 404);
    await refusal(rival.post(`/v1/deliveries/${newId()}/fail`, { reason: 'x' }), 404);
    await refusal(street.customer.post(`/v1/deliveries/${job.id}/deliver`), 403);
    await street.kitchen(failed.id, 'start', 'ready');
    await street.road(failed.id, 'pick-up', 'fail');
    expect(await street.order(failed.id)).toMatchObject({ status: 'CANCELLED', cancellation: { reason: 'nobody opens' } });
  });
});

describe('couriers', () => {
  it('are listed for admins, by status and place', async () => {
    const far = await register(shop, 'driver', 'Jiro');
    await far.put('/v1/drivers/me/status', { status: 'online' }).expect(200);
    await far.put('/v1/drivers/me/location', { lat: 35, lng: 139 }).expect(200);
    const found = async (query: string) => ((await admin.get(`/v1/drivers${query}`).expect(200)).body as { items: { id: string }[] }).items.map(({ id }) => id);
    expect(await found('?limit=100')).toEqual(expect.arrayContaining([far.id, street.courier.id]));
    expect(await found('?near=35,139&radius=100&status=ONLINE')).toEqual([far.id]);
    expect(await found('?near=35,139&status=OFFLINE')).toEqual([]);
    await refusal(far.get('/v1/drivers'), 403);
    await far.put('/v1/drivers/me/status', { status: 'offline' }).expect(200);
    expect(await found('?near=35,139&status=OFFLINE')).toEqual([far.id]);
  });
});
