import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { TicketHandedOver, Ticket as TicketView, type Actor } from '@demae/contracts';
import { oncePerKey, type OnceKey } from '@demae/platform';
import { Transactions } from '@demae/saga';
import { Ticket } from './ticket.js';

/** The customer has come for it: the end of a pick-up order. */
export class HandOverTicket {
  constructor(
    readonly actor: Actor,
    readonly id: string,
    readonly key: OnceKey | undefined,
  ) {}
}

@CommandHandler(HandOverTicket)
export class HandOverTicketHandler implements ICommandHandler<HandOverTicket, TicketView> {
  constructor(private readonly transactions: Transactions) {}

  /** @throws Problem 404 for someone else's ticket, 409 in another state, 422 when the key stands for another request. */
  execute({ actor, id, key }: HandOverTicket): Promise<TicketView> {
    return this.transactions.run((tx) =>
      oncePerKey(tx, key, TicketView, async () => {
        const ticket = await Ticket.ofActor(tx, id, actor);
        ticket.handOver();
        tx.emit(TicketHandedOver({ orderId: ticket.orderId, ticketId: ticket.id }), ticket.checkout.traceparent);
        tx.save(ticket);
        return ticket.toView();
      }),
    );
  }
}
