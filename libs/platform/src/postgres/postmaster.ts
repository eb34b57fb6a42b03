import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, realpathSync, readlinkSync, statSync, truncateSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import pg from 'pg';
import type { ServerBinaries } from './server-binaries.js';
import type { ServerUser } from './server-user.js';

/** The user that owns everything in the embedded server. */
export const SUPERUSER = 'demae';

/**
 * For a small machine, and losing nothing: fsync and synchronous_commit stay on.
 * Replication is off, so the write-ahead log may be minimal; parallel queries and JIT cost memory and help no short statement.
 */
const TUNING: Record<string, string> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '120',
  shared_buffers: '48MB',
  huge_pages: 'off',
  io_method: 'sync',
  jit: 'off',
  max_parallel_workers_per_gather: '0',
  autovacuum_max_workers: '2',
  wal_level: 'minimal',
  max_wal_senders: '0',
  wal_buffers: '4MB',
  // After a crash every file has to be on disk before recovery begins; one call does that where there is one.
  recovery_init_sync_method: process.platform === 'linux' ? 'syncfs' : 'fsync',
  max_wal_size: '512MB',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_min_messages: 'warning',
  log_checkpoints: 'off',
  log_autovacuum_min_duration: '-1',
};

/** A server as its own postmaster.pid describes it: https://www.postgresql.org/docs/current/storage-file-layout.html */
export interface Postmaster {
  pid: number;
  port: number;
}

export function readPostmaster(data: string): Postmaster | undefined {
  try {
    const lines = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n');
    const [pid, port] = [Number(lines[0]), Number(lines[3])];
    return pid > 1 && port > 0 ? { pid, port } : undefined;
  } catch {
    return undefined;
  }
}

/** Whether that process lives and may be ours: a process that we may not signal is another user's. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  // Without an init process that reaps orphans a dead one stays on as a zombie.
  return processState(pid) !== 'Z';
}

function processState(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3);
  } catch {
    return undefined;
  }
}

/** True when the system can tell that this process, which has the number of a dead server (after a reboot, say), serves no such data. */
export function surelyServesSomethingElse(pid: number, data: string): boolean {
  try {
    // A postmaster's working directory is its data directory.
    return readlinkSync(`/proc/${pid}/cwd`) !== realpathSync(data);
  } catch {
    return false;
  }
}

export function connectionUrl(port: number, password: string, database: string): string {
  return `postgres://${SUPERUSER}:${encodeURIComponent(password)}@127.0.0.1:${port}/${encodeURIComponent(database)}`;
}

export type Answer =
  | { kind: 'ours'; client: pg.Client }
  | { kind: 'busy' }
  | { kind: 'silent' }
  | { kind: 'foreign'; reason: string };

/** Asks whatever listens on that port whether it serves our data, and keeps the connection when it does. */
export async function ask(port: number, password: string, data: string): Promise<Answer> {
  const client = new pg.Client({
    connectionString: connectionUrl(port, password, 'postgres'),
    connectionTimeoutMillis: 3_000,
    application_name: 'demae owner',
    keepAlive: true,
  });
  // A connection that breaks later is noticed by its 'end'; without a listener its error would end the process.
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ data_directory: string }>('show data_directory');
    if (realpathSync(rows[0]!.data_directory) === realpathSync(data)) return { kind: 'ours', client };
    await client.end();
    return { kind: 'foreign', reason: `it serves ${rows[0]!.data_directory}` };
  } catch (error) {
    await client.end().catch(() => undefined);
    const code = (error as { code?: string }).code;
    // 57P03: starting up or shutting down. https://www.postgresql.org/docs/current/errcodes-appendix.html
    if (code?.startsWith('57P')) return { kind: 'busy' };
    if (code?.startsWith('28')) return { kind: 'foreign', reason: 'it does not know our password' };
    return { kind: 'silent' };
  }
}

export interface Launch {
  binaries: ServerBinaries;
  user: ServerUser | undefined;
  data: string;
  logFile: string;
  port: number;
  tuning: Record<string, string>;
}

export interface Launched {
  /** 0 when it could not even be started. */
  pid: number;
  /** Resolves with what it wrote to its log, once it has ended. */
  exited: Promise<string>;
  hasExited(): boolean;
}

/**
 * Starts the server in a session of its own, so that a Ctrl-C at the terminal reaches Demae only, which first finishes its work.
 * It writes to a file, so that it can outlive a killed Demae.
 */
export function launch({ binaries, user, data, logFile, port, tuning }: Launch): Launched {
  if (existsSync(logFile) && statSync(logFile).size > 10_000_000) truncateSync(logFile);
  const log = openSync(logFile, 'a', 0o600);
  const begin = statSync(logFile).size;
  const settings = Object.entries({ ...TUNING, ...tuning }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = spawn(binaries.postgres, ['-D', data, '-p', String(port), ...settings], {
    ...as(user),
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  let over = false;
  const exited = new Promise<string>((done) => {
    const end = (text: string) => {
      over = true;
      done(text);
    };
    child.once('error', (error) => end(error.message));
    child.once('exit', () => end(readFrom(logFile, begin)));
  });
  // The server may outlive us, so it must not keep us alive.
  child.unref();
  return { pid: child.pid ?? 0, exited, hasExited: () => over };
}

function readFrom(file: string, begin: number): string {
  try {
    return readFileSync(file).subarray(begin).toString('utf8').trim();
  } catch {
    // Removed together with the data.
    return '';
  }
}

/** Creates an empty cluster whose superuser has that password. */
export async function createCluster(binaries: ServerBinaries, user: ServerUser | undefined, data: string, passwordFile: string): Promise<void> {
  const flags = ['-D', data, '-U', SUPERUSER, `--pwfile=${passwordFile}`, '--auth=scram-sha-256', '--encoding=UTF8', '--no-instructions'];
  const locale = ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const child = spawn(binaries.initdb, [...flags, ...locale], { ...as(user), stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const abandon = () => child.kill();
  process.once('exit', abandon);
  const code = await new Promise<number | null>((done, fail) => {
    child.once('error', fail);
    child.once('close', done);
  }).finally(() => process.off('exit', abandon));
  if (code !== 0) throw new Error(`initdb could not create ${data}:\n${output.trim()}`);
}

/** The working directory is one that every user may enter; the environment holds nothing that could change how the server behaves. */
function as(user: ServerUser | undefined) {
  return { ...(user ? { uid: user.uid, gid: user.gid } : {}), cwd: '/', env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' } };
}

/** A port that nobody listens on at this moment. */
export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((done, fail) => probe.once('error', fail).listen(0, '127.0.0.1', done));
  const { port } = probe.address() as { port: number };
  await new Promise((done) => probe.close(done));
  return port;
}
