import type { DataSource } from 'typeorm';
import type { Catalogue } from './event.js';
import type { KafkaLog } from './log/kafka-log.js';
import type { SagaLogger } from './options.js';
import { readPositions, type Position } from './positions.js';
import { FactsAgain } from './facts-again.js';
import type { Recovery } from './recovery.js';
import { Standing, type Move } from './standing.js';

export interface RejoinOptions {
  service: string;
  dataSource: DataSource;
  log: KafkaLog;
  logger: SagaLogger;
  catalogue: Catalogue;
  /** The classes of the service that hear events. */
  consumers: readonly { group: string; topics: readonly string[] }[];
  /** The topics of its own events. */
  topics: readonly string[];
  recoveries: readonly Recovery[];
  /** From when on everything is heard again, whatever the database says of itself; needed for one that says nothing. */
  since?: Date | undefined;
  /** How much earlier than what it knows to begin where only the time can tell, milliseconds. */
  margin: number;
  /** Whether what was sent is kept, for a log that loses its end: then also what was sent since. */
  keepsSent: boolean;
  /** Only says what it would do. */
  dryRun: boolean;
  /** Goes on when the log has forgotten what the database would need. */
  acceptLoss: boolean;
}

export interface RejoinReport {
  /** The newest thing that the database had heard or said. */
  knowsUntil: Date | undefined;
  /** Groups that were put elsewhere. */
  moved: Move[];
  /** What is gone, in sentences. */
  lost: string[];
  /** What the service had said and its database did not know, in sentences. */
  recovered: string[];
  /** What it had said, does not know, and cannot make from that: for people. */
  toLookAt: string[];
}

/** Why a service cannot rejoin, and what to do. */
export class RejoinRefusal extends Error {
  override readonly name = 'RejoinRefusal';
}

/**
 * Brings a database that was restored, or one whose log was, and the log together again, while the service has no process. What it said itself
 * since is written again (`recover`); where its classes stand is taken from the database, so that they hear again what it does not know. It may
 * be done again, and does no harm where nothing was restored.
 * @throws RejoinRefusal
 */
export async function rejoin(options: RejoinOptions): Promise<RejoinReport> {
  const { service, dataSource, log, consumers, topics, since, margin } = options;
  await log.ensureTopics([...new Set([...topics, ...consumers.flatMap((consumer) => consumer.topics)])]);
  await mustBeAlone(options);
  const positions = await readPositions(dataSource, consumers);
  await mustSaySince(options, positions);
  const knowsUntil = await newest(dataSource, positions);
  const standing = await Standing.of(options, positions);
  const lost = standing.lost();
  if (lost.length > 0 && !options.acceptLoss) {
    throw new RejoinRefusal(`The log has forgotten what ${service} needs:\n  ${lost.join('\n  ')}\nRestore a newer backup, or go on without it: --accept-loss`);
  }
  const from = since ?? (knowsUntil && new Date(knowsUntil.getTime() - margin));
  const { recovered, toLookAt } = await new FactsAgain(options, knowsUntil).write(from);
  if (!options.dryRun) await standing.take();
  return { knowsUntil, moved: standing.moves, lost, recovered, toLookAt };
}

/** Nobody may hear, say or write meanwhile. */
async function mustBeAlone({ service, dataSource, log, consumers }: RejoinOptions): Promise<void> {
  const inUse = consumers.length === 0 ? [] : await log.places.inUse(consumers.map(({ group }) => group));
  if (inUse.length > 0) throw new RejoinRefusal(`${service} still runs: ${inUse.join(', ')} has members. Stop all its processes, wait ten seconds, and try again.`);
  const [relay] = await dataSource.query<{ held: boolean }[]>(
    `select exists (select from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())
      and (classid::bigint << 32 | objid::bigint) = hashtext('demae.saga.relay')::bigint) held`,
  );
  if (relay!.held) throw new RejoinRefusal(`${service} still runs: somebody carries its outbox. Stop all its processes, and try again.`);
}

/** In the log's own time: what is said to happen then may be moved in a sandbox. What is not sent yet bears the time in its id. */
async function newest(dataSource: DataSource, positions: readonly Position[]): Promise<Date | undefined> {
  const [row] = await dataSource.query<{ id: string | null }[]>('select max(id::text) id from outbox');
  const times = [...positions.map(({ at }) => at.getTime()), ...(row?.id ? [Number.parseInt(row.id.replace('-', '').slice(0, 12), 16)] : [])];
  return times.length === 0 ? undefined : new Date(times.reduce((a, b) => Math.max(a, b)));
}

/** For a database of a version that did not note where it stood. */
async function mustSaySince({ service, dataSource, since, consumers }: RejoinOptions, positions: readonly Position[]): Promise<void> {
  if (positions.length > 0 || since !== undefined || consumers.length === 0) return;
  const [row] = await dataSource.query<{ at: Date | null }[]>('select max(at) at from inbox');
  if (!row?.at) return;
  throw new RejoinRefusal(`The database of ${service} does not say where it stood (it is of a version before that). Say from when on to hear again: --since ${row.at.toISOString()}, or earlier.`);
}
