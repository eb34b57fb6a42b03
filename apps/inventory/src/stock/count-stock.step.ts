import { Injectable } from '@nestjs/common';
import { StockCounted, StockLevelChanged, StockRanLow } from '@demae/contracts';
import { Step, type Tx } from '@demae/saga';
import { Movement } from './movement.js';
import { StockItem } from './stock-item.js';

/**
 * The shelves as they were counted for an imported catalog. What is reserved for orders stays on hand whatever the list says: nobody
 * waits for an answer who could be told to count again, and goods that are promised must not vanish.
 */
@Injectable()
export class CountStock {
  @Step({ on: StockCounted, emits: [StockLevelChanged, StockRanLow], compensation: 'none' })
  async count({ storeId, by, counts }: StockCounted, tx: Tx) {
    const items = await StockItem.open(tx, storeId, counts.map(({ sku }) => sku));
    return items.flatMap((item, i) => {
      const quantity = item.recount(counts[i]!.onHand);
      if (quantity === 0) return [];
      tx.save(item);
      tx.insert(Movement.of({ storeId, sku: item.sku, kind: 'RECEIVED', quantity, by, reason: 'imported' }));
      return item.levelChanges();
    });
  }
}
