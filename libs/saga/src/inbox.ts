import type { Statement, Write } from './writes.js';
import type { Tx } from './tx.js';

/** The three states of a step for one saga key (or event). `done` can be undone; the others have nothing to undo. */
export const STATE = { done: 1, refused: 2, calledOff: 3 } as const;
export const STATE_NAMES: Record<number, string> = { 1: 'done', 2: 'refused', 3: 'called off', 4: 'parked' };

export interface InboxEntry {
  handler: string;
  /** The saga key for what can be compensated (and for compensations), the event id for the rest. */
  key: string;
  eventId: string;
  eventType: string;
  attempts: number;
  sagaKey: string;
}

const ARRIVE: Statement = {
  name: 'saga inbox arrive',
  text: `insert into inbox (handler, key, state, event_id, event_type, attempts, at)
    select handler, key, 1, event_id, event_type, attempts, $6
    from unnest($1::text[], $2::text[], $3::uuid[], $4::text[], $5::smallint[], $7::text[]) t(handler, key, event_id, event_type, attempts, saga_key)
    where not exists (select 1 from parked p where p.consumer = $8 and p.key = t.saga_key and p.holds_key)
    order by handler, key
    on conflict do nothing returning handler, key`,
};

export const entryId = (entry: { handler: string; key: string }) => `${entry.handler}\u0000${entry.key}`;

/**
 * Enters them all, except those that were there before or whose key is parked: they are missing from the returned set (of `handler\0key`).
 * @param consumer whose parked keys count; null when those at hand are the parked ones.
 */
export async function arrive(tx: Tx, consumer: string | null, entries: readonly InboxEntry[]): Promise<Set<string>> {
  const { rows } = await tx.run(ARRIVE, [
    entries.map((entry) => entry.handler),
    entries.map((entry) => entry.key),
    entries.map((entry) => entry.eventId),
    entries.map((entry) => entry.eventType),
    entries.map((entry) => entry.attempts),
    tx.now(),
    entries.map((entry) => entry.sagaKey),
    consumer,
  ]);
  return new Set((rows as unknown as InboxEntry[]).map(entryId));
}

const REFUSE: Statement = {
  name: 'saga inbox refuse',
  text: 'update inbox set state = 2 where (handler, key) in (select * from unnest($1::text[], $2::text[]))',
};

/** The steps said no: nothing of theirs is to be undone. For `tx.flush`. */
export function refuse(entries: readonly InboxEntry[]): Write[] {
  if (entries.length === 0) return [];
  return [{ statement: REFUSE, values: [entries.map((entry) => entry.handler), entries.map((entry) => entry.key)] }];
}

const CALL_OFF: Statement = {
  name: 'saga inbox call off',
  text: `insert into inbox (handler, key, state, event_id, event_type, attempts, at)
    select handler, key, 3, event_id, event_type, 0, $5
    from unnest($1::text[], $2::text[], $3::uuid[], $4::text[]) t(handler, key, event_id, event_type)
    order by handler, key
    on conflict (handler, key) do update set state = 3 where inbox.state = 1
    returning handler, key, (xmax = 0) as never_ran`,
};

/** Calls the steps off. Returns those (of `handler\0key`) that had been done, exactly they are to be compensated, and those that now never run. */
export async function callOff(tx: Tx, steps: readonly Omit<InboxEntry, 'attempts' | 'sagaKey'>[]): Promise<Map<string, 'done' | 'called off'>> {
  if (steps.length === 0) return new Map();
  const { rows } = await tx.run(CALL_OFF, [
    steps.map((step) => step.handler),
    steps.map((step) => step.key),
    steps.map((step) => step.eventId),
    steps.map((step) => step.eventType),
    tx.now(),
  ]);
  return new Map((rows as unknown as (InboxEntry & { never_ran: boolean })[]).map((row) => [entryId(row), row.never_ran ? 'called off' : 'done']));
}
