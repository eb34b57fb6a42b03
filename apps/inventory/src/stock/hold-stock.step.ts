import { Injectable } from '@nestjs/common';
import { InventoryRejected, InventoryReserved, OrderCancelled, OrderCreated, StockLevelChanged, StockRanLow, type Checkout } from '@demae/contracts';
import { Compensate, Step, type Tx } from '@demae/saga';
import { Movement } from './movement.js';
import { Reservation } from './reservation.js';
import { Shelf } from './shelf.js';

/** Inventory's part in checkout: put the goods aside when an order is created, back when it is cancelled. All lines or none. */
@Injectable()
export class HoldStock {
  @Step({ on: OrderCreated, emits: [InventoryReserved, InventoryRejected, StockLevelChanged, StockRanLow] })
  async hold({ orderId, checkout: order }: OrderCreated, tx: Tx) {
    const checkout = order as Checkout;
    const shelf = await Shelf.load(tx, checkout.store!.id, wanted(checkout));
    const missing = shelf.missing();
    if (missing.length > 0) return InventoryRejected({ orderId, reason: 'out of stock', missing });
    for (const { item, quantity } of shelf.lines) {
      item.putAside(quantity);
      tx.insert(Reservation.of(orderId, item.storeId, item.sku, quantity));
      tx.insert(Movement.of({ storeId: item.storeId, sku: item.sku, kind: 'RESERVED', quantity, orderId, by: 'saga' }));
    }
    return [InventoryReserved({ orderId, checkout }), ...shelf.save(tx)];
  }

  @Compensate({ step: 'hold', on: OrderCancelled, emits: [StockLevelChanged, StockRanLow] })
  async putBack({ orderId }: OrderCancelled, tx: Tx) {
    const reservations = await tx.loadAll(Reservation, { orderId });
    const shelf = await Shelf.ofReservations(tx, reservations);
    for (const { item, quantity } of shelf.lines) {
      item.putBack(quantity);
      tx.insert(Movement.of({ storeId: item.storeId, sku: item.sku, kind: 'RELEASED', quantity, orderId, by: 'saga' }));
    }
    for (const reservation of reservations) tx.remove(reservation);
    return shelf.save(tx);
  }
}

/** Quantities by SKU of what is counted at all; two lines of one SKU are one demand. */
export function wanted({ lines }: Checkout): Map<string, number> {
  const bySku = new Map<string, number>();
  for (const line of lines) if (line.trackStock) bySku.set(line.sku, (bySku.get(line.sku) ?? 0) + line.quantity);
  return bySku;
}
