import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { TicketReady, type Actor, type Ticket as TicketView } from '@demae/contracts';
import { Transactions } from '@demae/saga';
import { Ticket } from './ticket.js';

/** It stands packed on the counter. */
export class ReadyTicket {
  constructor(
    readonly actor: Actor,
    readonly id: string,
  ) {}
}

@CommandHandler(ReadyTicket)
export class ReadyTicketHandler implements ICommandHandler<ReadyTicket, TicketView> {
  constructor(private readonly transactions: Transactions) {}

  /** @throws Problem 404 for someone else's ticket, 409 in another state. */
  execute({ actor, id }: ReadyTicket): Promise<TicketView> {
    return this.transactions.run(async (tx) => {
      const ticket = await Ticket.ofActor(tx, id, actor);
      ticket.ready();
      tx.emit(TicketReady({ orderId: ticket.orderId, ticketId: ticket.id }));
      tx.save(ticket);
      return ticket.toView();
    });
  }
}
