import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { catalogue, OpsServiceService } from '@demae/contracts';
import { addressBook, createLogger, Peers, peersTls, Problem, type PeersTls } from '@demae/platform';
import { KafkaLog } from '@demae/saga';
import type { BookedCharge } from '../../apps/payment/src/bank/books.js';
import { KafkaAdmin } from '../kafka/admin.js';
import { certificateFiles } from './certificates.js';
import { readDescription, serviceOf, type Description } from './place.js';
import { SERVICES } from './services.js';

/** Longest that a service may take to answer, milliseconds: nobody here is in a hurry, and the machine may be busy. */
const PATIENCE = 30_000;
/** How long processes may take to tell each other that the time was moved, milliseconds; then each is told by itself. */
const HEARSAY = 10_000;
/** How long to wait for who has only just started and is not in its groups yet, milliseconds. */
const JOINING = 10_000;

/** A stack of separate processes, seen from outside: by its databases, its log, its bank, and its services' own gRPC. */
export class RunningStack {
  readonly peers: Peers;
  private readonly pools: ReadonlyMap<string, pg.Pool>;
  private readonly topics = catalogue.topics();
  private openedLog: Promise<KafkaLog> | undefined;
  private openedAdmin: Promise<KafkaAdmin> | undefined;
  private readonly tls: PeersTls | undefined;
  private groups: Map<string, string[]> | undefined;

  private constructor(
    readonly home: string,
    private readonly first: Description,
  ) {
    this.tls = first.tls === undefined ? undefined : openPeersTls(first.tls);
    this.peers = new Peers(addressBook(undefined, first.grpc), undefined, this.tls?.client, { deadline: PATIENCE });
    this.pools = new Map(SERVICES.map((name) => {
      const pool = new pg.Pool({ connectionString: first.postgres.databases[name]!, max: 2 });
      // A connection that is lost while idle is replaced at the next query.
      pool.on('error', () => undefined);
      return [name, pool];
    }));
  }

  /** @throws Error when no stack runs on that home */
  static at(home: string): RunningStack {
    const description = readDescription(home);
    if (!description) throw new Error(`No stack runs on ${home}. Start one: DEMAE_HOME=${home} npm run stack`);
    return new RunningStack(home, description);
  }

  /** As it is now: process ids change when something is started again. */
  describe(): Description {
    return readDescription(this.home) ?? this.first;
  }

  get url(): string {
    return this.first.url ?? '';
  }

  /** Who signs the certificates of a stack that speaks TLS, as PEM. */
  get ca(): string | undefined {
    return this.first.tls === undefined ? undefined : readFileSync(certificateFiles(this.first.tls, 'gateway').ca, 'utf8');
  }

  log(): Promise<KafkaLog> {
    return (this.openedLog ??= this.openLog());
  }

  private async openLog(): Promise<KafkaLog> {
    const { ca } = this;
    const log = await KafkaLog.open({ brokers: this.first.kafka.addresses, clientId: 'outside', createTopics: false, ...(ca ? { security: { ssl: { ca } } } : {}) });
    await log.ensureTopics(this.topics);
    return log;
  }

  admin(): Promise<KafkaAdmin> {
    return (this.openedAdmin ??= KafkaAdmin.open(this.first.kafka.addresses, this.ca));
  }

  /** As they are at this moment. */
  processesOf(service: string) {
    return this.describe().services.filter((one) => serviceOf(one) === service);
  }

  /** The rows of a query on one service's own database. */
  async query<R>(service: string, sql: string, values: unknown[] = []): Promise<R[]> {
    return (await this.pools.get(service)!.query(sql, values)).rows as R[];
  }

  /** The bank's own books. */
  async charges(): Promise<BookedCharge[]> {
    return ((await this.bank('GET', 'books')) as { charges: BookedCharge[] }).charges;
  }

  /** Asks the simulated bank. @throws Error on anything but a good answer. */
  async bank(method: string, path: string, body?: object): Promise<unknown> {
    const sent = body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
    const answer = await fetch(`${this.first.bank}/${path}`, { method, signal: AbortSignal.timeout(PATIENCE), ...sent });
    if (!answer.ok) throw new Error(`The bank answered ${answer.status}.`);
    const text = await answer.text();
    return text ? JSON.parse(text) : undefined;
  }

  /** Moves the time of all services, in each of their processes. They tell each other: who was moved before hearing of it would be so twice. */
  async advance(milliseconds: number): Promise<void> {
    const target = (await this.now()).getTime() + milliseconds;
    let told = -Infinity;
    for (const name of SERVICES) {
      const ops = this.peers.client(OpsServiceService, name);
      const processes = this.processesOf(name).length;
      // They answer in turns.
      for (let inTime = 0; inTime < 2 * processes; ) {
        const behind = target - (await ops.getClock({})).now.getTime();
        inTime = behind > 0 ? 0 : inTime + 1;
        if (behind <= 0) continue;
        if (Date.now() - told > HEARSAY) {
          await ops.advanceClock({ milliseconds: behind });
          told = Date.now();
        } else await pause(20);
      }
    }
  }

  private async now(): Promise<Date> {
    return (await this.peers.client(OpsServiceService, 'order').getClock({})).now;
  }

  /**
   * What is not at rest, from the facts alone; empty when every event is sent and heard, no deadline has passed unnoticed and no errand
   * is out. First the groups, then the databases, then whether anything was said meanwhile: whoever hears something writes what follows
   * from it before it counts as heard.
   */
  async unrest(): Promise<string[]> {
    const admin = await this.admin();
    for (const end = Date.now() + JOINING; !this.groups && Date.now() < end; await pause(100)) this.groups = await this.readers(admin);
    if (!this.groups) return ['somebody has only just started, and reads nothing yet'];
    const ends = await admin.ends(this.topics);
    const behind = await admin.behind(this.groups, ends);
    const restless = [...behind].map(([group, left]) => `${group} has ${left} to hear`);
    if (restless.length > 0) return restless;
    // Not sooner: what follows from the last that was heard is due by now.
    const now = await this.now().catch(unlessAway);
    if (!now) return ['nobody says what time it is'];
    for (const service of SERVICES) {
      // In one statement: an errand that ends becomes events in the same moment. What has been tried is out, or will be soon.
      const [row] = await this.query<{ unsent: number; due: number }>(
        service,
        `select (select count(*)::int from outbox) unsent,
          (select count(*)::int from task where (due_at <= $1 or attempts > 0) and given_up_at is null) due`,
        [now],
      );
      if (row!.unsent > 0) restless.push(`${service} has ${row!.unsent} unsent events`);
      if (row!.due > 0) restless.push(`${service} has ${row!.due} tasks to do`);
    }
    const after = await admin.ends(this.topics);
    for (const [place, end] of after) if (end !== ends.get(place)) restless.push(`${place} was written to`);
    return restless;
  }

  /** The groups of all services, with the topics that they read; undefined as long as one of them has no members yet. */
  private async readers(admin: KafkaAdmin): Promise<Map<string, string[]> | undefined> {
    const named = await Promise.all(SERVICES.map(async (name) => {
      const { detailsJson } = await this.peers.client(OpsServiceService, name).getHealth({});
      const { saga } = JSON.parse(detailsJson) as { saga?: { consumers: Record<string, unknown> } };
      return saga && Object.keys(saga.consumers);
    })).catch(unlessAway);
    if (!named?.every((groups) => groups !== undefined)) return undefined;
    const reading = await admin.groups();
    const groups = named.flat();
    return groups.every((group) => reading.has(group)) ? new Map(groups.map((group) => [group, reading.get(group)!])) : undefined;
  }

  /** @throws Error that says what is not at rest after so many milliseconds */
  async settles(patience: number): Promise<void> {
    for (const end = Date.now() + patience; ; await pause(10)) {
      const restless = await this.unrest();
      if (restless.length === 0) return;
      if (Date.now() > end) throw new Error(`not at rest after ${patience} ms: ${restless.join('; ')}`);
    }
  }

  async close(): Promise<void> {
    this.peers.close();
    this.tls?.close();
    await Promise.all([...this.pools.values()].map((pool) => pool.end()));
    await (await this.openedLog)?.close();
    await (await this.openedAdmin)?.close();
  }
}

/** Who looks from outside has the gateway's certificate: it alone may ask for what is for operators. */
function openPeersTls(folder: string): PeersTls {
  const { cert, key, ca } = certificateFiles(folder, 'gateway');
  return peersTls('gateway', { TLS_CERT: cert, TLS_KEY: key, TLS_CA: ca }, createLogger('silent'))!;
}

/** A service that is just being started again will answer. */
function unlessAway(error: unknown): undefined {
  if (error instanceof Problem && error.status === 503) return undefined;
  throw error;
}
