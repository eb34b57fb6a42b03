import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { TicketRejected, type Actor, type Ticket as TicketView } from '@demae/contracts';
import { Transactions } from '@demae/saga';
import { Ticket } from './ticket.js';

/** The store cannot make it. */
export class RejectTicket {
  constructor(
    readonly actor: Actor,
    readonly id: string,
    readonly reason: string,
  ) {}
}

@CommandHandler(RejectTicket)
export class RejectTicketHandler implements ICommandHandler<RejectTicket, TicketView> {
  constructor(private readonly transactions: Transactions) {}

  /** @throws Problem 404 for someone else's ticket, 409 in another state. */
  execute({ actor, id, reason }: RejectTicket): Promise<TicketView> {
    return this.transactions.run(async (tx) => {
      const ticket = await Ticket.ofActor(tx, id, actor);
      ticket.reject();
      tx.emit(TicketRejected({ orderId: ticket.orderId, reason }));
      tx.save(ticket);
      return ticket.toView();
    });
  }
}
