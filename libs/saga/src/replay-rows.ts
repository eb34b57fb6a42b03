import type { Statement } from './writes.js';

/** How far the rebuilding of a projection is. */
export interface ReplayState {
  /** "StockDisplay" */
  projection: string;
  /** `reading`: the log is read, beside the live tables; `swapping`: the live ones wait for the last events. */
  phase: 'reading' | 'swapping' | 'done' | 'failed';
  /** Events read so far. */
  read: number;
  /** Events still to be read; undefined while that is not known. */
  behind: number | undefined;
  startedAt: Date;
  endedAt: Date | undefined;
  /** Who asked. */
  by: string;
  error: string | undefined;
}

/** Whoever makes a projection anew says so every second; who has said nothing for so long has ended. */
const SILENCE = `interval '30 seconds'`;

/** Of the state: projection, phase, read, behind, started_at, ended_at, who, error. */
export const valuesOf = ({ projection, phase, read, behind, startedAt, endedAt, by, error }: ReplayState): unknown[] => [projection, phase, read, behind ?? null, startedAt, endedAt ?? null, by, error ?? null];

/** Gives back nothing when somebody is at it. */
export const CLAIM: Statement = {
  name: 'saga replay claim',
  text: `insert into replay (projection, phase, read, behind, started_at, ended_at, who, error, told_at) values ($1, $2, $3, $4, $5, $6, $7, $8, now())
    on conflict (projection) do update set phase = $2, read = $3, behind = $4, started_at = $5, ended_at = $6, who = $7, error = $8, told_at = now()
      where replay.ended_at is not null or replay.told_at < now() - ${SILENCE}
    returning projection`,
};

/** For nobody when another one has begun since. */
export const TELL: Statement = {
  name: 'saga replay tell',
  text: `update replay set phase = $2, read = $3, behind = $4, ended_at = $6, error = $8, told_at = now() where projection = $1 and started_at = $5 and who = $7`,
};

export const STATE: Statement = {
  name: 'saga replay look',
  text: `select projection, phase, read::float8 as read, behind::float8 as behind, started_at as "startedAt", ended_at as "endedAt", who as by, error, told_at as "toldAt",
      ended_at is null and told_at < now() - ${SILENCE} as lost
    from replay where projection = $1`,
};

export function stateOf(row: Record<string, unknown>): ReplayState {
  const { lost, toldAt, ...state } = Object.fromEntries(Object.entries(row).map(([name, value]) => [name, value ?? undefined])) as unknown as ReplayState & { lost: boolean; toldAt: Date };
  if (!lost) return state;
  return { ...state, phase: 'failed', endedAt: toldAt, error: 'the process that was at it has ended; start it again' };
}
