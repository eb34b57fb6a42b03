import { catalogue, OrderCreated, OrderDelivered, OrderCancelled } from '@demae/contracts';
import type { EventLog, LogRecord } from '@demae/saga';
import type { Query } from './audit.js';

/** Longest that nothing may come while something is missing, milliseconds. */
const PATIENCE = 180_000;

/** Everything that the log retains of these topics, by a group of its own. @throws Error when it stops coming before its end */
export async function readLog(log: EventLog, topics: readonly string[], group: string): Promise<LogRecord[]> {
  await log.ensureTopics(topics);
  const records: LogRecord[] = [];
  let lookedAt = Date.now();
  const subscription = await log.subscribe({
    group, topics, maxBatch: 1_000,
    onBatch: (batch) => {
      lookedAt = Date.now();
      records.push(...batch);
      return Promise.resolve();
    },
  });
  try {
    while (subscription.progress().lag !== 0) {
      if (Date.now() - lookedAt > PATIENCE) throw new Error(`The log gave nothing for ${PATIENCE / 1_000} s: ${JSON.stringify(subscription.progress())}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  } finally {
    await subscription.close();
  }
  return records;
}

/** Whether the log tells the same as the databases: nothing that happened was left unsaid, and nothing was said that did not happen. */
export async function auditLog(query: Query, records: readonly LogRecord[]): Promise<string[]> {
  const wrong: string[] = [];
  const bodies = new Map<string, Buffer>();
  const saidOf = new Map<string, Set<string>>();
  for (const { headers, value, key } of records) {
    const id = headers['ce_id'] ?? '';
    const body = Buffer.from(value);
    const before = bodies.get(id);
    // Said twice is fine, as long as it is the same.
    if (before && !before.equals(body)) wrong.push(`event ${id} was said in two ways`);
    bodies.set(id, body);
    const said = saidOf.get(key) ?? new Set();
    saidOf.set(key, said.add(headers['ce_type'] ?? ''));
  }
  const ends: Record<string, string> = { DELIVERED: OrderDelivered.eventName, CANCELLED: OrderCancelled.eventName };
  const orders = await query<{ id: string; status: string }>('order', 'select id, status from customer_order');
  for (const { id, status } of orders) {
    const said = saidOf.get(id);
    if (!said?.has(OrderCreated.eventName)) wrong.push(`order ${id} was never told of`);
    for (const [end, event] of Object.entries(ends)) {
      if ((status === end) !== (said?.has(event) ?? false)) wrong.push(`order ${id} is ${status}, and ${event} was ${said?.has(event) ? '' : 'not '}said`);
    }
  }
  return wrong;
}

/** Each letter in the dead topics is parked somewhere, and each parked message has its letter. */
export async function auditDeadLetters(query: Query, services: readonly string[], letters: readonly LogRecord[], poison: ReadonlySet<string>): Promise<string[]> {
  const wrong: string[] = [];
  const inTopics = new Set(letters.map(({ headers, key }) => `${headers['dead_consumer']} ${key}`));
  const parkedKeys = new Set<string>();
  for (const service of services) {
    for (const { consumer, key } of await query<{ consumer: string; key: string }>(service, 'select consumer, key from parked')) {
      parkedKeys.add(key);
      if (!inTopics.has(`${consumer} ${key}`)) wrong.push(`${consumer} has parked a message of ${key}, which is in no dead topic`);
    }
  }
  for (const key of poison) if (!parkedKeys.has(key)) wrong.push(`the unreadable message of ${key} was parked nowhere`);
  return wrong;
}

/** Every topic of the platform, and those of its dead letters. */
export function allTopics(): { topics: string[]; dead: string[] } {
  const topics = catalogue.topics();
  return { topics, dead: topics.map((topic) => `${topic}.dead`) };
}

/**
 * Whether each event in the log was heard by everyone who hears events of its kind. Who that is, the inboxes themselves tell: a handler
 * that has taken one event of a kind takes them all.
 */
export async function auditHeard(query: Query, services: readonly string[], records: readonly LogRecord[]): Promise<string[]> {
  const wrong: string[] = [];
  const events = new Map(records.map(({ headers, key }) => [headers['ce_id'] ?? '', { type: headers['ce_type'] ?? '', key }]));
  for (const service of services) {
    const rows = await query<{ handler: string; key: string; event_type: string }>(service, 'select handler, key, event_type from inbox');
    const entered = new Set(rows.map(({ handler, key }) => `${handler} ${key}`));
    const hearers = new Map<string, Set<string>>();
    for (const { handler, event_type: type } of rows) hearers.set(type, (hearers.get(type) ?? new Set()).add(handler));
    for (const [id, { type, key }] of events) {
      for (const handler of hearers.get(type) ?? []) {
        if (!entered.has(`${handler} ${id}`) && !entered.has(`${handler} ${key}`)) wrong.push(`${handler} has never heard ${type} of ${key}`);
      }
    }
  }
  return wrong;
}

/** What a service has on record about an order, and the event that it must have said then. */
const SAID_WITH: [service: string, event: string, sql: string][] = [
  ...['confirmed', 'accepted', 'preparing', 'ready', 'out-for-delivery'].map((state): [string, string, string] => [
    'order', `order.${state}`, `select order_id as id from order_history where status = '${state.toUpperCase().replaceAll('-', '_')}'`,
  ]),
  ['inventory', 'inventory.reserved', `select distinct order_id as id from movement where kind = 'RESERVED'`],
  ['payment', 'payment.captured', `select order_id as id from payment where status = 'CAPTURED'`],
  ['fulfillment', 'ticket.opened', 'select order_id as id from ticket'],
  ['delivery', 'delivery.delivered', `select order_id as id from delivery where status = 'DELIVERED'`],
];

/** Whether all that is on record was also said. */
export async function auditSaid(query: Query, records: readonly LogRecord[]): Promise<string[]> {
  const said = new Set(records.map(({ headers, key }) => `${headers['ce_type']} ${key}`));
  const found = await Promise.all(SAID_WITH.map(async ([service, event, sql]) => {
    const rows = await query<{ id: string }>(service, sql);
    return rows.filter(({ id }) => !said.has(`${event} ${id}`)).map(({ id }) => `${service} never said ${event} of order ${id}, which it has on record`);
  }));
  return found.flat();
}
