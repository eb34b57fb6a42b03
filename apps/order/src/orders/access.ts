import type { Actor } from '@demae/contracts';
import { notFound } from '@demae/platform';
import type { CancelledBy } from './order-life.js';
import type { Order } from './order.js';

export const isStaff = (actor: Actor) => actor.roles.includes('support') || actor.roles.includes('admin');

/** As whom somebody touches an order. @throws Problem 404 when it is none of theirs: they may not even know of it. */
export function standing(actor: Actor, order: Order | null | undefined, id: string): CancelledBy {
  if (order?.customerId === actor.userId) return 'customer';
  if (order?.ownerId === actor.userId) return 'store';
  if (order && isStaff(actor)) return 'support';
  throw notFound('order', id);
}
