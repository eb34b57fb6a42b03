import { Injectable } from '@nestjs/common';
import { OrderCancelled, OrderConfirmed, TicketAccepted, TicketExpired, TicketOpened } from '@demae/contracts';
import { Compensate, Deadline, milliseconds, Step, type Task, type Tx } from '@demae/saga';
import { Ticket } from './ticket.js';

/** How long a store may take to answer. */
const ACCEPT_WITHIN = '5m';

/** Fulfillment's part: put the confirmed order before the store, take it away again when the order is cancelled. */
@Injectable()
export class OpenTicket {
  @Step({ on: OrderConfirmed, emits: [TicketOpened, TicketAccepted], deadline: ACCEPT_WITHIN })
  open({ orderId, checkout }: OrderConfirmed, tx: Tx) {
    const now = tx.now();
    const acceptBy = new Date(now.getTime() + milliseconds(ACCEPT_WITHIN));
    const ticket = tx.insert(Ticket.of(checkout, acceptBy));
    const opened = TicketOpened({ orderId, ticketId: ticket.id, checkout, acceptBy });
    if (!checkout.store.autoAccept) return opened;
    return [opened, TicketAccepted({ orderId, ticketId: ticket.id, checkout, dueAt: ticket.accept(now) })];
  }

  @Deadline({ step: 'open', emits: [TicketExpired] })
  async expire({ key: orderId }: Task, tx: Tx) {
    const [ticket] = await tx.loadAll(Ticket, { orderId });
    if (ticket?.status !== 'NEW') return undefined;
    ticket.close('EXPIRED');
    tx.save(ticket);
    return TicketExpired({ orderId, reason: 'the store did not answer in time' });
  }

  @Compensate({ step: 'open', on: OrderCancelled })
  async close({ orderId }: OrderCancelled, tx: Tx) {
    const [ticket] = await tx.loadAll(Ticket, { orderId });
    if (!ticket || ticket.isClosed) return;
    ticket.close('CANCELLED');
    tx.save(ticket);
  }
}
