import { Injectable } from '@nestjs/common';
import { PaymentRefunded, StockLevelChanged, StockRanLow } from '@demae/contracts';
import { Step, type Tx } from '@demae/saga';
import { Movement } from './movement.js';
import { StockItem } from './stock-item.js';

/** Goods that came back with a refund are on the shelf again. */
@Injectable()
export class Restock {
  @Step({ on: PaymentRefunded, emits: [StockLevelChanged, StockRanLow], compensation: 'none' })
  async restock({ orderId, decision }: PaymentRefunded, tx: Tx) {
    if (!decision?.restock) return undefined;
    const { lines, checkout, by, reason } = decision;
    const storeId = checkout!.store!.id;
    const tracked = new Set(checkout!.lines.filter((line) => line.trackStock).map(({ sku }) => sku));
    const returned = lines.filter(({ sku }) => tracked.has(sku));
    const items = await StockItem.open(tx, storeId, returned.map(({ sku }) => sku));
    return items.flatMap((item, i) => {
      const { quantity } = returned[i]!;
      item.takeBack(quantity);
      tx.save(item);
      tx.insert(Movement.of({ storeId, sku: item.sku, kind: 'RETURNED', quantity, orderId, by, reason }));
      return item.levelChanges();
    });
  }
}
