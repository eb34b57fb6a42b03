import type { BookedCharge } from '../../apps/payment/src/bank/books.js';

/** The rows of a query on one service's own database. */
export type Query = <R>(service: string, sql: string, values?: unknown[]) => Promise<R[]>;

/** What the audit reads: each service's own database, and the bank's books. Nothing of the services' code. */
export interface Evidence {
  query: Query;
  charges: readonly BookedCharge[];
  /** What was put on the shelves in all, by `store/sku`. */
  stocked: ReadonlyMap<string, number>;
  /** Keys of messages that nobody can read: they are parked, and nothing else is. */
  poison?: ReadonlySet<string>;
}

interface OrderRow {
  id: string;
  status: string;
}

/**
 * Whether the books balance: every order at rest, money equal to the bank's, stock conserved, one courier per delivery, nothing left behind.
 * Returns what is wrong, in sentences; empty when nothing is.
 */
export async function audit(evidence: Evidence): Promise<string[]> {
  const orders = await evidence.query<OrderRow>('order', 'select id, status from customer_order');
  const status = new Map(orders.map(({ id, status: now }) => [id, now]));
  return [
    ...orders.filter((order) => order.status !== 'DELIVERED' && order.status !== 'CANCELLED').map(({ id, status: now }) => `order ${id} is not at rest: ${now}`),
    ...(await auditMoney(evidence, status)),
    ...(await auditStock(evidence, status)),
    ...(await auditDeliveries(evidence, status)),
    ...(await auditTickets(evidence, status)),
    ...(await auditOnce(evidence)),
    ...(await auditLeftovers(evidence)),
  ];
}

async function auditMoney({ query, charges }: Evidence, status: ReadonlyMap<string, string>): Promise<string[]> {
  const wrong: string[] = [];
  const payments = await query<{ order_id: string; method: string; status: string; amount: number; captured: number; refunded: number; decided: number }>(
    'payment',
    `select order_id, method, status, amount::float8 amount, captured::float8 captured, refunded::float8 refunded,
      (select coalesce(sum(r.amount), 0)::float8 from refund r where r.payment_id = p.id) decided from payment p`,
  );
  const byOrder = new Map<string, BookedCharge[]>();
  for (const charge of charges) byOrder.set(charge.orderId, [...(byOrder.get(charge.orderId) ?? []), charge]);
  for (const payment of payments) {
    const ours = payment.captured - payment.refunded;
    const owed = status.get(payment.order_id) === 'DELIVERED' ? payment.amount - payment.decided : 0;
    if (ours !== owed) wrong.push(`order ${payment.order_id} (${status.get(payment.order_id)}): captured − refunded is ${ours}, owed is ${owed} (${payment.status})`);
    const booked = byOrder.get(payment.order_id) ?? [];
    const bank = booked.reduce((sum, charge) => sum + charge.captured - charge.refunded, 0);
    if (payment.method === 'card' && bank !== ours) wrong.push(`order ${payment.order_id}: the bank took ${bank}, payment says ${ours}`);
    const held = booked.reduce((sum, charge) => sum + charge.authorized - charge.captured - charge.voided, 0);
    if (held !== 0) wrong.push(`order ${payment.order_id} (${status.get(payment.order_id)}): the bank still holds ${held}`);
    if (booked.length > 1) wrong.push(`order ${payment.order_id} was charged ${booked.length} times`);
  }
  const known = new Set(payments.map(({ order_id }) => order_id));
  for (const orderId of byOrder.keys()) if (!known.has(orderId)) wrong.push(`the bank knows order ${orderId}, payment does not`);
  for (const [id, now] of status) if (now === 'DELIVERED' && !known.has(id)) wrong.push(`order ${id} was delivered and never paid`);
  const ledger = await query<{ movement_id: string }>('payment', 'select movement_id from ledger_entry group by movement_id having sum(debit) <> sum(credit)');
  return [...wrong, ...ledger.map(({ movement_id }) => `ledger movement ${movement_id} does not balance`)];
}

async function auditStock({ query, stocked }: Evidence, status: ReadonlyMap<string, string>): Promise<string[]> {
  const wrong: string[] = [];
  const items = await query<{ key: string; on_hand: number; reserved: number }>(
    'inventory',
    `select store_id || '/' || sku as key, on_hand::float8 on_hand, reserved::float8 reserved from stock_item`,
  );
  const moved = await query<{ key: string; order_id: string; kind: string; n: number }>(
    'inventory',
    `select store_id || '/' || sku as key, order_id, kind, sum(quantity)::float8 n from movement where order_id is not null group by 1, 2, 3`,
  );
  const sold = new Map<string, number>();
  const perOrder = new Map<string, Record<string, number>>();
  for (const { key, order_id, kind, n } of moved) {
    if (kind === 'SOLD' || kind === 'RETURNED') sold.set(key, (sold.get(key) ?? 0) + (kind === 'SOLD' ? n : -n));
    const id = `${order_id} ${key}`;
    perOrder.set(id, { ...perOrder.get(id), [kind]: n });
  }
  for (const { key, on_hand, reserved } of items) {
    if (reserved !== 0) wrong.push(`${reserved} of ${key} are still put aside`);
    const before = stocked.get(key);
    if (before !== undefined && before !== on_hand + (sold.get(key) ?? 0)) wrong.push(`stock of ${key}: ${before} before, ${on_hand} after, ${sold.get(key) ?? 0} sold`);
  }
  for (const [id, { RESERVED = 0, RELEASED = 0, SOLD = 0, RETURNED = 0 }] of perOrder) {
    const end = status.get(id.split(' ')[0]!);
    if (RESERVED !== RELEASED + SOLD) wrong.push(`order ${id}: ${RESERVED} put aside, ${RELEASED} put back, ${SOLD} sold`);
    if (RETURNED > SOLD) wrong.push(`order ${id}: ${SOLD} were sold, but ${RETURNED} came back`);
    if (end === 'CANCELLED' && SOLD > 0) wrong.push(`order ${id} was cancelled, but ${SOLD} were sold`);
    if (end === 'DELIVERED' && RELEASED > 0) wrong.push(`order ${id} was delivered, but ${RELEASED} were put back`);
  }
  return wrong;
}

async function auditDeliveries({ query }: Evidence, status: ReadonlyMap<string, string>): Promise<string[]> {
  const wrong: string[] = [];
  const deliveries = await query<{ order_id: string; status: string; driver_id: string | null }>('delivery', 'select order_id, status, driver_id from delivery');
  for (const delivery of deliveries) {
    const order = status.get(delivery.order_id);
    if (order === 'DELIVERED' && delivery.status !== 'DELIVERED') wrong.push(`order ${delivery.order_id} is delivered, its delivery is ${delivery.status}`);
    // Brought before its courier heard of the cancellation: that stands.
    if (order === 'CANCELLED' && !['CANCELLED', 'FAILED', 'DELIVERED'].includes(delivery.status)) wrong.push(`order ${delivery.order_id} is cancelled, its delivery is ${delivery.status}`);
    if (delivery.status === 'DELIVERED' && !delivery.driver_id) wrong.push(`order ${delivery.order_id} was delivered by nobody`);
  }
  const busy = await query<{ id: string }>('delivery', `select id from driver where status = 'BUSY'`);
  return [...wrong, ...busy.map(({ id }) => `courier ${id} is still busy`)];
}

async function auditTickets({ query }: Evidence, status: ReadonlyMap<string, string>): Promise<string[]> {
  const tickets = await query<{ order_id: string; status: string }>('fulfillment', 'select order_id, status from ticket');
  // What had left the kitchen before it heard of the cancellation has left it.
  const closed = ['CANCELLED', 'REJECTED', 'EXPIRED', 'HANDED_OVER'];
  return tickets
    .filter((ticket) => (status.get(ticket.order_id) === 'DELIVERED' ? ticket.status !== 'HANDED_OVER' : !closed.includes(ticket.status)))
    .map((ticket) => `order ${ticket.order_id} is ${status.get(ticket.order_id)}, its ticket is ${ticket.status}`);
}

/** What may be there once only, where no key of the database sees to it. */
const ONCE: [service: string, what: string, sql: string][] = [
  ['order', 'a state in an order\'s history', 'select order_id || \' \' || status as which, count(*)::int n from order_history group by 1 having count(*) > 1'],
  ['inventory', 'a movement', 'select order_id || \' \' || kind || \' \' || sku as which, count(*)::int n from movement where order_id is not null and kind <> \'RETURNED\' group by order_id, kind, store_id, sku having count(*) > 1'],
  ['notification', 'a notification', 'select order_id || \' \' || kind || \' \' || user_id as which, count(*)::int n from notification where order_id is not null and kind <> \'payment.refunded\' group by order_id, kind, user_id having count(*) > 1'],
];

async function auditOnce({ query }: Evidence): Promise<string[]> {
  const found = await Promise.all(ONCE.map(async ([service, what, sql]) => {
    const rows = await query<{ which: string; n: number }>(service, sql);
    return rows.map(({ which, n }) => `${what} is there ${n} times: ${which}`);
  }));
  return found.flat();
}

export const PARTAKERS = ['order', 'inventory', 'delivery', 'payment', 'fulfillment', 'catalog', 'notification'];

async function auditLeftovers({ query, poison }: Evidence): Promise<string[]> {
  const wrong: string[] = [];
  for (const service of PARTAKERS) {
    const unsent = await query(service, 'select 1 from outbox');
    if (unsent.length > 0) wrong.push(`${service} has ${unsent.length} events that were never sent`);
    const parked = await query<{ consumer: string; key: string; error: string }>(service, 'select consumer, key, error from parked');
    wrong.push(...parked.filter(({ key }) => !poison?.has(key)).map(({ consumer, key, error }) => `${consumer} has parked a message of ${key}: ${error.split('\n')[0]}`));
    const given = await query<{ handler: string; error: string }>(service, `select handler, error from task where given_up_at is not null`);
    wrong.push(...given.map(({ handler, error }) => `${handler} was given up: ${error.split('\n')[0]}`));
  }
  return wrong;
}
