import type { OutboxRow } from './outbox.js';
import { newId } from './id.js';
import type { LogRecord } from './log/event-log.js';
import type { Statement } from './writes.js';
import type { Tx } from './tx.js';

/** A message about to be parked, with all it takes to handle it later. */
export interface NewDeadLetter {
  record: LogRecord;
  handler: string;
  eventId: string;
  eventType: string;
  attempts: number;
  error: string;
  /** Whether later messages of the key have to wait behind it. */
  holdsKey: boolean;
}

/** Where copies go of messages that nobody could handle. */
export const deadTopic = (topic: string) => `${topic}.dead`;

const PARK: Statement = {
  name: 'saga park',
  text: `insert into parked (consumer, key, handler, topic, partition, log_offset, event_id, event_type, headers, payload, attempts, error, holds_key, parked_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) on conflict do nothing`,
};

/** Parks a message: a row here, and a copy for `<topic>.dead`, both in the transaction before whose commit the position does not move. */
export async function park(tx: Tx, consumer: string, letter: NewDeadLetter): Promise<OutboxRow | undefined> {
  const { record } = letter;
  const { rowCount } = await tx.run(PARK, [
    consumer, record.key, letter.handler, record.topic, record.partition, record.offset, letter.eventId, letter.eventType,
    JSON.stringify(record.headers), Buffer.from(record.value), letter.attempts, letter.error, letter.holdsKey, tx.now(),
  ]);
  if (rowCount === 0) return undefined;
  return {
    id: newId(),
    topic: deadTopic(record.topic),
    key: record.key,
    type: letter.eventType,
    payload: record.value,
    at: tx.now(),
    causedBy: null,
    traceparent: record.headers['traceparent'] ?? null,
    headers: {
      ...record.headers,
      dead_consumer: consumer,
      dead_handler: letter.handler,
      dead_topic: record.topic,
      dead_partition: String(record.partition),
      dead_offset: record.offset,
      dead_attempts: String(letter.attempts),
      dead_error: letter.error,
    },
  };
}

const HELD: Statement = {
  name: 'saga held keys',
  text: `select key from parked where seq in
      (select max(seq) from parked where consumer = $1 and key = any($2::text[]) and holds_key group by key)
    order by seq for key share`,
};

/**
 * Which of these keys wait behind a parked message of this consumer. They do so until the end of this transaction: the last of each is locked
 * against being redriven. One that is being redriven right now is waited for, and when it went well its key is free, and missing here.
 */
export async function heldKeys(tx: Tx, consumer: string, keys: readonly string[]): Promise<Set<string>> {
  const { rows } = await tx.run(HELD, [consumer, [...keys]]);
  return new Set(rows.map((row) => row['key'] as string));
}
