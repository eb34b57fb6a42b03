import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { TicketRejected, Ticket as TicketView, type Actor } from '@demae/contracts';
import { oncePerKey, type OnceKey } from '@demae/platform';
import { Transactions } from '@demae/saga';
import { Ticket } from './ticket.js';

/** The store cannot make it. */
export class RejectTicket {
  constructor(
    readonly actor: Actor,
    readonly id: string,
    readonly reason: string,
    readonly key: OnceKey | undefined,
  ) {}
}

@CommandHandler(RejectTicket)
export class RejectTicketHandler implements ICommandHandler<RejectTicket, TicketView> {
  constructor(private readonly transactions: Transactions) {}

  /** @throws Problem 404 for someone else's ticket, 409 in another state, 422 when the key stands for another request. */
  execute({ actor, id, reason, key }: RejectTicket): Promise<TicketView> {
    return this.transactions.run((tx) =>
      oncePerKey(tx, key, TicketView, async () => {
        const ticket = await Ticket.ofActor(tx, id, actor);
        ticket.reject();
        tx.emit(TicketRejected({ orderId: ticket.orderId, reason }), ticket.checkout.traceparent);
        tx.save(ticket);
        return ticket.toView();
      }),
    );
  }
}
