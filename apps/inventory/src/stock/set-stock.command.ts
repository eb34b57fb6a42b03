import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { StockLevel } from '@demae/contracts';
import { mustBeUnchanged } from '@demae/platform';
import { Transactions } from '@demae/saga';
import { Movement } from './movement.js';
import { StockItem } from './stock-item.js';

/** Somebody counted the shelf: so many are there, reserved ones included. */
export class SetStock {
  constructor(
    readonly storeId: string,
    readonly sku: string,
    /** `lowAt` when the number is to change at which it is said that there is little left. */
    readonly counted: { onHand: number; lowAt?: number | undefined },
    readonly by: string,
    readonly expectedVersion: number | undefined,
  ) {}
}

@CommandHandler(SetStock)
export class SetStockHandler implements ICommandHandler<SetStock, StockLevel> {
  constructor(private readonly transactions: Transactions) {}

  /** @throws Problem 412 when the shelf has changed since it was seen, 422 when so many cannot be there. */
  execute({ storeId, sku, counted: { onHand, lowAt }, by, expectedVersion }: SetStock): Promise<StockLevel> {
    return this.transactions.run(async (tx) => {
      const item = (await StockItem.open(tx, storeId, [sku]))[0]!;
      mustBeUnchanged(item.version, expectedVersion);
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
