import type { DataSource } from 'typeorm';
import { STATE_NAMES } from './inbox.js';

/** One thing that a service did with an event, from its inbox. */
export interface HeardEntry {
  eventId: string;
  eventType: string;
  /** "HoldStock.hold" */
  handler: string;
  at: Date;
  attempts: number;
  /** done, refused, called off or parked */
  outcome: string;
}

/** Everything that this service's handlers did for one saga key and its events, oldest first. */
export async function heardFor(dataSource: DataSource, handlers: readonly string[], key: string, eventIds: readonly string[]): Promise<HeardEntry[]> {
  const rows = await dataSource.query<(Omit<HeardEntry, 'outcome'> & { state: number })[]>(
    `select event_id::text as "eventId", event_type as "eventType", handler, at, attempts, state from inbox
      where handler = any($1) and key = any($2)
     union all
     select event_id, event_type, handler, parked_at, attempts, 4 from parked where key = $3
     order by at`,
    [handlers, [key, ...eventIds], key],
  );
  return rows.map(({ state, handler, ...row }) => ({
    ...row,
    handler: handler.slice(handler.indexOf('/') + 1),
    outcome: STATE_NAMES[state] ?? 'parked',
  }));
}
