import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { StockLevel } from '@demae/contracts';
import { oncePerKey, refused, type OnceKey } from '@demae/platform';
import { Transactions, type CommandTx } from '@demae/saga';
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
    readonly key: OnceKey | undefined,
  ) {}
}

@CommandHandler(AdjustStock)
export class AdjustStockHandler implements ICommandHandler<AdjustStock, StockLevel> {
  constructor(private readonly transactions: Transactions) {}

  /** @throws Problem 422 when so many are not there or the key stands for another request. */
  execute(command: AdjustStock): Promise<StockLevel> {
    return this.transactions.run((tx) => oncePerKey(tx, command.key, StockLevel, () => adjust(tx, command)));
  }
}

async function adjust(tx: CommandTx, { storeId, sku, delta, reason, by }: AdjustStock): Promise<StockLevel> {
  const item = (await StockItem.open(tx, storeId, [sku]))[0]!;
  const onHand = item.onHand + delta;
  if (onHand < 0) throw refused(`There are only ${item.onHand} of ${sku}; ${-delta} cannot be taken away.`, 'stock');
  item.count(onHand);
  tx.save(item);
  tx.insert(Movement.of({ storeId, sku, kind: 'ADJUSTED', quantity: delta, reason, by }));
  for (const change of item.levelChanges()) tx.emit(change);
  await tx.flush();
  return item.toLevel();
}
