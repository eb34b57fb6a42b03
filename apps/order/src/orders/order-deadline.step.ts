import { Injectable } from '@nestjs/common';
import { OrderCancelled } from '@demae/contracts';
import { Deadline, type Task, type Tx } from '@demae/saga';
import type { Order } from './order.js';

/**
 * No order hangs: one that stays too long in a state is cancelled. Set once, when the order is placed; when it passes and the order has
 * moved on since, it is set again for the state that the order is in now.
 */
@Injectable()
export class OrderDeadline {
  @Deadline({ emits: [OrderCancelled] })
  async pass({ key: orderId }: Task, tx: Tx) {
    // By name: the order itself sets this deadline, and two files may not need each other to load.
    const order = await tx.get<Order>('Order', orderId);
    if (!order.deadline) return undefined;
    if (order.deadline <= tx.now()) return order.cancel(tx, 'system', `timed out at ${order.waitsFor}`);
    tx.remind(OrderDeadline, 'pass', order.deadline, orderId);
    return undefined;
  }
}
