import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { TicketPreparing, type Actor, type Ticket as TicketView } from '@demae/contracts';
import { Transactions } from '@demae/saga';
import { Ticket } from './ticket.js';

/** The kitchen begins. */
export class StartTicket {
  constructor(
    readonly actor: Actor,
    readonly id: string,
  ) {}
}

@CommandHandler(StartTicket)
export class StartTicketHandler implements ICommandHandler<StartTicket, TicketView> {
  constructor(private readonly transactions: Transactions) {}

  /** @throws Problem 404 for someone else's ticket, 409 in another state. */
  execute({ actor, id }: StartTicket): Promise<TicketView> {
    return this.transactions.run(async (tx) => {
      const ticket = await Ticket.ofActor(tx, id, actor);
      ticket.start();
      tx.emit(TicketPreparing({ orderId: ticket.orderId, ticketId: ticket.id }));
      tx.save(ticket);
      return ticket.toView();
    });
  }
}
