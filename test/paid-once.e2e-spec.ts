import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { aShop, type Shop } from '@demae/testing';
import { DeliverySlotReserved } from '@demae/contracts';
import { newId } from '@demae/saga/events';

let shop: Shop;
beforeAll(async () => {
  shop = await aShop();
  await shop.stocks({ cup: 10 });
  await shop.settles();
});
afterAll(() => shop.close());

it('a payment service that has forgotten an order asks the bank the same question, and the money is taken once', async () => {
  const order = await shop.places({ cup: 1 }, { fulfillment: 'pickup' });
  await shop.settles();
  const before = await shop.query<{ id: string }>('payment', 'select id from payment where order_id = $1', [order.id]);
  // As in a database of before; what it had said itself is not looked at here.
  for (const table of ['ledger_entry', 'payment', 'inbox', 'task']) await shop.query('payment', `delete from ${table}`);
  const [heard] = (await shop.log.history([DeliverySlotReserved.topic], order.id)).filter(({ headers }) => headers['ce_type'] === DeliverySlotReserved.eventName);
  await shop.log.publish([{ ...heard!, headers: { ...heard!.headers, ce_id: newId() } }]);
  await shop.settles();
  expect(await shop.query('payment', 'select id from payment where order_id = $1', [order.id])).toEqual(before);
  expect((await shop.bank.books()).filter(({ orderId }) => orderId === order.id)).toHaveLength(1);
  await order.accepted();
  await order.cooked();
  await order.handedOver();
  expect(await order.payment()).toBe('CAPTURED');
  expect((await shop.bank.books()).filter(({ orderId }) => orderId === order.id)).toMatchObject([{ authorized: 1000, captured: 1000, refunded: 0, voided: 0 }]);
});
