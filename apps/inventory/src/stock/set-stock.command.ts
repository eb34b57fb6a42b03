import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { StockLevel } from '@demae/contracts';
import { Transactions } from '@demae/saga';
import { Movement } from './movement.js';
import { StockItem } from './stock-item.js';

/** Somebody counted the shelf: so many are there, reserved ones included. */
export class SetStock {
  constructor(
    readonly storeId: string,
    readonly sku: string,
    readonly onHand: number,
    readonly by: string,
    readonly lowAt: number | undefined,
  ) {}
}

@CommandHandler(SetStock)
export class SetStockHandler implements ICommandHandler<SetStock, StockLevel> {
  constructor(private readonly transactions: Transactions) {}

  execute({ storeId, sku, onHand, by, lowAt }: SetStock): Promise<StockLevel> {
    return this.transactions.run(async (tx) => {
      const item = (await StockItem.open(tx, storeId, [sku]))[0]!;
      const quantity = onHand - item.onHand;
      item.count(onHand);
      item.lowAt = lowAt ?? item.lowAt;
      tx.save(item);
      if (quantity !== 0) tx.insert(Movement.of({ storeId, sku, kind: 'RECEIVED', quantity, by }));
      for (const change of item.levelChanges()) tx.emit(change);
      await tx.flush();
      return item.toLevel();
    });
  }
}
