import type { OrderStatus } from '@demae/contracts';
import type { Duration } from '@demae/saga';

export type CancelledBy = 'customer' | 'store' | 'system' | 'support';

/** The states that an order can be in; `UNSPECIFIED` is a state of the wire only. */
export type LiveStatus = Exclude<OrderStatus, 'UNSPECIFIED'>;

interface Stage {
  /** What may come next. Facts from two topics can overtake each other, so an order may be told of a later stage first. */
  next: readonly LiveStatus[];
  /** Who may still cancel. */
  cancellableBy: readonly CancelledBy[];
  /** How long an order may stay here; then it is cancelled as "timed out at <waitsFor>". */
  deadline: { after: Duration; waitsFor: string } | undefined;
}

const LATER = ['ACCEPTED', 'PREPARING', 'READY', 'OUT_FOR_DELIVERY', 'DELIVERED'] as const;
const STAFF = ['store', 'system', 'support'] as const;

/** The whole life of an order. */
export const LIFE: Record<LiveStatus, Stage> = {
  PENDING: { next: ['CONFIRMED', 'CANCELLED'], cancellableBy: ['customer', ...STAFF], deadline: { after: '3m', waitsFor: 'checkout' } },
  CONFIRMED: { next: [...LATER, 'CANCELLED'], cancellableBy: ['customer', ...STAFF], deadline: { after: '15m', waitsFor: 'the store' } },
  ACCEPTED: { next: [...LATER.slice(1), 'CANCELLED'], cancellableBy: STAFF, deadline: { after: '4h', waitsFor: 'the kitchen' } },
  PREPARING: { next: [...LATER.slice(2), 'CANCELLED'], cancellableBy: STAFF, deadline: { after: '4h', waitsFor: 'the kitchen' } },
  READY: { next: [...LATER.slice(3), 'CANCELLED'], cancellableBy: STAFF, deadline: { after: '12h', waitsFor: 'hand-over' } },
  OUT_FOR_DELIVERY: { next: ['DELIVERED', 'CANCELLED'], cancellableBy: STAFF, deadline: { after: '6h', waitsFor: 'delivery' } },
  DELIVERED: { next: [], cancellableBy: [], deadline: undefined },
  CANCELLED: { next: [], cancellableBy: [], deadline: undefined },
};

/** Where it ends. */
export const ENDS = (Object.keys(LIFE) as LiveStatus[]).filter((status) => LIFE[status].next.length === 0);
