import { Injectable } from '@nestjs/common';
import { OrderAnonymized, OrderCancelled, OrderConfirmed, TicketAccepted, TicketExpired, TicketOpened } from '@demae/contracts';
import { Compensate, Deadline, Listener, milliseconds, Step, type Task, type Tx } from '@demae/saga';
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

  /** Here, behind everything that could write an order's ticket: nothing can come after it. */
  @Listener({ on: OrderAnonymized })
  async forget({ orderId }: OrderAnonymized, tx: Tx) {
    const blanked = await tx.query<{ id: string }>(
      `update ticket set checkout = checkout #- '{note}' #- '{fulfillment,address}' #- '{tender,token}' || jsonb_build_object('customer', checkout -> 'customer' || '{"name":"","email":""}')
        where order_id = $1 returning id`,
      [orderId],
    );
    for (const { id } of blanked) await forgetAnswers(tx, id);
  }
}

/** Answers that are kept hold the note, and begin with the ticket's id: the tag and the length, a byte each, and 36 characters. */
async function forgetAnswers(tx: Tx, id: string): Promise<void> {
  await tx.query(`delete from idempotency_key where substring(answer from 3 for 36) = convert_to($1, 'UTF8')`, [id]);
}
