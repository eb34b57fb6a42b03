import { Injectable } from '@nestjs/common';
import {
  DeliveryFailed, DeliveryRejected, DeliverySlotReserved, InventoryRejected, InventoryReserved, OrderCancelled, OrderConfirmed, PaymentFailed,
  PaymentSucceeded, TicketExpired, TicketRejected,
} from '@demae/contracts';
import { Listener, Step, type Tx } from '@demae/saga';
import { Order } from './order.js';

type Failure = InventoryRejected | DeliveryRejected | PaymentFailed | DeliveryFailed | TicketExpired;

/**
 * The one voice of checkout. When the money is there the order stands; whoever says no, it is the order that is cancelled, and everyone
 * undoes on that word alone. In between it only notes how far things have come, so that a deadline can name the step it passed at.
 */
@Injectable()
export class FollowCheckout {
  @Listener({ on: InventoryReserved })
  stockHeld({ orderId }: InventoryReserved, tx: Tx) {
    return waitsFor(orderId, 'delivery', tx);
  }

  @Listener({ on: DeliverySlotReserved })
  deliveryBooked({ orderId }: DeliverySlotReserved, tx: Tx) {
    return waitsFor(orderId, 'payment', tx);
  }

  /** One that was cancelled meanwhile stays cancelled; payment lets go on that. */
  @Step({ on: PaymentSucceeded, emits: [OrderConfirmed], compensation: 'none' })
  async confirm({ orderId }: PaymentSucceeded, tx: Tx) {
    const order = await tx.get(Order, orderId);
    if (order.advance(tx, 'CONFIRMED', 'system')) return OrderConfirmed({ orderId, checkout: order.checkout });
  }

  @Step({ on: [InventoryRejected, DeliveryRejected, PaymentFailed, DeliveryFailed, TicketExpired], emits: [OrderCancelled], compensation: 'none' })
  async fail({ orderId, reason }: Failure, tx: Tx) {
    return (await tx.get(Order, orderId)).cancel(tx, 'system', reason);
  }

  @Step({ on: TicketRejected, emits: [OrderCancelled], compensation: 'none' })
  async reject({ orderId, reason }: TicketRejected, tx: Tx) {
    return (await tx.get(Order, orderId)).cancel(tx, 'store', reason);
  }
}

async function waitsFor(orderId: string, step: 'delivery' | 'payment', tx: Tx): Promise<void> {
  const order = await tx.get(Order, orderId);
  // The two facts come from two topics: the later step stands.
  if (order.status !== 'PENDING' || order.waitsFor === 'payment') return;
  order.waitsFor = step;
  tx.save(order);
}
