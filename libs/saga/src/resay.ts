import type { DataSource } from 'typeorm';
import type { LogRecord } from './log/event-log.js';

/**
 * Says again what was said since then, as far as it was kept: under the same ids and in the same order, so that whoever heard it knows it.
 * For a log that has lost its end. Harmless while the service runs.
 * @returns how many events
 */
export async function resay({ dataSource, since }: { dataSource: Pick<DataSource, 'query'>; since: Date }): Promise<number> {
  const [row] = await dataSource.query<{ count: number }[]>(
    `with kept as (delete from sent where sent_at >= $1 returning *),
      again as (insert into outbox (id, topic, aggregatetype, aggregateid, type, payload, at, caused_by, traceparent, headers)
        select id, topic, aggregatetype, aggregateid, type, payload, at, caused_by, traceparent, headers from kept order by sent_at, seq returning 1)
      select count(*)::int count from again`,
    [since],
  );
  return row!.count;
}

/** Keeps what a service had sent, as the log has it, where its restored database does not. */
export async function keepAgain(dataSource: Pick<DataSource, 'query'>, records: readonly LogRecord[]): Promise<void> {
  const header = (name: string) => records.map(({ headers }) => headers[name] ?? null);
  await dataSource.query(
    `insert into sent (seq, id, topic, aggregatetype, aggregateid, type, payload, at, caused_by, traceparent, sent_at)
      select seq, id, topic, split_part(topic, '.', 1), key, type, payload, at, caused_by, traceparent, sent_at
      from unnest($1::int8[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::bytea[], $7::timestamptz[], $8::uuid[], $9::text[], $10::timestamptz[])
        t(seq, id, topic, key, type, payload, at, caused_by, traceparent, sent_at)
      where id not in (select id from sent)`,
    [
      records.map(({ offset }) => offset), header('ce_id'), records.map(({ topic }) => topic), records.map(({ key }) => key), header('ce_type'),
      records.map(({ value }) => value), records.map(({ headers, timestamp }) => new Date(headers['ce_time'] ?? timestamp)), header('ce_causationid'), header('traceparent'),
      records.map(({ timestamp }) => new Date(timestamp)),
    ],
  );
}
