import { Injectable } from '@nestjs/common';
import { DeliveryRejected, DeliverySlotReserved, InventoryReserved, OrderAnonymized, OrderCancelled, type Address } from '@demae/contracts';
import { Settings } from '@demae/platform';
import { Compensate, Listener, Step, type Tx } from '@demae/saga';
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

  /** Here, behind everything that could book an order's way: what was cancelled before it was booked is called off by now. */
  @Listener({ on: OrderAnonymized })
  async forget({ orderId }: OrderAnonymized, tx: Tx) {
    const blanked = await tx.query<{ id: string }>('update delivery set drop_off = $2 where order_id = $1 returning id', [orderId, JSON.stringify(NOWHERE)]);
    // Answers that are kept hold the address, and begin with the delivery's id: the tag and the length, a byte each, and 36 characters.
    for (const { id } of blanked) await tx.query(`delete from idempotency_key where substring(answer from 3 for 36) = convert_to($1, 'UTF8')`, [id]);
  }
}

/** An address like any other in form; ZZ is the country of nowhere. */
const NOWHERE: Address = { line1: 'erased', line2: undefined, city: 'erased', postalCode: 'erased', country: 'ZZ', lat: 0, lng: 0 };
