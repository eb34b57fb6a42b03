import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Actor, Order as OrderMessage } from '@demae/contracts';
import { conflict } from '@demae/platform';
import { Transactions } from '@demae/saga';
import { standing } from './access.js';
import { HistoryEntry } from './history-entry.js';
import { Order } from './order.js';

/** The customer, the store or support changed their mind. */
export class CancelOrder {
  constructor(
    readonly actor: Actor,
    readonly id: string,
    readonly reason: string | undefined,
  ) {}
}

@CommandHandler(CancelOrder)
export class CancelOrderHandler implements ICommandHandler<CancelOrder, OrderMessage> {
  constructor(private readonly transactions: Transactions) {}

  execute({ actor, id, reason }: CancelOrder): Promise<OrderMessage> {
    return this.transactions.run(async (tx) => {
      const order = await tx.load(Order, id);
      const by = standing(actor, order, id);
      const cancelled = order!.cancel(tx, by, reason ?? `cancelled by the ${by === 'support' ? 'support team' : by}`);
      if (!cancelled) {
        throw conflict(`The order is ${order!.status}; it is too late to cancel it${by === 'customer' ? '. Ask support for help' : ''}.`, { state: order!.status });
      }
      tx.emit(cancelled);
      const history = await tx.loadAll(HistoryEntry, { orderId: id });
      return order!.toMessage(history);
    });
  }
}
