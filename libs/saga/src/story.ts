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

/** Something that is still to be done, or that nobody does any more. */
export interface WaitingEntry {
  kind: 'deadline' | 'errand' | 'parked' | 'unsent';
  /** "OrderDeadline.passed"; the type of the event that is unsent. */
  handler: string;
  /** When it is next looked at; since when it is parked or unsent. */
  at: Date;
  attempts: number;
  /** Why the last try failed. */
  error: string | null;
  /** It waits for a person. */
  givenUp: boolean;
}

/** What waits in this service for one saga key, or was asked for by one of its events: the soonest first. */
export async function waitingFor(dataSource: DataSource, isDeadline: (handler: string) => boolean, key: string, eventIds: readonly string[]): Promise<WaitingEntry[]> {
  const rows = await dataSource.query<(Omit<WaitingEntry, 'kind'> & { kind: 'task' | 'parked' | 'unsent' })[]>(
    `select handler, due_at as at, attempts, error, given_up_at is not null as "givenUp", 'task' as kind from task where key = $1 or caused_by::text = any($2)
     union all
     select handler, parked_at, attempts, error, true, 'parked' from parked where key = $1 and attempts > 0
     union all
     select type, at, 0, null, false, 'unsent' from outbox where aggregateid = $1
     order by at`,
    [key, eventIds],
  );
  return rows.map(({ kind, handler, ...row }) => ({
    ...row,
    kind: kind === 'task' ? (isDeadline(handler) ? 'deadline' : 'errand') : kind,
    handler: handler.slice(handler.indexOf('/') + 1),
  }));
}
