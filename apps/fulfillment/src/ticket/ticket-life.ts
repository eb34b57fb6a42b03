import type { TicketStatus } from '@demae/contracts';

export type TicketState = Exclude<TicketStatus, 'UNSPECIFIED'>;

/** What may follow what. A courier takes a ticket that is READY; the last four are ends. */
export const LIFE: Record<TicketState, readonly TicketState[]> = {
  NEW: ['ACCEPTED', 'REJECTED', 'EXPIRED', 'CANCELLED'],
  ACCEPTED: ['PREPARING', 'CANCELLED'],
  PREPARING: ['READY', 'CANCELLED'],
  READY: ['HANDED_OVER', 'CANCELLED'],
  HANDED_OVER: [],
  REJECTED: [],
  EXPIRED: [],
  CANCELLED: [],
};
