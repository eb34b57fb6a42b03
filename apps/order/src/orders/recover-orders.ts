import {
  OrderAccepted, OrderCancelled, OrderConfirmed, OrderCreated, OrderDelivered, OrderOutForDelivery, OrderPreparing, OrderReady,
  type Checkout,
} from '@demae/contracts';
import { recover, type Recovery, type Tx } from '@demae/saga';
import { Order } from './order.js';
import type { CancelledBy, LiveStatus } from './order-life.js';

interface Said {
  orderId: string;
  checkout?: Checkout | undefined;
}

/** What is said of an order says all of it: one that the database has lost is there again, in the state that it was last said to be in. */
export const orderRecoveries: readonly Recovery[] = [
  recover(OrderCreated, async (said, tx) => {
    const { order, made } = await orderOf(said, tx);
    return made ? `order ${order.id} (number ${order.number}) is there again` : undefined;
  }),
  ...([
    [OrderConfirmed, 'CONFIRMED', 'system'], [OrderAccepted, 'ACCEPTED', 'store'], [OrderPreparing, 'PREPARING', 'store'], [OrderReady, 'READY', 'store'],
    [OrderOutForDelivery, 'OUT_FOR_DELIVERY', 'courier'],
  ] as const).map(([event, status, by]) => recover(event, (said: Said, tx: Tx) => moveOn(said, tx, status, by))),
  recover(OrderDelivered, (said, tx) => moveOn(said, tx, 'DELIVERED', said.checkout?.fulfillment?.type === 'delivery' ? 'courier' : 'store')),
  recover(OrderCancelled, async (said, tx) => {
    const { order } = await orderOf(said, tx);
    if (order.status === 'CANCELLED') return undefined;
    const by = said.by as CancelledBy;
    Object.assign(order, { cancelReason: said.reason, cancelledBy: by, cancelledAt: tx.now() });
    return order.advance(tx, 'CANCELLED', by) ? `order ${order.id} is cancelled again` : { look: `order ${order.id} is ${order.status}, and was said to be cancelled` };
  }),
];

async function moveOn(said: Said, tx: Tx, to: LiveStatus, by: string): Promise<string | undefined> {
  const { order } = await orderOf(said, tx);
  return order.advance(tx, to, by) ? `order ${order.id} is ${to} again` : undefined;
}

/** The order, made from what is said of it when the database does not know it. */
async function orderOf({ orderId, checkout }: Said, tx: Tx): Promise<{ order: Order; made: boolean }> {
  const order = await tx.load(Order, orderId);
  if (order) return { order, made: false };
  const placed = Order.place(tx, checkout!);
  // Numbers are the last six digits of a count, which goes on behind those that were given already.
  await tx.query(`select setval('order_number', last_value + ($1::int8 - last_value % 1000000 + 1000000) % 1000000) from order_number where ($1::int8 - last_value % 1000000 + 1000000) % 1000000 < 500000`, [checkout!.number]);
  return { order: placed, made: true };
}

