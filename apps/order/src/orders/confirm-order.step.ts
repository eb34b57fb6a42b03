import { Injectable } from '@nestjs/common';
import { OrderConfirmed, PaymentSucceeded } from '@demae/contracts';
import { Step, type Tx } from '@demae/saga';
import { Order } from './order.js';

/** Stock is held and the money authorized: the order stands. One that was cancelled meanwhile stays cancelled; payment undoes on that. */
@Injectable()
export class ConfirmOrder {
  @Step({ on: PaymentSucceeded, emits: [OrderConfirmed], compensation: 'none' })
  async confirm({ orderId }: PaymentSucceeded, tx: Tx) {
    const order = await tx.get(Order, orderId);
    if (order.advance(tx, 'CONFIRMED', 'system')) return OrderConfirmed({ orderId, checkout: order.checkout });
  }
}
