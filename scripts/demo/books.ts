import type { Demae } from '@demae/client';
import { SHELF, type Ending } from './evening.js';
import type { PlayedOrder } from './play.js';

/** Whether an order ended as it was meant to. */
const AS_MEANT: Record<Ending, (order: PlayedOrder['order']) => boolean> = {
  'delivered by courier': ({ status }) => status === 'DELIVERED',
  'picked up': ({ status }) => status === 'DELIVERED',
  'answer of the bank lost, delivered': ({ status }) => status === 'DELIVERED',
  'out of stock': (order) => cancelled(order, 'out of stock', 'system'),
  'card declined': ({ status, cancellation }) => status === 'CANCELLED' && cancellation?.by === 'system' && /declin|fund/i.test(cancellation.reason),
  'cancelled at once': (order) => cancelled(order, 'changed my mind', 'customer'),
  'cancelled after confirmation': (order) => cancelled(order, 'changed my mind', 'customer'),
  'rejected by the store': (order) => cancelled(order, 'the kitchen is full', 'store'),
  'no courier found': (order) => cancelled(order, 'no courier found', 'system'),
  'ticket nobody answered': (order) => cancelled(order, 'the store did not answer in time', 'system'),
};

function cancelled({ status, cancellation }: PlayedOrder['order'], reason: string, by: string): boolean {
  return status === 'CANCELLED' && cancellation?.reason === reason && cancellation.by === by;
}

export interface EndingRow {
  ending: string;
  expected: number;
  seen: number;
}

export function endings(played: readonly PlayedOrder[]): EndingRow[] {
  const rows = new Map<Ending, EndingRow>();
  for (const { plan, order } of played) {
    const row = rows.get(plan.ending) ?? { ending: plan.ending, expected: 0, seen: 0 };
    row.expected += 1;
    if (AS_MEANT[plan.ending](order)) row.seen += 1;
    rows.set(plan.ending, row);
  }
  return [...rows.values()];
}

export interface Line {
  what: string;
  expected: number;
  seen: number;
}

/** Money and stock: what must be, and what is. */
export async function books(played: readonly PlayedOrder[], merchant: Demae, shop: string): Promise<Line[]> {
  const delivered = played.filter(({ order }) => order.status === 'DELIVERED');
  const owed = sum(delivered.map(({ order }) => order.total.amount));
  const payments = await Promise.all(played.map(({ customer, order }) => customer.getOrderPayment({ id: order.id }).catch(() => undefined)));
  const { charges } = await merchant.getBankBooks();
  const ours = new Set(played.map(({ order }) => order.id));
  const booked = charges.filter(({ orderId }) => ours.has(orderId));
  const twice = booked.length - new Set(booked.map(({ orderId }) => orderId)).size;
  const held = booked.filter((charge) => !charge.voided && charge.authorized > 0 && charge.captured === 0);
  const lines: Line[] = [
    { what: 'money: captured − refunded, by payment', expected: owed, seen: sum(payments.map((payment) => (payment ? payment.captured.amount - payment.refunded.amount : 0))) },
    { what: "money: captured − refunded, by the bank's own books", expected: owed, seen: sum(booked.map(({ captured, refunded }) => captured - refunded)) },
    { what: 'money: orders charged twice', expected: 0, seen: twice },
    { what: 'money: authorizations left open', expected: 0, seen: held.length },
  ];
  for (const { sku, onHand } of SHELF) {
    const stock = await merchant.getStock({ storeId: shop, sku });
    const sold = sum(delivered.filter(({ plan }) => plan.store === 'shop').flatMap(({ order }) => order.lines.filter((line) => line.sku === sku).map(({ quantity }) => quantity)));
    lines.push({ what: `stock of ${sku}: before = after + sold`, expected: onHand, seen: stock.onHand + sold });
    lines.push({ what: `stock of ${sku}: still put aside`, expected: 0, seen: stock.reserved });
  }
  return lines;
}

const sum = (amounts: readonly number[]) => amounts.reduce((total, amount) => total + amount, 0);
