import type { DataSource } from 'typeorm';

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
