import type { Tx } from '@demae/saga';
import type { Reservation } from './reservation.js';
import { StockItem } from './stock-item.js';

/** The stock items that one order is about, loaded and locked together. */
export class Shelf {
  private constructor(readonly lines: readonly { item: StockItem; quantity: number }[]) {}

  static async load(tx: Tx, storeId: string, wanted: ReadonlyMap<string, number>): Promise<Shelf> {
    const lines = [...wanted].map(async ([sku, quantity]) => ({
      item: (await tx.load(StockItem, { storeId, sku })) ?? StockItem.empty(storeId, sku),
      quantity,
    }));
    return new Shelf(await Promise.all(lines));
  }

  static async ofReservations(tx: Tx, reservations: readonly Reservation[]): Promise<Shelf> {
    const lines = reservations.map(async ({ storeId, sku, quantity }) => ({ item: await tx.get(StockItem, { storeId, sku }), quantity }));
    return new Shelf(await Promise.all(lines));
  }

  missing(): { sku: string; wanted: number; available: number }[] {
    return this.lines
      .filter(({ item, quantity }) => quantity > item.available)
      .map(({ item, quantity }) => ({ sku: item.sku, wanted: quantity, available: item.available }));
  }

  /** Notes every item as changed; returns what others should hear of it. */
  save(tx: Tx): ReturnType<StockItem['levelChanges']> {
    return this.lines.flatMap(({ item }) => tx.save(item).levelChanges());
  }
}
