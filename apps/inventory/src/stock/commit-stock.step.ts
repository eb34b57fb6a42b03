import { Injectable } from '@nestjs/common';
import { OrderDelivered } from '@demae/contracts';
import { Step, type Tx } from '@demae/saga';
import { Movement } from './movement.js';
import { Reservation } from './reservation.js';
import { Shelf } from './shelf.js';

/** What was put aside for a delivered order is sold: it leaves the books for good. */
@Injectable()
export class CommitStock {
  @Step({ on: OrderDelivered, compensation: 'none' })
  async commit({ orderId }: OrderDelivered, tx: Tx) {
    const reservations = await tx.loadAll(Reservation, { orderId });
    const shelf = await Shelf.ofReservations(tx, reservations);
    for (const { item, quantity } of shelf.lines) {
      item.sell(quantity);
      tx.save(item);
      tx.insert(Movement.of({ storeId: item.storeId, sku: item.sku, kind: 'SOLD', quantity, orderId, by: 'saga' }));
    }
    for (const reservation of reservations) tx.remove(reservation);
  }
}
