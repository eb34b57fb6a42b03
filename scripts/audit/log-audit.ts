import { catalogue, OrderCreated, OrderDelivered, OrderCancelled } from '@demae/contracts';
import type { EventLog, LogRecord } from '@demae/saga';
import type { Query } from './audit.js';

/** Longest that nothing may come while something is missing, milliseconds. */
const PATIENCE = 30_000;

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
