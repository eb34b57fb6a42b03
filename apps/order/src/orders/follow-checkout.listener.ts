import { Injectable } from '@nestjs/common';
import { DeliverySlotReserved, InventoryReserved } from '@demae/contracts';
import { Listener, type Tx } from '@demae/saga';
import { Order } from './order.js';

/** Knows how far checkout has come, so that a deadline can name the step it passed at. */
@Injectable()
export class FollowCheckout {
  @Listener({ on: InventoryReserved })
  stockHeld({ orderId }: InventoryReserved, tx: Tx) {
    return this.waitsFor(orderId, 'delivery', tx);
  }

  @Listener({ on: DeliverySlotReserved })
  deliveryBooked({ orderId }: DeliverySlotReserved, tx: Tx) {
    return this.waitsFor(orderId, 'payment', tx);
  }

  private async waitsFor(orderId: string, step: 'delivery' | 'payment', tx: Tx): Promise<void> {
    const order = await tx.get(Order, orderId);
    // The two facts come from two topics: the later step stands.
    if (order.status !== 'PENDING' || order.waitsFor === 'payment') return;
    order.waitsFor = step;
    tx.save(order);
  }
}
