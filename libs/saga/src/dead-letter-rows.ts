import type { DeadLetter, DeadLetterQuery, Outcome, Redriven, RedriveLine } from './dead-letter.js';
import type { LogRecord } from './log/event-log.js';
import type { Tx } from './tx.js';

/** A row of `parked`. */
export interface ParkedRow {
  /** Its id as a dead letter. */
  seq: string;
  consumer: string;
  key: string;
  handler: string;
  topic: string;
  partition: number;
  log_offset: string;
  event_id: string;
  event_type: string;
  headers: Record<string, string>;
  payload: Buffer;
  attempts: number;
  error: string;
  holds_key: boolean;
  parked_at: Date;
}

/** The parked messages of one key of one class, in their order. */
export interface Line {
  consumer: string;
  key: string;
  size: number;
}

/** A given-up task. */
export interface TaskLetter {
  id: string;
  handler: string;
  key: string;
  causedBy: string | null;
}

type Queries = Pick<Tx, 'query'>;

/** Messages are numbered, tasks have UUIDs: written so that text sorts as the numbers do. */
const placeOf = (id: string) => (/^\d+$/.test(id) ? id.padStart(20, '0') : id);

const LETTERS = `(
  select seq::text id, lpad(seq::text, 20, '0') collate "C" place, 'message' kind, consumer collate "C" consumer, handler collate "C" handler, key collate "C" as key,
    event_id "eventId", event_type "eventType", attempts, error, holds_key "holdsKey", parked_at at from parked
  union all
  select id::text, id::text, 'task', replace(split_part(handler, '.', 1), '/', '.'), handler, key, caused_by::text, null, attempts, coalesce(error, ''), false, given_up_at
    from task where given_up_at is not null) letters`;
const COLUMNS = 'id, kind, consumer, handler, key, "eventId", "eventType", attempts, error, "holdsKey", at';

type LetterRow = Omit<DeadLetter, 'eventId' | 'eventType'> & { eventId: string | null; eventType: string | null };

const toLetter = (row: LetterRow): DeadLetter => ({ ...row, eventId: row.eventId ?? undefined, eventType: row.eventType ?? undefined });

/** Oldest first. */
export async function listLetters(on: Queries, { limit = 20, after, consumer, key }: DeadLetterQuery): Promise<DeadLetter[]> {
  const rows = await on.query<LetterRow>(
    `select ${COLUMNS} from ${LETTERS}
      where ($1::text is null or consumer = $1) and ($2::text is null or key = $2) and ($3::timestamptz is null or (at, place) > ($3, $4))
      order by at, place limit $5`,
    [consumer ?? null, key ?? null, after?.at ?? null, after ? placeOf(after.id) : null, limit],
  );
  return rows.map(toLetter);
}

export async function findLetter(on: Queries, id: string): Promise<DeadLetter | undefined> {
  const [row] = await on.query<LetterRow>(`select ${COLUMNS} from ${LETTERS} where id = $1`, [id]);
  return row && toLetter(row);
}

export async function findParked(on: Queries, seq: string): Promise<ParkedRow | undefined> {
  return (await on.query<ParkedRow>('select * from parked where seq::text = $1', [seq]))[0];
}

/** Those that were tried least often first, so that no number of hopeless ones keeps the others from their turn. */
export function linesOf(on: Queries, consumer: string | undefined, key: string | undefined): Promise<Line[]> {
  return on.query<Line>(
    `select consumer, key, count(*)::int size from parked where ($1::text is null or consumer = $1) and ($2::text is null or key = $2)
      group by consumer, key order by (array_agg(attempts order by seq))[1], min(seq)`,
    [consumer ?? null, key ?? null],
  );
}

export function tasksOf(on: Queries, where: { id?: string; consumer?: string | undefined; key?: string | undefined }): Promise<TaskLetter[]> {
  return on.query<TaskLetter>(
    `select id, handler, key, caused_by "causedBy" from task where given_up_at is not null and ($1::text is null or id::text = $1)
      and ($2::text is null or replace(split_part(handler, '.', 1), '/', '.') = $2) and ($3::text is null or key = $3) order by given_up_at, id`,
    [where.id ?? null, where.consumer ?? null, where.key ?? null],
  );
}

/**
 * The oldest of a line behind that number, locked: whoever else sends the same line back waits here, and so does a message of the
 * key that arrives while its last elder is being handled.
 */
export async function takeOldest(tx: Tx, { consumer, key }: Line, behind: string): Promise<ParkedRow | undefined> {
  const { rows } = await tx.run(
    { name: 'saga redrive take', text: 'select * from parked where consumer = $1 and key = $2 and seq > $3 order by seq limit 1 for update' },
    [consumer, key, behind],
  );
  return rows[0] as unknown as ParkedRow | undefined;
}

/** The whole line, locked. */
export function takeLine(tx: Tx, { consumer, key }: Line, most: number): Promise<ParkedRow[]> {
  return tx.query<ParkedRow>('select * from parked where consumer = $1 and key = $2 order by seq limit $3 for update', [consumer, key, most]);
}

/** A message and its elders of the same class and key, oldest first, locked. */
export function takeUpTo(tx: Tx, { consumer, key, seq }: ParkedRow): Promise<ParkedRow[]> {
  return tx.query<ParkedRow>('select * from parked where consumer = $1 and key = $2 and seq <= $3 order by seq for update', [consumer, key, seq]);
}

export async function unpark(tx: Tx, { seq }: ParkedRow): Promise<void> {
  await tx.run({ name: 'saga unpark', text: 'delete from parked where seq = $1' }, [seq]);
}

export async function parkedAgain(tx: Tx, { seq }: ParkedRow, error: string): Promise<void> {
  await tx.run({ name: 'saga parked again', text: 'update parked set attempts = attempts + 1, error = $2 where seq = $1' }, [seq, error]);
}

/** As if it had never been tried. False when it is not given up any more. */
export async function resetTask(tx: Tx, id: string): Promise<boolean> {
  const { rowCount } = await tx.run(
    { name: 'saga task reset', text: 'update task set attempts = 0, leased_until = null, given_up_at = null, due_at = $2 where id = $1 and given_up_at is not null' },
    [id, tx.now()],
  );
  return rowCount === 1;
}

/** The message as it was read, to be handled again. */
export function messageOf(row: ParkedRow) {
  const record: LogRecord = {
    topic: row.topic,
    partition: row.partition,
    offset: row.log_offset,
    key: row.key,
    value: row.payload,
    headers: row.headers,
    timestamp: row.parked_at.getTime(),
  };
  return { record, eventId: row.event_id, eventType: row.event_type, attempt: row.attempts + 1 };
}

/** Who asked for what. */
export interface Asking {
  by: string;
  asked: string;
  dryRun: boolean;
}

export async function writeAudit(tx: Tx, { by, asked, dryRun }: Asking, items: readonly Redriven[]): Promise<void> {
  for (const { outcome, says, error, ...what } of items) {
    await tx.run(
      { name: 'saga redrive audit', text: 'insert into redrive (letter, at, who, asked, dry_run, outcome, detail, what) values ($1, $2, $3, $4, $5, $6, $7, $8)' },
      [what.id, tx.now(), by, asked, dryRun, outcome, error ?? (says.length > 0 ? `says ${says.join(', ')}` : null), JSON.stringify(what)],
    );
  }
}

export interface AuditRow extends Omit<RedriveLine, 'detail'> {
  detail: string | null;
  what: Omit<Redriven, 'outcome' | 'says' | 'error'>;
}

/** Oldest first. */
export function auditOf(on: Queries, letter: string): Promise<AuditRow[]> {
  return on.query<AuditRow>('select at, who "by", asked, dry_run "dryRun", outcome, detail, what from redrive where letter = $1 order by id', [letter]);
}

/** Outcomes after which a letter is still there. */
const STAYING: readonly Outcome[] = ['failed', 'unknown', 'waiting'];

export const stays = ({ outcome }: Redriven) => STAYING.includes(outcome);
