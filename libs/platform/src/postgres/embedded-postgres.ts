import { randomBytes } from 'node:crypto';
import { chownSync, closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import { ask, connectionUrl, createCluster, freePort, isAlive, launch, readPostmaster, surelyServesSomethingElse } from './postmaster.js';
import type { Launched } from './postmaster.js';
import { choosePlace, removePlace } from './server-place.js';
import type { ServerPlace } from './server-place.js';

export interface EmbeddedPostgresOptions {
  /** The folder that the databases belong to; made when missing. */
  home: string;
  /** What goes on, for people. */
  say?: (message: string) => void;
  /** postgresql.conf settings over the usual ones; tests that may lose their data pass `{ fsync: 'off' }`. */
  tuning?: Record<string, string>;
}

/** How long a server that is known to be alive may stay silent before it counts as stuck, milliseconds. */
const PATIENCE = 30_000;
/** Recovery after a crash reads the log since the last checkpoint: bounded by max_wal_size, but a slow disk takes its time. */
const RECOVERY = 600_000;
/** Two numbers of ours for the advisory lock of the one Demae that owns a server. */
const OWNER_LOCK = '7226, 1';

/**
 * A real PostgreSQL server from npm, on a free loopback port, in a folder of its own. A server that outlived a killed Demae is taken over
 * as it is; one that dies is started again on the same port. One Demae at a time owns it: whoever holds a lock inside it.
 */
export class EmbeddedPostgres {
  private owner: pg.Client | undefined;
  private launched: Launched | undefined;
  private current = { pid: 0, port: 0 };
  private stopping = false;
  private recovering: Promise<void> | undefined;
  private readonly onExit = () => this.signal('SIGINT');

  private constructor(
    private readonly place: ServerPlace,
    private readonly password: string,
    private readonly say: (message: string) => void,
    private readonly tuning: Record<string, string>,
  ) {}

  /** @throws Error when another Demae runs on this home, or when the server does not start; the message says why. */
  static async start({ home, say = () => undefined, tuning = {} }: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
    const place = await choosePlace(resolve(home), say);
    const password = await ensureCluster(place, say);
    const server = new EmbeddedPostgres(place, password, say, tuning);
    process.once('exit', server.onExit);
    try {
      await server.bringUp();
    } catch (error) {
      process.off('exit', server.onExit);
      throw error;
    }
    return server;
  }

  /** Where a database of this server is, with its password. */
  url(database: string): string {
    return connectionUrl(this.current.port, this.password, database);
  }

  get port(): number {
    return this.current.port;
  }

  /** What the server writes about itself. */
  get logFile(): string {
    return this.place.logFile;
  }

  /** Of the server's first process. */
  get pid(): number {
    return this.current.pid;
  }

  /** Ends all connections and the server, all data on disk. With `remove` the data is deleted, too. */
  async stop({ remove = false } = {}): Promise<void> {
    this.stopping = true;
    await this.recovering;
    await this.owner?.end().catch(() => undefined);
    const { pid } = this.current;
    // A fast shutdown, which writes everything to its place first. If that takes too long, or is for nothing, an immediate one: it loses
    // nothing either, but the next start has to recover.
    if (!remove && this.signal('SIGINT')) await this.goneWithin(pid, PATIENCE);
    if (this.signal('SIGQUIT')) await this.goneWithin(pid, PATIENCE);
    process.off('exit', this.onExit);
    if (remove) removePlace(this.place);
  }

  private signal(signal: NodeJS.Signals): boolean {
    const child = this.launched && !this.launched.hasExited() ? this.launched.pid : 0;
    const pid = child || this.current.pid;
    // Only as long as the number is still that server's, which is certain of our own child.
    if (pid === 0 || !isAlive(pid) || (!child && readPostmaster(this.place.data)?.pid !== pid)) return false;
    process.kill(pid, signal);
    return true;
  }

  private async goneWithin(pid: number, patience: number): Promise<void> {
    for (const end = Date.now() + patience; isAlive(pid) && Date.now() < end; ) await pause(10);
  }

  /** Takes over the server that runs on our data, or starts one; returns once this process owns it. */
  private async bringUp(): Promise<void> {
    let silentSince: number | undefined;
    for (const end = Date.now() + RECOVERY; Date.now() < end; await pause(50)) {
      if (this.stopping) return;
      const found = readPostmaster(this.place.data);
      if (!found || !isAlive(found.pid)) {
        if (await this.startServer()) return;
        continue;
      }
      const answer = await ask(found.port, this.password, this.place.data);
      if (answer.kind === 'ours') return this.own(answer.client, found, true);
      if (answer.kind === 'busy') continue;
      if (surelyServesSomethingElse(found.pid, this.place.data)) {
        rmSync(join(this.place.data, 'postmaster.pid'), { force: true });
        continue;
      }
      if (answer.kind === 'foreign') throw new Error(`Port ${found.port} should serve ${this.place.data}, but ${answer.reason}.`);
      silentSince ??= Date.now();
      if (Date.now() - silentSince > PATIENCE) {
        throw new Error(`The database server (process ${found.pid}) on ${this.place.data} lives but does not answer. End it and start again.`);
      }
    }
    throw new Error(`The database server did not become ready within ${RECOVERY / 60_000} minutes; see ${this.place.logFile}.`);
  }

  /** Returns false when it could not start for a reason that passes. */
  private async startServer(): Promise<boolean> {
    const { binaries, user, data, logFile } = this.place;
    // Once its port is known to others it stays.
    const port = this.current.port || (await freePort());
    const server = launch({ binaries, user, data, logFile, port, tuning: this.tuning });
    this.launched = server;
    for (;;) {
      const answer = await ask(port, this.password, data);
      const found = readPostmaster(data);
      if (answer.kind === 'ours' && found) {
        await this.own(answer.client, found, false);
        return true;
      }
      if (answer.kind === 'ours') await answer.client.end();
      if (server.hasExited()) {
        const log = await server.exited;
        // A killed server's last children hold its memory for a moment, another start may be quicker, the port may just have been taken.
        if (/pre-existing shared memory|lock file .* already exists|could not create any TCP/.test(log)) return false;
        throw new Error(`The database server did not start:\n${log || `nothing in ${logFile}`}`);
      }
      await pause(20);
    }
  }

  private async own(client: pg.Client, server: { pid: number; port: number }, adopted: boolean): Promise<void> {
    const lock = async () => {
      const { rows } = await client.query<{ locked: boolean }>(`select pg_try_advisory_lock(${OWNER_LOCK}) locked`);
      return rows[0]!.locked;
    };
    // A killed owner's session ends a moment after its process.
    for (const end = Date.now() + 3_000; !(await lock()); await pause(50)) {
      if (Date.now() < end) continue;
      await client.end();
      throw new Error(`Another Demae runs on ${this.place.home}. Stop it, or choose another DEMAE_HOME.`);
    }
    if (adopted && this.current.port === 0) this.say('took over the database server that an earlier run had left behind');
    this.owner = client;
    this.current = server;
    client.once('end', () => this.lost());
  }

  private lost(): void {
    if (this.stopping) return;
    this.say('the database server went away; bringing it back');
    this.recovering = this.recover();
  }

  private async recover(): Promise<void> {
    while (!this.stopping) {
      try {
        await this.bringUp();
        return;
      } catch (error) {
        this.say(`the database server does not come back: ${String(error)}`);
        await pause(1_000, undefined, { ref: false });
      }
    }
  }
}

/** Creates the cluster on the first start. Returns its password. The data appears under its name only once it is complete. */
async function ensureCluster(place: ServerPlace, say: (message: string) => void): Promise<string> {
  const { data, user, binaries, passwordFile } = place;
  if (existsSync(join(data, 'PG_VERSION'))) {
    if (existsSync(passwordFile)) return readFileSync(passwordFile, 'utf8').trim();
    await removeOrphan(place, say);
  }
  const password = randomBytes(24).toString('base64url');
  writeDurably(passwordFile, password);
  const unfinished = `${data}.new`;
  rmSync(unfinished, { recursive: true, force: true });
  const readableByServer = join(place.folder, 'initial-password');
  writeDurably(readableByServer, password);
  if (user) chownSync(readableByServer, user.uid, user.gid);
  try {
    await createCluster(binaries, user, unfinished, readableByServer);
  } finally {
    rmSync(readableByServer, { force: true });
  }
  renameSync(unfinished, data);
  return password;
}

/** A home that was deleted and made anew leaves behind what it had outside: the deletion was meant for that, too. */
async function removeOrphan({ home, folder, data, passwordFile }: ServerPlace, say: (message: string) => void): Promise<void> {
  if (folder.startsWith(home)) throw new Error(`${passwordFile} is missing, without which ${data} cannot be opened. Put it back, or choose another DEMAE_HOME.`);
  say(`${home} is new: what an older one of that name had left in ${folder} is removed`);
  const left = readPostmaster(data);
  if (left && isAlive(left.pid) && !surelyServesSomethingElse(left.pid, data)) {
    process.kill(left.pid, 'SIGQUIT');
    while (isAlive(left.pid)) await pause(10);
  }
  rmSync(data, { recursive: true, force: true });
}

function writeDurably(file: string, text: string): void {
  const handle = openSync(file, 'w', 0o600);
  writeSync(handle, `${text}\n`);
  fsyncSync(handle);
  closeSync(handle);
}
