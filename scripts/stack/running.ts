import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { catalogue, OpsServiceService } from '@demae/contracts';
import { addressBook, createLogger, Peers, peersTls, Problem, type PeersTls } from '@demae/platform';
import { KafkaLog } from '@demae/saga';
import type { BookedCharge } from '../../apps/payment/src/bank/books.js';
import { KafkaAdmin } from '../kafka/admin.js';
import { certificateFiles } from './certificates.js';
import { readDescription, type Description } from './place.js';
import { SERVICES } from './services.js';

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
    this.peers = new Peers(addressBook(undefined, first.grpc), undefined, this.tls?.client);
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
    const answer = await fetch(`${this.first.bank}/${path}`, { method, signal: AbortSignal.timeout(5_000), ...sent });
    if (!answer.ok) throw new Error(`The bank answered ${answer.status}.`);
    const text = await answer.text();
    return text ? JSON.parse(text) : undefined;
  }

  /** Moves the time of all services. */
  async advance(milliseconds: number): Promise<void> {
    const target = (await this.now()).getTime() + milliseconds;
    for (const name of SERVICES) {
      const ops = this.peers.client(OpsServiceService, name);
      const behind = target - (await ops.getClock({})).now.getTime();
      if (behind > 0) await ops.advanceClock({ milliseconds: behind });
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
    this.groups ??= await admin.groups();
    const [ends, now] = await Promise.all([admin.ends(this.topics), this.now().catch(unlessAway)]);
    if (!now) return ['nobody says what time it is'];
    const behind = await admin.behind(this.groups, ends);
    const restless = [...behind].map(([group, left]) => `${group} has ${left} to hear`);
    if (restless.length > 0) return restless;
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
