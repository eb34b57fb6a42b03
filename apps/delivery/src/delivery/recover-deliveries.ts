import {
  DeliveryDelivered, DeliveryFailed, DeliveryPickedUp, DeliveryRejected, DeliverySlotReserved, DriverAssigned, type Checkout,
} from '@demae/contracts';
import { recover, type Recovered, type Recovery, type Tx } from '@demae/saga';
import { letGo } from '../driver/nearest-driver.js';
import { BookDelivery } from './book-delivery.step.js';
import type { DeliveryState } from './delivery-life.js';
import { Delivery } from './delivery.js';
import { DispatchCourier } from './dispatch-courier.step.js';

/** What was booked, and what couriers have done. Offers are in no event: nobody who had only an offer has it any more. */
export const deliveryRecoveries: readonly Recovery[] = [
  recover(DeliverySlotReserved, async ({ orderId, checkout: order }, tx) => {
    const checkout = order as Checkout;
    const { type, address } = checkout.fulfillment;
    if (type !== 'delivery' || !address || (await deliveryOf(tx, orderId))) return undefined;
    const delivery = tx.insert(Delivery.of(checkout, address));
    return `delivery ${delivery.id} of order ${orderId} is there again`;
  }, [BookDelivery, 'book']),
  recover(DeliveryRejected, () => Promise.resolve(undefined), [BookDelivery, 'book']),
  recover(DriverAssigned, async ({ orderId, driverId, driverName }, tx) => {
    const delivery = await deliveryOf(tx, orderId);
    if (!delivery || !['BOOKED', 'SEARCHING', 'OFFERED'].includes(delivery.status)) return unknown(delivery, orderId);
    if (delivery.isTaken) await setFree(tx, delivery);
    // Whoever took this job had no other.
    for (const other of await tx.query<{ id: string }>(`select id from delivery where driver_id = $1 and status in ('OFFERED', 'ASSIGNED', 'PICKED_UP')`, [driverId])) {
      await backToSearching(tx, await tx.get(Delivery, other.id));
    }
    Object.assign(delivery, { status: 'ASSIGNED', driverId, offerExpiresAt: null, searchingSince: delivery.searchingSince ?? tx.now(), round: delivery.round + 1 });
    tx.save(delivery);
    await tx.query(
      `insert into driver (id, name, status, delivery_id, created_at) values ($1, $2, 'BUSY', $3, $4)
        on conflict (id) do update set status = 'BUSY', delivery_id = excluded.delivery_id`,
      [driverId, driverName, delivery.id, tx.now()],
    );
    return `delivery ${delivery.id} of order ${orderId} is ${driverName}'s again`;
  }),
  recover(DeliveryPickedUp, ({ orderId }, tx) => moveOn(tx, orderId, 'PICKED_UP')),
  recover(DeliveryDelivered, ({ orderId }, tx) => moveOn(tx, orderId, 'DELIVERED')),
  recover(DeliveryFailed, ({ orderId }, tx) => moveOn(tx, orderId, 'FAILED')),
];

async function deliveryOf(tx: Tx, orderId: string): Promise<Delivery | undefined> {
  return (await tx.loadAll(Delivery, { orderId }))[0];
}

/** Searched for again as soon as the service runs, unless what was said later ends it. */
async function backToSearching(tx: Tx, delivery: Delivery): Promise<void> {
  Object.assign(delivery, { status: 'SEARCHING', driverId: null, offerExpiresAt: null, round: delivery.round + 1 });
  await setFree(tx, delivery);
  DispatchCourier.searchOn(delivery, tx);
}

async function setFree(tx: Tx, delivery: Delivery): Promise<void> {
  tx.save(delivery);
  await letGo(tx, delivery.id);
}

async function moveOn(tx: Tx, orderId: string, to: DeliveryState): Promise<Recovered> {
  const delivery = await deliveryOf(tx, orderId);
  if (!delivery || delivery.isClosed || delivery.status === to) return unknown(delivery, orderId);
  delivery.status = to;
  tx.save(delivery);
  if (delivery.isClosed) await setFree(tx, delivery);
  return `delivery ${delivery.id} of order ${orderId} is ${to} again`;
}

function unknown(delivery: Delivery | undefined, orderId: string): Recovered {
  return delivery ? undefined : { look: `the delivery of order ${orderId} is not known, and a courier had it` };
}
