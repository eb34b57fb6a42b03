import {
  TicketAccepted, TicketExpired, TicketHandedOver, TicketOpened, TicketPreparing, TicketReady, TicketRejected, type Checkout,
} from '@demae/contracts';
import { recover, type Recovery, type Tx } from '@demae/saga';
import { OpenTicket } from './open-ticket.step.js';
import type { TicketState } from './ticket-life.js';
import { Ticket } from './ticket.js';

const WAY: readonly TicketState[] = ['NEW', 'ACCEPTED', 'PREPARING', 'READY', 'HANDED_OVER'];

/** What the kitchen was told, and what it has answered. */
export const ticketRecoveries: readonly Recovery[] = [
  recover(TicketOpened, async ({ orderId, ticketId, checkout, acceptBy }, tx) => {
    const [known] = await tx.loadAll(Ticket, { orderId });
    if (known) return undefined;
    tx.insert(Object.assign(Ticket.of(checkout as Checkout, acceptBy!), { id: ticketId }));
    tx.remind(OpenTicket, 'expire', acceptBy!, orderId);
    return `ticket ${ticketId} of order ${orderId} is there again`;
  }, [OpenTicket, 'open']),
  recover(TicketAccepted, ({ orderId, dueAt }, tx) => moveOn(tx, orderId, 'ACCEPTED', dueAt)),
  recover(TicketPreparing, ({ orderId }, tx) => moveOn(tx, orderId, 'PREPARING')),
  recover(TicketReady, ({ orderId }, tx) => moveOn(tx, orderId, 'READY')),
  recover(TicketHandedOver, ({ orderId }, tx) => moveOn(tx, orderId, 'HANDED_OVER')),
  recover(TicketRejected, ({ orderId }, tx) => moveOn(tx, orderId, 'REJECTED')),
  recover(TicketExpired, ({ orderId }, tx) => moveOn(tx, orderId, 'EXPIRED')),
];

async function moveOn(tx: Tx, orderId: string, to: TicketState, dueAt?: Date): Promise<string | undefined> {
  const [ticket] = await tx.loadAll(Ticket, { orderId });
  if (!ticket || ticket.isClosed || (WAY.includes(to) && WAY.indexOf(to) <= WAY.indexOf(ticket.status))) return undefined;
  ticket.status = to;
  ticket.dueAt = dueAt ?? ticket.dueAt;
  tx.save(ticket);
  return `ticket ${ticket.id} of order ${orderId} is ${to} again`;
}
