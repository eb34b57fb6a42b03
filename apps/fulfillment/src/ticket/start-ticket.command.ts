import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { TicketPreparing, Ticket as TicketView, type Actor } from '@demae/contracts';
import { oncePerKey, type OnceKey } from '@demae/platform';
import { Transactions } from '@demae/saga';
import { Ticket } from './ticket.js';

/** The kitchen begins. */
export class StartTicket {
  constructor(
    readonly actor: Actor,
    readonly id: string,
    readonly key: OnceKey | undefined,
  ) {}
}

@CommandHandler(StartTicket)
export class StartTicketHandler implements ICommandHandler<StartTicket, TicketView> {
  constructor(private readonly transactions: Transactions) {}

  /** @throws Problem 404 for someone else's ticket, 409 in another state, 422 when the key stands for another request. */
  execute({ actor, id, key }: StartTicket): Promise<TicketView> {
    return this.transactions.run((tx) =>
      oncePerKey(tx, key, TicketView, async () => {
        const ticket = await Ticket.ofActor(tx, id, actor);
        ticket.start();
        tx.emit(TicketPreparing({ orderId: ticket.orderId, ticketId: ticket.id }), ticket.checkout.traceparent);
        tx.save(ticket);
        return ticket.toView();
      }),
    );
  }
}
