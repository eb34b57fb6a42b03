import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { StockLevel } from '@demae/contracts';
import { notFound, refused } from '@demae/platform';
import { Transactions } from '@demae/saga';
import { Movement } from './movement.js';
import { StockItem } from './stock-item.js';

/** So many more (or fewer) are on the shelf, and why. */
export class AdjustStock {
  constructor(
    readonly storeId: string,
    readonly sku: string,
    readonly delta: number,
    readonly reason: string,
    readonly by: string,
  ) {}
}

@CommandHandler(AdjustStock)
export class AdjustStockHandler implements ICommandHandler<AdjustStock, StockLevel> {
  constructor(private readonly transactions: Transactions) {}

  execute({ storeId, sku, delta, reason, by }: AdjustStock): Promise<StockLevel> {
    return this.transactions.run(async (tx) => {
      const item = await tx.load(StockItem, { storeId, sku });
      if (!item) throw notFound('stock', sku);
      const onHand = item.onHand + delta;
      if (onHand < 0) throw refused(`There are only ${item.onHand} of ${sku}; ${-delta} cannot be taken away.`, 'stock');
      item.count(onHand);
      tx.save(item);
      tx.insert(Movement.of({ storeId, sku, kind: 'ADJUSTED', quantity: delta, reason, by }));
      const change = item.levelChange();
      if (change) tx.emit(change);
      await tx.flush();
      return item.toLevel();
    });
  }
}
