import { Injectable } from '@nestjs/common';
import { OrderCancelled } from '@demae/contracts';
import { Deadline, type Task, type Tx } from '@demae/saga';
import type { Order } from './order.js';

/** No order hangs: one that stays too long in a state is cancelled. Every change of state sets this anew. */
@Injectable()
export class OrderDeadline {
  @Deadline({ emits: [OrderCancelled] })
  async pass({ key: orderId }: Task, tx: Tx) {
    // By name: the order itself sets this deadline, and two files may not need each other to load.
    const order = await tx.get<Order>('Order', orderId);
    return order.cancel(tx, 'system', `timed out at ${order.waitsFor}`);
  }
}
