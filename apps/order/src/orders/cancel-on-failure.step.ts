import { Injectable } from '@nestjs/common';
import {
  DeliveryFailed, DeliveryRejected, InventoryRejected, OrderCancelled, PaymentFailed, TicketExpired, TicketRejected,
} from '@demae/contracts';
import { Step, type Tx } from '@demae/saga';
import { Order } from './order.js';

/** One voice: whoever says no, it is the order that is cancelled, and everyone undoes on that word alone. */
@Injectable()
export class CancelOnFailure {
  @Step({ on: [InventoryRejected, DeliveryRejected, PaymentFailed, DeliveryFailed, TicketExpired], emits: [OrderCancelled], compensation: 'none' })
  async fail({ orderId, reason }: InventoryRejected | DeliveryRejected | PaymentFailed | DeliveryFailed | TicketExpired, tx: Tx) {
    return (await tx.get(Order, orderId)).cancel(tx, 'system', reason);
  }

  @Step({ on: TicketRejected, emits: [OrderCancelled], compensation: 'none' })
  async reject({ orderId, reason }: TicketRejected, tx: Tx) {
    return (await tx.get(Order, orderId)).cancel(tx, 'store', reason);
  }
}
