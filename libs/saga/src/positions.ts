import type { DataSource } from 'typeorm';
import { KafkaRefusal } from './log/kafka-client.js';
import { pause } from './failure.js';
import { topicOf, type EventLog, type LogRecord } from './log/event-log.js';
import { placeOf } from './log/kafka-watermarks.js';
import type { Transactions } from './transactions.js';
import type { Statement } from './writes.js';

/** How long a position may be behind what was done, milliseconds. */
const WITHIN = 2_000;
/** How often to ask a log that seems too short, and how long to wait in between, milliseconds. */
const TRIES = 5;
const LOOK_AGAIN = 500;

const NOTE: Statement = {
  name: 'saga note positions',
  text: `insert into position (consumer, topic, partition, next, event_id, at)
    select $1, topic, partition, next, event_id, at from unnest($2::text[], $3::int[], $4::int8[], $5::text[], $6::timestamptz[]) t(topic, partition, next, event_id, at)
    on conflict (consumer, topic, partition) do update set next = excluded.next, event_id = excluded.event_id, at = excluded.at
      where position.next < excluded.next`,
};

/**
 * How far one class has heard each partition, kept in the service's own database besides the log's own memory of it: a database that was
 * restored then knows where its classes stood, and one that has outlived its log knows that. Everything before a position is done; what was
 * done lately may still be behind it, and the inbox knows that. Written now and then, apart from the work.
 */
export class Positions {
  private readonly noted = new Map<string, LogRecord>();
  private readonly written = new Set<string>();
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> = Promise.resolve();

  constructor(
    private readonly consumer: string,
    private readonly transactions: Pick<Transactions, 'single'>,
  ) {}

  /** These are done, and all before them. */
  note(records: readonly LogRecord[]): void {
    for (const record of records) this.noted.set(placeOf(record.topic, record.partition), record);
    // A database that says nothing of where it stood is one of an older version: the first time is now.
    if ([...this.noted.keys()].some((place) => !this.written.has(place))) void this.write();
    else this.timer ??= setTimeout(() => void this.write(), WITHIN).unref();
  }

  /** Writes what is noted, and ends. */
  async close(): Promise<void> {
    await this.write();
  }

  private write(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const records = [...this.noted.values()];
    for (const place of this.noted.keys()) this.written.add(place);
    this.noted.clear();
    if (records.length === 0) return this.writing;
    // One that is not written is only further behind; the next one puts that right.
    this.writing = this.writing.then(() => this.transactions.single(NOTE, valuesOf(this.consumer, records))).then(() => undefined, () => undefined);
    return this.writing;
  }
}

function valuesOf(consumer: string, records: readonly LogRecord[]): unknown[] {
  return [
    consumer,
    records.map(({ topic }) => topic),
    records.map(({ partition }) => partition),
    records.map(({ offset }) => String(BigInt(offset) + 1n)),
    records.map(({ headers }) => headers['ce_id'] ?? null),
    records.map(({ timestamp }) => new Date(timestamp)),
  ];
}

/** How far a class has heard one partition, as the database has it. */
export interface Position {
  consumer: string;
  place: string;
  /** The offset that it hears next. */
  next: bigint;
  /** The event before that one. */
  eventId: string | null;
  /** When that was appended to the log. */
  at: Date;
  /** What stands before this offset was heard once already, by a database that has been restored since. */
  heardUntil: bigint | undefined;
}

/** Those of these classes; of others, and of topics that they do not hear any more, something may be left. */
export async function readPositions(dataSource: Pick<DataSource, 'query'>, consumers: readonly { group: string; topics: readonly string[] }[]): Promise<Position[]> {
  const rows = await dataSource.query<{ consumer: string; topic: string; partition: number; next: string; event_id: string | null; at: Date; heard_until: string | null }[]>('select * from position');
  const current = rows.filter(({ consumer, topic }) => consumers.some(({ group, topics }) => group === consumer && topics.includes(topic)));
  return current.map(({ consumer, topic, partition, next, event_id: eventId, at, heard_until: until }) => ({
    consumer, place: placeOf(topic, partition), next: BigInt(next), eventId, at, heardUntil: until === null ? undefined : BigInt(until),
  }));
}

/** For a class: whether what it hears was heard once already, by a database that has been restored since. */
export function heardBefore(consumer: string, positions: readonly Position[]): (record: LogRecord) => boolean {
  const until = new Map(positions.flatMap(({ consumer: whose, place, heardUntil }) => (whose === consumer && heardUntil !== undefined ? [[place, heardUntil] as const] : [])));
  if (until.size === 0) return () => false;
  return ({ topic, partition, offset }) => BigInt(offset) < (until.get(placeOf(topic, partition)) ?? 0n);
}

/**
 * Whether the log still has all that this database has heard of it. Where it has not, its groups stand beyond its end, and would pass over what
 * is said next: so nobody starts.
 * @throws KafkaRefusal that says what to do
 */
export async function mustNotOutliveLog(service: string, positions: readonly Position[], log: EventLog): Promise<void> {
  const topics = [...new Set(positions.map(({ place }) => topicOf(place)))];
  let beyond: Position[] = [];
  let ends: Map<string, bigint> | undefined;
  for (let tries = 1; ; tries++) {
    ends = await log.endsOf?.(topics);
    if (!ends) return;
    beyond = positions.filter(({ place, next }) => next > (ends!.get(place) ?? 0n));
    if (beyond.length === 0) return;
    // Who has only just begun to lead a partition may not know yet how far it goes.
    if (tries === TRIES) break;
    await pause(LOOK_AGAIN);
  }
  const [{ place, next }] = beyond as [Position];
  throw new KafkaRefusal(
    'brokers',
    `Kafka has lost events: ${place} ends at ${ends.get(place) ?? 0n}, and the database of ${service} has heard it up to ${next} (${beyond.length} such places). `
    + 'Stop all services, run each with the arguments "rejoin --resay", and start them again: docs/backup.md. If this is the wrong Kafka, correct its addresses.',
  );
}
