import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Order as OrderMessage, type Actor } from '@demae/contracts';
import { conflict, oncePerKey, type OnceKey } from '@demae/platform';
import { Transactions, type CommandTx } from '@demae/saga';
import { standing } from './access.js';
import { HistoryEntry } from './history-entry.js';
import { Order } from './order.js';

/** The customer, the store or support changed their mind. */
export class CancelOrder {
  constructor(
    readonly actor: Actor,
    readonly id: string,
    readonly reason: string | undefined,
    readonly key: OnceKey | undefined,
  ) {}
}

@CommandHandler(CancelOrder)
export class CancelOrderHandler implements ICommandHandler<CancelOrder, OrderMessage> {
  constructor(private readonly transactions: Transactions) {}

  /** @throws Problem 404 when it is none of theirs, 409 when it is too late, 422 when the key stands for another request. */
  execute(command: CancelOrder): Promise<OrderMessage> {
    return this.transactions.run((tx) => oncePerKey(tx, command.key, OrderMessage, () => cancel(tx, command)));
  }
}

async function cancel(tx: CommandTx, { actor, id, reason }: CancelOrder): Promise<OrderMessage> {
  const order = await tx.load(Order, id);
  const by = standing(actor, order, id);
  const cancelled = order!.cancel(tx, by, reason ?? `cancelled by the ${by === 'support' ? 'support team' : by}`);
  if (!cancelled) {
    throw conflict(`The order is ${order!.status}; it is too late to cancel it${by === 'customer' ? '. Ask support for help' : ''}.`, { state: order!.status });
  }
  tx.emit(cancelled, order!.checkout.traceparent);
  const history = await tx.loadAll(HistoryEntry, { orderId: id });
  return order!.toMessage(history);
}
