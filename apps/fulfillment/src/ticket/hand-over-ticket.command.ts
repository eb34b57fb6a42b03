import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { TicketHandedOver, type Actor, type Ticket as TicketView } from '@demae/contracts';
import { Transactions } from '@demae/saga';
import { Ticket } from './ticket.js';

/** The customer has come for it: the end of a pick-up order. */
export class HandOverTicket {
  constructor(
    readonly actor: Actor,
    readonly id: string,
  ) {}
}

@CommandHandler(HandOverTicket)
export class HandOverTicketHandler implements ICommandHandler<HandOverTicket, TicketView> {
  constructor(private readonly transactions: Transactions) {}

  /** @throws Problem 404 for someone else's ticket, 409 in another state. */
  execute({ actor, id }: HandOverTicket): Promise<TicketView> {
    return this.transactions.run(async (tx) => {
      const ticket = await Ticket.ofActor(tx, id, actor);
      ticket.handOver();
      tx.emit(TicketHandedOver({ orderId: ticket.orderId, ticketId: ticket.id }));
      tx.save(ticket);
      return ticket.toView();
    });
  }
}
