import { Injectable } from '@nestjs/common';
import { DeliveryRejected, DeliverySlotReserved, InventoryReserved, OrderCancelled } from '@demae/contracts';
import { Settings } from '@demae/platform';
import { Compensate, Step, type Tx } from '@demae/saga';
import { Delivery } from './delivery.js';
import { DispatchCourier } from './dispatch-courier.step.js';
import { metresBetween } from './distance.js';

/** Delivery's part in checkout: book the way to the customer, call it off when the order is cancelled. What is not delivered passes through. */
@Injectable()
export class BookDelivery {
  private readonly maxKm: number;

  constructor(settings: Settings) {
    this.maxKm = settings.get<number>('MAX_DELIVERY_KM');
  }

  @Step({ on: InventoryReserved, emits: [DeliverySlotReserved, DeliveryRejected] })
  book({ orderId, checkout }: InventoryReserved, tx: Tx) {
    const { fulfillment, store } = checkout;
    if (fulfillment.type !== 'delivery') return DeliverySlotReserved({ orderId, checkout });
    if (!fulfillment.address) return DeliveryRejected({ orderId, reason: 'no address to deliver to' });
    if (metresBetween(store.address, fulfillment.address) > this.maxKm * 1_000) {
      return DeliveryRejected({ orderId, reason: `the address is more than ${this.maxKm} km from the store` });
    }
    tx.insert(Delivery.of(checkout, fulfillment.address));
    return DeliverySlotReserved({ orderId, checkout });
  }

  @Compensate({ step: 'book', on: OrderCancelled })
  async callOff({ orderId }: OrderCancelled, tx: Tx) {
    const [delivery] = await tx.loadAll(Delivery, { orderId });
    if (!delivery || delivery.isClosed) return;
    const { isTaken } = delivery;
    delivery.cancel();
    tx.save(delivery);
    if (isTaken) await DispatchCourier.setFree(delivery, tx);
  }
}
