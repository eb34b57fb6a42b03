import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { TicketAccepted, Ticket as TicketView, type Actor } from '@demae/contracts';
import { oncePerKey, type OnceKey } from '@demae/platform';
import { Transactions } from '@demae/saga';
import { Ticket } from './ticket.js';

/** The store takes the order on. */
export class AcceptTicket {
  constructor(
    readonly actor: Actor,
    readonly id: string,
    /** Until it is ready; the store's own when absent. */
    readonly prepMinutes: number | undefined,
    readonly key: OnceKey | undefined,
  ) {}
}

@CommandHandler(AcceptTicket)
export class AcceptTicketHandler implements ICommandHandler<AcceptTicket, TicketView> {
  constructor(private readonly transactions: Transactions) {}

  /** @throws Problem 404 for someone else's ticket, 409 in another state, 422 when the key stands for another request. */
  execute({ actor, id, prepMinutes, key }: AcceptTicket): Promise<TicketView> {
    return this.transactions.run((tx) =>
      oncePerKey(tx, key, TicketView, async () => {
        const ticket = await Ticket.ofActor(tx, id, actor);
        const dueAt = ticket.accept(tx.now(), prepMinutes);
        tx.emit(TicketAccepted({ orderId: ticket.orderId, ticketId: ticket.id, checkout: ticket.checkout, dueAt }), ticket.checkout.traceparent);
        tx.save(ticket);
        return ticket.toView();
      }),
    );
  }
}
