import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { aShop, type Courier, type Shop } from '@demae/testing';

let shop: Shop;
let courier: Courier;
beforeAll(async () => {
  shop = await aShop({ logLevel: process.env['SHOP_LOG'] ?? 'silent' });
  courier = await shop.courier();
});
afterAll(async () => {
  await courier.goesOffline();
  await shop.close();
});
beforeEach(() => shop.bank.reset());

/** A product of its own for each test, so that they cannot get in each other's way. */
let made = 0;
const product = async (onHand: number) => {
  const sku = `cup-${++made}`;
  await shop.stocks({ [sku]: onHand });
  await shop.settles();
  return sku;
};
const charge = async (orderId: string) => (await shop.bank.books()).find((booked) => booked.orderId === orderId);

describe('an order', () => {
  it('is delivered to the door: paid, cooked, brought, captured and sold', async () => {
    const cup = await product(5);
    const order = await shop.places({ [cup]: 2 });
    await shop.settles();
    expect(await order.status()).toBe('CONFIRMED');
    await order.accepted();
    await courier.accepts();
    await order.cooked();
    await courier.picksUp();
    expect(await order.status()).toBe('OUT_FOR_DELIVERY');
    await courier.delivers();
    expect(await order.story()).toEqual([
      'order.created', 'inventory.reserved', 'delivery.slot-reserved', 'payment.succeeded', 'order.confirmed', 'ticket.opened',
      'ticket.accepted', 'order.accepted', 'driver.assigned', 'ticket.preparing', 'order.preparing', 'ticket.ready', 'order.ready',
      'delivery.picked-up', 'order.out-for-delivery', 'delivery.delivered', 'order.delivered', 'payment.captured',
    ]);
    expect(await order.payment()).toBe('CAPTURED');
    expect(await charge(order.id)).toMatchObject({ authorized: 2000, captured: 2000, refunded: 0 });
    expect(await shop.available(cup)).toBe(3);
    expect(await shop.query('inventory', 'select on_hand::int, reserved::int from stock_item where sku = $1', [cup])).toEqual([{ on_hand: 3, reserved: 0 }]);
  });

  it('is picked up by the customer, without a courier', async () => {
    const cup = await product(5);
    const order = await shop.places({ [cup]: 1 }, { fulfillment: 'pickup' });
    await shop.settles();
    await order.accepted();
    await order.cooked();
    await order.handedOver();
    expect(await order.status()).toBe('DELIVERED');
    expect(await order.payment()).toBe('CAPTURED');
  });

  it('is paid in cash at the door', async () => {
    const cup = await product(5);
    const order = await shop.places({ [cup]: 1 }, { fulfillment: 'pickup', method: 'cash' });
    await shop.settles();
    await order.accepted();
    await order.cooked();
    await order.handedOver();
    expect(await order.payment()).toBe('CAPTURED');
    expect(await charge(order.id)).toBeUndefined();
  });

  it('is cancelled when there is not enough of everything, and takes nothing', async () => {
    const [cup, bowl] = [await product(5), await product(1)];
    const order = await shop.places({ [cup]: 2, [bowl]: 2 });
    await shop.settles();
    expect(await order.story()).toEqual(['order.created', 'inventory.rejected', 'order.cancelled']);
    expect(await order.cancellation()).toBe('out of stock');
    expect(await shop.available(cup)).toBe(5);
    expect(await shop.available(bowl)).toBe(1);
  });

  it('puts the goods back when the card is declined', async () => {
    const cup = await product(5);
    const order = await shop.places({ [cup]: 2 }, { card: 'tok_declined' });
    await shop.settles();
    expect(await order.story()).toEqual(['order.created', 'inventory.reserved', 'delivery.slot-reserved', 'payment.failed', 'order.cancelled']);
    expect(await shop.available(cup)).toBe(5);
    expect(await order.payment()).toBe('FAILED');
  });

  it('is charged once although the bank loses its answer', async () => {
    const cup = await product(5);
    const order = await shop.places({ [cup]: 1 }, { card: 'tok_timeout' });
    await shop.settles();
    expect(await order.status()).toBe('CONFIRMED');
    expect((await shop.bank.books()).filter((booked) => booked.orderId === order.id)).toHaveLength(1);
    expect(await charge(order.id)).toMatchObject({ authorized: 1000, captured: 0 });
  });

  it('is undone when the customer cancels after confirmation', async () => {
    const cup = await product(5);
    const order = await shop.places({ [cup]: 2 });
    await shop.settles();
    await order.cancel('changed my mind');
    await shop.settles();
    expect(await order.status()).toBe('CANCELLED');
    expect(await shop.available(cup)).toBe(5);
    expect(await order.payment()).toBe('VOIDED');
    expect(await charge(order.id)).toMatchObject({ authorized: 1000 * 2, captured: 0 });
    expect((await charge(order.id))!.voided).toBeTruthy();
  });

  it('is undone when the customer cancels at once, whatever has happened by then', async () => {
    const cup = await product(5);
    const order = await shop.places({ [cup]: 2 });
    await order.cancel();
    await shop.settles();
    expect(await order.status()).toBe('CANCELLED');
    expect(await shop.available(cup)).toBe(5);
    const booked = await charge(order.id);
    expect(booked === undefined || Boolean(booked.voided) || booked.authorized === 0).toBe(true);
  });

  it('cannot be cancelled by the customer once the store accepted it, but by the store', async () => {
    const cup = await product(5);
    const order = await shop.places({ [cup]: 1 }, { fulfillment: 'pickup' });
    await shop.settles();
    await order.accepted();
    await expect(order.cancel()).rejects.toMatchObject({ status: 409, extra: { state: 'ACCEPTED' } });
    await shop.cancelOrder(shop.merchant, order.id, 'the oven broke');
    await shop.settles();
    expect(await order.cancellation()).toBe('the oven broke');
    expect(await order.payment()).toBe('VOIDED');
    expect(await shop.available(cup)).toBe(5);
  });

  it('is undone when the store rejects it', async () => {
    const cup = await product(5);
    const order = await shop.places({ [cup]: 1 });
    await shop.settles();
    await order.rejected('sold out of rice');
    expect(await order.cancellation()).toBe('sold out of rice');
    expect(await shop.available(cup)).toBe(5);
    expect(await order.payment()).toBe('VOIDED');
  });
});

describe('a deadline that passes', () => {
  it('at the store cancels the order', async () => {
    const cup = await product(5);
    const order = await shop.places({ [cup]: 1 });
    await shop.settles();
    await shop.passes('6m');
    expect(await order.cancellation()).toBe('the store did not answer in time');
    expect(await shop.available(cup)).toBe(5);
    expect(await order.payment()).toBe('VOIDED');
  });

  it('at the bank cancels the order, naming payment, and the money is let go when the bank comes back', async () => {
    const cup = await product(5);
    await shop.bank.behaves('stalls');
    const order = await shop.places({ [cup]: 1 });
    const at = () => shop.query<{ waits_for: string }>('order', 'select waits_for from customer_order where id = $1', [order.id]);
    for (const end = Date.now() + 60_000; (await at())[0]!.waits_for !== 'payment' && Date.now() < end; ) await new Promise((resolve) => setTimeout(resolve, 5));
    await shop.advances('200s');
    for (const end = Date.now() + 60_000; (await order.status()) !== 'CANCELLED' && Date.now() < end; ) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await order.cancellation()).toBe('timed out at payment');
    await shop.bank.reset();
    await shop.advances('120s');
    await shop.settles();
    expect(await shop.available(cup)).toBe(5);
    expect(await order.payment()).toBe('VOIDED');
    const booked = await charge(order.id);
    expect(booked === undefined || Boolean(booked.voided) || booked.authorized === 0).toBe(true);
  });

  it('in search of a courier cancels the order and refunds nothing that was not taken', async () => {
    const cup = await product(5);
    const busy = await shop.places({ [cup]: 1 });
    await shop.settles();
    await busy.accepted();
    await courier.accepts();
    const order = await shop.places({ [cup]: 1 });
    await shop.settles();
    await order.accepted();
    await shop.passes('11m');
    expect(await order.cancellation()).toBe('no courier found');
    await busy.cooked();
    await courier.picksUp();
    await courier.delivers();
    expect(await busy.status()).toBe('DELIVERED');
    expect(await shop.available(cup)).toBe(4);
  });
});

describe('couriers', () => {
  it('who decline or do not answer pass the job on', async () => {
    const second = await shop.courier('Jiro', { lat: 35.67, lng: 139.71 });
    const cup = await product(5);
    const order = await shop.places({ [cup]: 1 });
    await shop.settles();
    await order.accepted();
    expect((await courier.jobs()).filter(({ status }) => status === 'OFFERED')).toHaveLength(1);
    await courier.declines();
    expect((await second.jobs()).filter(({ status }) => status === 'OFFERED')).toHaveLength(1);
    await second.accepts();
    await order.cooked();
    await second.picksUp();
    await second.fails('the bike broke');
    await second.goesOffline();
    expect(await order.cancellation()).toBe('the bike broke');
    expect(await order.payment()).toBe('VOIDED');
  });
});

describe('two buyers of the last cup', () => {
  it('at the same time: one gets it', async () => {
    const cup = await product(1);
    const orders = await Promise.all([shop.places({ [cup]: 1 }), shop.places({ [cup]: 1 })]);
    await shop.settles();
    const ends = await Promise.all(orders.map((order) => order.status()));
    expect(ends.sort()).toEqual(['CANCELLED', 'CONFIRMED']);
    expect(await shop.available(cup)).toBe(0);
  });
});

describe('the same Idempotency-Key', () => {
  it('fifty times at once is one order with one answer', async () => {
    const cup = await product(100);
    const request = shop.request({ [cup]: 1 }, { key: 'fifty' });
    const answers = await Promise.all(Array.from({ length: 50 }, () => shop.orderService.placeOrders({ orders: [request] })));
    const bytes = new Set(answers.map(({ results }) => JSON.stringify(results[0]!.order)));
    expect(bytes.size).toBe(1);
    await shop.settles();
    expect(await shop.available(cup)).toBe(99);
    const other = await shop.orderService.placeOrders({ orders: [{ ...request, bodyHash: Buffer.from('other') }] });
    expect(other.results[0]!.problem).toMatchObject({ status: 422 });
  });
});
