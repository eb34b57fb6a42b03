import type { Statement, Write } from './writes.js';

export interface TaskName {
  /** "service/Class.method" */
  handler: string;
  key: string;
}

/** A task as it is written: what `tx.remind` and `tx.send` note. */
export interface NewTask extends TaskName {
  id: string;
  dueAt: Date;
  data: unknown;
  causedBy: string | null;
  traceparent: string | null;
}

/** An errand is taken for lost when its process has not renewed its lease for so long, seconds. */
const LEASE_SECONDS = 6;

export const RENEW: Statement = {
  name: 'saga renew leases',
  text: `update task set leased_until = now() + make_interval(secs => ${LEASE_SECONDS}) where id = any($1::uuid[])`,
};
export const TAKE_DUE: Statement = {
  name: 'saga take due',
  text: `delete from task where id in (
      select id from task where handler = any($1) and due_at <= $2 and (leased_until is null or leased_until < now())
      order by due_at limit $3 for update skip locked)
    returning id, handler, key, data, attempts + 1 as attempt, caused_by as "causedBy", traceparent`,
};
export const CLAIM: Statement = {
  name: 'saga claim',
  text: `update task set leased_until = now() + make_interval(secs => ${LEASE_SECONDS}), attempts = attempts + 1 where id in (
      select id from task where handler = any($1) and due_at <= $2 and (leased_until is null or leased_until < now())
      order by due_at limit $3 for update skip locked)
    returning id, handler, key, data, attempts as attempt, caused_by as "causedBy", traceparent`,
};
export const END: Statement = { name: 'saga end tasks', text: 'delete from task where id = any($1::uuid[]) returning id' };
export const AGAIN: Statement = {
  name: 'saga task again',
  text: 'update task set attempts = $2, due_at = $3, leased_until = null, error = $4 where id = $1',
};
export const GIVE_UP: Statement = {
  name: 'saga task give up',
  text: `update task set attempts = $2, leased_until = 'infinity', error = $3, given_up_at = $4 where id = $1`,
};
export const NEXT: Statement = {
  name: 'saga next due',
  text: 'select min(due_at) as next from task where handler = any($1) and (leased_until is null or leased_until < now())',
};

const SCHEDULE: Statement = {
  name: 'saga schedule',
  text: `insert into task (id, handler, key, due_at, data, caused_by, traceparent)
    select * from unnest($1::uuid[], $2::text[], $3::text[], $4::timestamptz[], $5::jsonb[], $6::uuid[], $7::text[])
    on conflict (handler, key) do update
      set id = excluded.id, due_at = excluded.due_at, data = excluded.data,
        caused_by = excluded.caused_by, traceparent = excluded.traceparent, attempts = 0, leased_until = null, error = null, given_up_at = null`,
};

const FORGET: Statement = {
  name: 'saga forget',
  text: 'delete from task where (handler, key) in (select * from unnest($1::text[], $2::text[]))',
};

export function scheduleTasks(tasks: readonly NewTask[]): Write[] {
  if (tasks.length === 0) return [];
  // In one order everywhere, so that two transactions cannot wait for each other's.
  const sorted = [...tasks].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  const values = [
    sorted.map((task) => task.id),
    sorted.map((task) => task.handler),
    sorted.map((task) => task.key),
    sorted.map((task) => task.dueAt),
    sorted.map((task) => JSON.stringify(task.data)),
    sorted.map((task) => task.causedBy),
    sorted.map((task) => task.traceparent),
  ];
  return [{ statement: SCHEDULE, values }];
}

export function forgetTasks(tasks: readonly TaskName[]): Write[] {
  if (tasks.length === 0) return [];
  return [{ statement: FORGET, values: [tasks.map((task) => task.handler), tasks.map((task) => task.key)] }];
}
