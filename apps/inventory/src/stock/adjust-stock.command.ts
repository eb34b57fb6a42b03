import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { createHash } from 'node:crypto';
import { StockLevel } from '@demae/contracts';
import { refused } from '@demae/platform';
import { milliseconds, Transactions, type CommandTx } from '@demae/saga';
import { Movement } from './movement.js';
import { StockItem } from './stock-item.js';

/** So many more (or fewer) are on the shelf, and why. With a key of the user's, made once however often it is asked for. */
export class AdjustStock {
  constructor(
    readonly storeId: string,
    readonly sku: string,
    readonly delta: number,
    readonly reason: string,
    readonly by: string,
    readonly key: string | undefined,
  ) {}
}

/** How long the same key gives the same answer. */
const KEEP = milliseconds('24h');

@CommandHandler(AdjustStock)
export class AdjustStockHandler implements ICommandHandler<AdjustStock, StockLevel> {
  constructor(private readonly transactions: Transactions) {}

  /** @throws Problem 422 when so many are not there or the key stands for another adjustment. */
  execute(command: AdjustStock): Promise<StockLevel> {
    return this.transactions.run(async (tx) => {
      const before = command.key === undefined ? undefined : await claim(tx, command, command.key);
      if (before) return before;
      const level = await adjust(tx, command);
      if (command.key !== undefined) {
        await tx.query('update idempotency_key set answer = $3 where user_id = $1 and key = $2', [command.by, command.key, Buffer.from(StockLevel.encode(level).finish())]);
      }
      return level;
    });
  }
}

async function adjust(tx: CommandTx, { storeId, sku, delta, reason, by }: AdjustStock): Promise<StockLevel> {
  const item = (await StockItem.open(tx, storeId, [sku]))[0]!;
  const onHand = item.onHand + delta;
  if (onHand < 0) throw refused(`There are only ${item.onHand} of ${sku}; ${-delta} cannot be taken away.`, 'stock');
  item.count(onHand);
  tx.save(item);
  tx.insert(Movement.of({ storeId, sku, kind: 'ADJUSTED', quantity: delta, reason, by }));
  const change = item.levelChange();
  if (change) tx.emit(change);
  await tx.flush();
  return item.toLevel();
}

/** Takes the key, waiting for whoever is taking it just now. Returns what was answered to it before; nothing when it is new. */
async function claim(tx: CommandTx, { storeId, sku, delta, reason, by }: AdjustStock, key: string): Promise<StockLevel | undefined> {
  await tx.query('delete from idempotency_key where created_at < $1', [new Date(tx.now().getTime() - KEEP)]);
  const hash = createHash('sha256').update(JSON.stringify([storeId, sku, delta, reason])).digest();
  const taken = await tx.query(
    `insert into idempotency_key (user_id, key, request_hash, answer, created_at) values ($1, $2, $3, '', $4) on conflict do nothing returning key`,
    [by, key, hash, tx.now()],
  );
  if (taken.length > 0) return undefined;
  const [known] = await tx.query<{ request_hash: Buffer; answer: Buffer }>('select request_hash, answer from idempotency_key where user_id = $1 and key = $2', [by, key]);
  if (!known!.request_hash.equals(hash)) throw refused('This Idempotency-Key was used for another adjustment. Use a new key for a new one.', 'idempotency-key');
  return StockLevel.decode(known!.answer);
}
