import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@demae/saga/events';
import { aShop, type Shop } from '@demae/testing';
import { refusal, register, staff, visitorOf, type Person } from './http.js';
import { HOME, INSTANT, opens, pages, sells, SHOP_ADDRESS, stocks, UUID, yen } from './http-goods.js';
import { delivery, orderBody, Street, type OrderFields } from './http-orders.js';

let shop: Shop;
let street: Street;
let other: Person;
let support: Person;

beforeAll(async () => {
  shop = await aShop();
  [street, other, support] = await Promise.all([Street.of(shop), register(shop), staff(shop, 'support')]);
});
afterAll(() => shop.close());

const cup = (onHand = 50) => stocks(street.merchant, street.store.id, onHand);
const statuses = ({ history }: OrderFields) => history.map(({ status }) => status);

describe('placing an order', () => {
  it('answers with the whole order, at the prices of now', async () => {
    const options = [{ name: 'Toppings', min: 1, max: 2, choices: [{ name: 'Egg', price: yen(120) }, { name: 'Nori', price: yen(100) }] }];
    const sku = `RAMEN-${newId()}`;
    const made = await sells(street.merchant, street.store.id, { name: 'Ramen', trackStock: false, variants: [{ sku, name: 'Large', price: yen(1180) }, { sku: `${sku}-S`, name: 'Small', price: yen(980) }], options });
    const [egg] = made.options[0]!.choices;
    const { body } = await street.place(sku, { lines: [{ sku, quantity: 2, choices: [egg!.id] }], fulfillment: delivery, note: 'Ring twice' }).expect(201);
    const line = { sku, name: 'Ramen (Large)', quantity: 2, choices: [{ id: egg!.id, name: 'Egg', price: yen(120) }], unitPrice: yen(1300), total: yen(2600) };
    expect(body).toEqual({
      id: expect.stringMatching(UUID),
      number: expect.stringMatching(/^\d{6}$/),
      status: 'PENDING',
      storeId: street.store.id,
      lines: [line],
      subtotal: yen(2600),
      deliveryFee: yen(0),
      pointsRedeemed: yen(0),
      total: yen(2600),
      payment: { method: 'card', status: 'PENDING' },
      fulfillment: { type: 'delivery', address: HOME },
      note: 'Ring twice',
      createdAt: expect.stringMatching(INSTANT),
    });
    await refusal(street.place(sku), 422);
    await refusal(street.place(sku, { lines: [{ sku, quantity: 1, choices: [newId()] }] }), 422);
  });

  it('is for customers', async () => {
    const sku = await cup();
    for (const who of [street.merchant, street.courier, support]) await refusal(street.place(sku, {}, who), 403);
    await refusal(visitorOf(shop).post('/v1/orders', orderBody(street.store.id, sku)).set('idempotency-key', 'k'), 401);
  });

  it('goes to an address of one\'s own', async () => {
    const sku = await cup();
    const { id: addressId } = (await street.customer.post('/v1/me/addresses', { label: 'Home', ...HOME }).expect(201)).body as { id: string };
    const { body } = await street.place(sku, { fulfillment: { type: 'delivery', addressId } }).expect(201);
    expect(body).toMatchObject({ fulfillment: { type: 'delivery', address: HOME } });
    await refusal(street.place(sku, { fulfillment: { type: 'delivery', addressId } }, other), 404);
    for (const fulfillment of [{ type: 'delivery' }, { ...delivery, addressId }, { type: 'pickup', address: SHOP_ADDRESS }]) {
      expect((await refusal(street.place(sku, { fulfillment }), 400)).errors).toEqual([{ path: 'fulfillment', message: expect.any(String) }]);
    }
  });

  it('is refused for a reason', async () => {
    const sku = await cup();
    const inTwoDays = ((new Date().getUTCDay() + 1) % 7) + 1;
    const closed = await opens(street.merchant, { openingHours: [{ day: inTwoDays, opens: '10:00', closes: '10:01' }] });
    const codes = await Promise.all([
      street.place('unheard-of'),
      street.place(sku, { storeId: newId() }),
      street.place(sku, { storeId: closed.id }),
      street.place(sku, { payment: { method: 'konbini' } }),
      street.place(sku, { fulfillment: { type: 'shipping', address: HOME } }),
      street.place(sku, { pointsToRedeem: 1 }),
    ].map((test) => refusal(test, 422).then(({ code }) => code)));
    expect(codes).toEqual(['unknown-sku', 'unknown-store', 'closed', 'not-offered', 'not-offered', 'not-offered']);
    expect((await refusal(street.place(sku, { payment: { method: 'card' } }), 400)).errors).toEqual([{ path: 'payment.token', message: expect.any(String) }]);
  });

  it('of the last cup succeeds for one of two', async () => {
    const sku = await cup(1);
    const placed = await Promise.all([street.place(sku).expect(201), street.place(sku, {}, other).expect(201)]);
    await shop.settles();
    const [mine, theirs] = [await street.order((placed[0].body as OrderFields).id), await street.order((placed[1].body as OrderFields).id, other)];
    expect([mine.status, theirs.status].sort()).toEqual(['CANCELLED', 'CONFIRMED']);
    expect([mine, theirs].find(({ status }) => status === 'CANCELLED')).toMatchObject({
      cancellation: { reason: 'out of stock', by: 'system', at: expect.stringMatching(INSTANT) },
      payment: { method: 'card', status: 'VOIDED' },
      history: [{ status: 'PENDING', by: 'customer' }, { status: 'CANCELLED', by: 'system', reason: 'out of stock' }],
    });
    expect((await street.merchant.get(`/v1/stores/${street.store.id}/stock/${sku}`).expect(200)).body).toMatchObject({ onHand: 1, available: 0, reserved: 1 });
  });
});

describe('an Idempotency-Key', () => {
  it('is needed, and is text that can be seen', async () => {
    const sku = await cup();
    const body = orderBody(street.store.id, sku);
    expect((await refusal(street.customer.post('/v1/orders', body), 400)).errors).toEqual([{ path: 'Idempotency-Key', message: 'is required' }]);
    for (const key of ['', 'a b', 'x'.repeat(256)]) expect((await refusal(street.place(sku, {}, street.customer, key), 400)).errors).toHaveLength(1);
  });

  it('fifty times at once is one order with one answer, byte for byte, also once it is delivered', async () => {
    const sku = await cup(50);
    const key = newId();
    const answers = await Promise.all(Array.from({ length: 50 }, () => street.place(sku, {}, street.customer, key)));
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(answers[0]!.status).toBe(201);
    const { id } = answers[0]!.body as OrderFields;
    await shop.settles();
    await street.kitchen(id, 'accept', 'start', 'ready', 'hand-over');
    expect((await street.place(sku, {}, street.customer, key).expect(201)).text).toBe(answers[0]!.text);
    expect((await street.merchant.get(`/v1/stores/${street.store.id}/stock/${sku}`).expect(200)).body).toMatchObject({ onHand: 49, reserved: 0 });
    const mine = (await pages<OrderFields>(street.customer, `/v1/orders?storeId=${street.store.id}`, 100)).flat();
    expect(mine.filter((order) => JSON.stringify(order).includes(sku))).toHaveLength(1);
  });

  it('stands for one body, however its fields are ordered, and for one customer', async () => {
    const sku = await cup();
    const key = newId();
    const body = orderBody(street.store.id, sku);
    const first = await street.place(sku, {}, street.customer, key).expect(201);
    const turned = Object.fromEntries(Object.entries(body).reverse());
    expect((await street.customer.post('/v1/orders', turned).set('idempotency-key', key).expect(201)).text).toBe(first.text);
    for (const change of [{ note: 'x' }, { lines: [{ sku, quantity: 2 }] }, { payment: { method: 'cash' } }]) {
      expect((await refusal(street.place(sku, change, street.customer, key), 422)).code).toBe('idempotency-key');
    }
    // Two bodies at once, twenty times each, some of them in one batch: the faster one is the order, whichever it is.
    const both = await Promise.all(Array.from({ length: 40 }, (_, i) => street.place(sku, { note: i % 2 ? 'a' : 'b' }, other, key)));
    const taken = both.filter(({ status }) => status === 201);
    expect([taken.length, both.filter(({ status }) => status === 422).length]).toEqual([20, 20]);
    expect(new Set(taken.map(({ text }) => text)).size).toBe(1);
    expect(taken[0]!.text).not.toBe(first.text);
  });

  it('gives its answer also to who shares a batch with somebody else\'s body for it', async () => {
    await shop.stocks({ bowl: 5 });
    const right = shop.request({ bowl: 1 }, { fulfillment: 'pickup' });
    const wrong = { ...right, bodyHash: Buffer.from('other') };
    const [first] = (await shop.orderService.placeOrders({ orders: [right] })).results;
    const { results } = await shop.orderService.placeOrders({ orders: [wrong, right, wrong, right] });
    expect(results.map(({ order, problem }) => order ?? problem!.status)).toEqual([422, first!.order, 422, first!.order]);
    const other = { ...right, idempotencyKey: newId() };
    const fresh = (await shop.orderService.placeOrders({ orders: [other, { ...wrong, idempotencyKey: other.idempotencyKey }, other] })).results;
    expect(fresh.map(({ order, problem }) => order?.id ?? problem!.status)).toEqual([fresh[0]!.order!.id, 422, fresh[0]!.order!.id]);
  });
});

describe('a list of orders', () => {
  it('is the same page by page while new ones are placed', async () => {
    const sku = await cup(100);
    const { id: storeId } = street.store;
    const ids: string[] = [];
    for (let i = 0; i < 5; i++) ids.unshift(((await street.place(sku).expect(201)).body as OrderFields).id);
    const from = (await street.order(ids.at(-1)!))['createdAt'] as string;
    const found = await pages<OrderFields>(street.customer, `/v1/orders?storeId=${storeId}&from=${from}`, 2, () => street.place(sku).expect(201));
    expect(found.map((page) => page.map(({ id }) => id))).toEqual([ids.slice(0, 2), ids.slice(2, 4), ids.slice(4)]);
    expect(Object.keys(found[0]![0]!).sort()).toEqual([
      'createdAt', 'deliveryFee', 'fulfillment', 'id', 'lines', 'number', 'payment', 'pointsRedeemed', 'status', 'storeId', 'subtotal', 'total',
    ]);
  });

  it('has one\'s own, or one\'s stores\', or all for support; others do not even know of them', async () => {
    const order = await street.placed(await cup());
    const has = async (who: Person) => (await pages<OrderFields>(who, `/v1/orders?from=${String(order['createdAt'])}`, 100)).flat().some(({ id }) => id === order.id);
    const rival = await register(shop, 'merchant');
    expect(await Promise.all([street.customer, street.merchant, support, other, rival].map(has))).toEqual([true, true, true, false, false]);
    await refusal(street.courier.get('/v1/orders'), 403);
    for (const path of ['', '/payment', '/delivery', '/stream']) {
      for (const who of [other, rival]) await refusal(who.get(`/v1/orders/${order.id}${path}`), 404);
    }
    for (const who of [other, rival]) await refusal(who.post(`/v1/orders/${order.id}/cancel`, {}), 404);
    expect((await street.order(order.id, support)).status).toBe('CONFIRMED');
  });

  it('is narrowed by status, store and time', async () => {
    const order = await street.placed(await cup());
    const of = async (query: string) => (await pages<OrderFields>(street.customer, `/v1/orders?${query}`, 100)).flat().map(({ id }) => id);
    expect((await of('status=CONFIRMED'))[0]).toBe(order.id);
    expect(await of('status=OUT_FOR_DELIVERY')).toEqual([]);
    expect(await of(`storeId=${newId()}`)).toEqual([]);
    expect(await of(`to=${String(order['createdAt'])}`)).not.toContain(order.id);
    expect(await of('to=2020-01-01T00:00:00%2B09:00')).toEqual([]);
  });
});

describe('cancelling an order', () => {
  const cancel = (id: string, who = street.customer, body: object = {}) => who.post(`/v1/orders/${id}/cancel`, body);

  it('is accepted before the store has, and everything is undone', async () => {
    const sku = await cup(5);
    const { id } = await street.placed(sku);
    const { body } = await cancel(id, street.customer, { reason: 'ordered twice' }).expect(202);
    expect(body).toMatchObject({ id, status: 'CANCELLED', cancellation: { reason: 'ordered twice', by: 'customer' } });
    expect(statuses(body as OrderFields)).toEqual(['PENDING', 'CONFIRMED', 'CANCELLED']);
    expect((await refusal(cancel(id), 409))['state']).toBe('CANCELLED');
    await shop.settles();
    expect(await street.order(id)).toMatchObject({ payment: { status: 'VOIDED' } });
    expect((await street.merchant.get(`/v1/stores/${street.store.id}/stock/${sku}`).expect(200)).body).toMatchObject({ onHand: 5, available: 5 });
  });

  it('is too late for the customer once the store accepted, not for the store and support', async () => {
    const [first, second] = [await street.placed(await cup()), await street.placed(await cup())];
    for (const { id } of [first, second]) {
      await street.kitchen(id, 'accept');
      expect((await refusal(cancel(id), 409))['state']).toBe('ACCEPTED');
    }
    expect((await cancel(first.id, street.merchant, { reason: 'the oven broke' }).expect(202)).body).toMatchObject({ cancellation: { reason: 'the oven broke', by: 'store' } });
    expect((await cancel(second.id, support).expect(202)).body).toMatchObject({ cancellation: { by: 'support' } });
  });

  it('is too late for everybody once it is delivered', async () => {
    const { id } = await street.placed(await cup());
    await street.kitchen(id, 'accept', 'start', 'ready', 'hand-over');
    for (const who of [street.customer, street.merchant, support]) expect((await refusal(cancel(id, who), 409))['state']).toBe('DELIVERED');
  });
});
