import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { TicketAccepted, type Actor, type Ticket as TicketView } from '@demae/contracts';
import { Transactions } from '@demae/saga';
import { Ticket } from './ticket.js';

/** The store takes the order on. */
export class AcceptTicket {
  constructor(
    readonly actor: Actor,
    readonly id: string,
    /** Until it is ready; the store's own when absent. */
    readonly prepMinutes: number | undefined,
  ) {}
}

@CommandHandler(AcceptTicket)
export class AcceptTicketHandler implements ICommandHandler<AcceptTicket, TicketView> {
  constructor(private readonly transactions: Transactions) {}

  /** @throws Problem 404 for someone else's ticket, 409 in another state. */
  execute({ actor, id, prepMinutes }: AcceptTicket): Promise<TicketView> {
    return this.transactions.run(async (tx) => {
      const ticket = await Ticket.ofActor(tx, id, actor);
      const dueAt = ticket.accept(tx.now(), prepMinutes);
      tx.emit(TicketAccepted({ orderId: ticket.orderId, ticketId: ticket.id, checkout: ticket.checkout, dueAt }));
      tx.save(ticket);
      return ticket.toView();
    });
  }
}
