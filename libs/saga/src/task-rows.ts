import type { Statement } from './table.js';
import type { Tx } from './tx.js';

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
}

const SCHEDULE: Statement = {
  name: 'saga schedule',
  text: `insert into task (id, handler, key, due_at, data)
    select * from unnest($1::uuid[], $2::text[], $3::text[], $4::timestamptz[], $5::jsonb[])
    on conflict (handler, key) do update
      set id = excluded.id, due_at = excluded.due_at, data = excluded.data, attempts = 0, leased_until = null`,
};

const FORGET: Statement = {
  name: 'saga forget',
  text: 'delete from task where (handler, key) in (select * from unnest($1::text[], $2::text[]))',
};

export async function scheduleTasks(tx: Tx, tasks: readonly NewTask[]): Promise<void> {
  if (tasks.length === 0) return;
  // In one order everywhere, so that two transactions cannot wait for each other's.
  const sorted = [...tasks].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  await tx.run(SCHEDULE, [
    sorted.map((task) => task.id),
    sorted.map((task) => task.handler),
    sorted.map((task) => task.key),
    sorted.map((task) => task.dueAt),
    sorted.map((task) => JSON.stringify(task.data)),
  ]);
}

export async function forgetTasks(tx: Tx, tasks: readonly TaskName[]): Promise<void> {
  if (tasks.length === 0) return;
  await tx.run(FORGET, [tasks.map((task) => task.handler), tasks.map((task) => task.key)]);
}
