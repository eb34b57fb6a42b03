import { workContext, type WorkContext } from './context.js';
import type { AnyEvent } from './handlers.js';
import { newId } from './id.js';
import type { OutgoingRecord } from './log/event-log.js';
import { creationContext } from './tracing.js';
import type { Statement, Write } from './writes.js';

/** A row about to be written; columns as Debezium's event router names them, plus what its headers need. */
export interface OutboxRow {
  id: string;
  topic: string;
  key: string;
  type: string;
  payload: Uint8Array;
  at: Date;
  causedBy: string | null;
  traceparent: string | null;
  /** The traceparent in which it was said; not written. */
  within?: string | undefined;
  /** Where else it comes from; not written. */
  joins?: readonly string[] | undefined;
  /** Headers beyond CloudEvents', for dead letters. */
  headers: Record<string, string> | null;
}

/** The event as an outbox row, at this moment and with what is being worked on as its cause. */
export function outboxRow(event: AnyEvent, at: Date, context: WorkContext | undefined = workContext.getStore()): OutboxRow {
  const id = newId();
  return {
    id,
    topic: event.type.topic,
    key: event.type.keyOf(event.payload),
    type: event.name,
    payload: event.type.encode(event.payload),
    at,
    causedBy: context?.causedBy ?? null,
    traceparent: creationContext(context?.traceparent, id),
    within: context?.traceparent,
    joins: context?.joins,
    headers: null,
  };
}

const INSERT: Statement = {
  name: 'saga outbox insert',
  text: `insert into outbox (id, topic, aggregatetype, aggregateid, type, payload, at, caused_by, traceparent, headers)
    select id, topic, split_part(topic, '.', 1), key, type, payload, at, caused_by, traceparent, headers
    from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::bytea[], $6::timestamptz[], $7::uuid[], $8::text[], $9::jsonb[])
      with ordinality t(id, topic, key, type, payload, at, caused_by, traceparent, headers, n) order by n`,
};

/** Writes the rows in this order, for `tx.flush`: the order of one key's rows is the order in which they will be sent. */
export function insertOutbox(rows: readonly OutboxRow[]): Write[] {
  if (rows.length === 0) return [];
  const values = [
    rows.map((row) => row.id),
    rows.map((row) => row.topic),
    rows.map((row) => row.key),
    rows.map((row) => row.type),
    rows.map((row) => row.payload),
    rows.map((row) => row.at),
    rows.map((row) => row.causedBy),
    rows.map((row) => row.traceparent),
    rows.map((row) => (row.headers ? JSON.stringify(row.headers) : null)),
  ];
  return [{ statement: INSERT, values }];
}

export interface StoredOutboxRow {
  seq: string;
  id: string;
  topic: string;
  aggregateid: string;
  type: string;
  payload: Buffer;
  at: Date;
  caused_by: string | null;
  traceparent: string | null;
  headers: Record<string, string> | null;
}

/** CloudEvents 1.0, Kafka binary mode. */
export function toRecord(row: StoredOutboxRow, service: string): OutgoingRecord {
  const headers: Record<string, string> = {
    ce_specversion: '1.0',
    ce_id: row.id,
    ce_type: row.type,
    ce_source: service,
    ce_time: row.at.toISOString(),
    ce_subject: row.aggregateid,
    'content-type': 'application/protobuf',
  };
  if (row.caused_by) headers['ce_causationid'] = row.caused_by;
  if (row.traceparent) headers['traceparent'] = row.traceparent;
  if (row.headers) Object.assign(headers, row.headers);
  return { topic: row.topic, key: row.aggregateid, value: row.payload, headers };
}
