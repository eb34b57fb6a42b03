import { createHash, randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { run } from '../kafka/jars.js';
import { copyFor, type CertificateFiles } from './certificates.js';
import type { Program } from './supervised.js';

const SUPERUSER = 'demae';

/** Redis keeps what may be lost, so it is written down only now and then. With certificates it speaks TLS only. */
export function redisServer(program: string, home: string, port: number, tls?: CertificateFiles): Program {
  const directory = join(home, 'redis');
  mkdirSync(directory, { recursive: true });
  return {
    name: 'redis',
    command: program,
    args: [
      ...(tls ? ['--port', '0', '--tls-port', String(port), '--tls-cert-file', tls.cert, '--tls-key-file', tls.key, '--tls-ca-cert-file', tls.ca, '--tls-auth-clients', 'no'] : ['--port', String(port)]),
      '--bind', '127.0.0.1', '--dir', directory, '--save', '60 1', '--appendonly', 'no', '--logfile', join(directory, 'redis.log'),
    ],
    where: `127.0.0.1:${port}`,
    isReady: () => accepts(port),
  };
}

/** A Postgres server on its own data, made the first time; as root it runs as the user postgres. With certificates it lets nobody in without TLS. */
export async function postgresServer(folder: string, home: string, port: number, tls?: CertificateFiles): Promise<Program & { url(database: string): string; data: string }> {
  const user = process.getuid?.() === 0 ? userNamed('postgres') : undefined;
  const place = placeFor(home, user);
  mkdirSync(place, { recursive: true, mode: 0o700 });
  if (user) chownSync(place, user.uid, user.gid);
  const data = join(place, 'data');
  const password = await ensureCluster(join(folder, 'initdb'), place, home, user);
  const url = (database: string) => `postgres://${SUPERUSER}:${password}@127.0.0.1:${port}/${database}${tls ? `?sslmode=verify-full&sslrootcert=${encodeURIComponent(tls.ca)}` : ''}`;
  // Sized for a small machine; nothing that was committed is ever lost (fsync and synchronous_commit stay on).
  const settings = { listen_addresses: '127.0.0.1', unix_socket_directories: '', max_connections: '300', shared_buffers: '128MB', jit: 'off', max_wal_size: '1GB', log_min_messages: 'fatal', timezone: 'UTC', ...(tls ? tlsSettings(copyFor(user, tls, place), place, user) : {}) };
  return {
    name: 'postgres',
    command: join(folder, 'postgres'),
    args: ['-D', data, '-p', String(port), ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' },
    user,
    cwd: '/',
    where: `127.0.0.1:${port}`,
    // A fast shutdown.
    stopSignal: 'SIGINT',
    isReady: async () => {
      const client = new pg.Client({ connectionString: url('postgres'), connectionTimeoutMillis: 10_000 });
      client.on('error', () => undefined);
      await client.connect();
      await client.end();
      return true;
    },
    url,
    data,
  };
}

function tlsSettings({ cert, key }: CertificateFiles, place: string, user: User | undefined): Record<string, string> {
  const hba = join(place, 'pg_hba.conf');
  writeFileSync(hba, 'hostssl all all 127.0.0.1/32 scram-sha-256\nhostssl replication all 127.0.0.1/32 scram-sha-256\n', { mode: 0o600 });
  if (user) chownSync(hba, user.uid, user.gid);
  return { ssl: 'on', ssl_cert_file: cert, ssl_key_file: key, hba_file: hba };
}

async function ensureCluster(initdb: string, place: string, home: string, user: User | undefined): Promise<string> {
  const passwordFile = join(home, 'postgres.password');
  const data = join(place, 'data');
  if (existsSync(join(data, 'PG_VERSION')) && existsSync(passwordFile)) return readFileSync(passwordFile, 'utf8').trim();
  rmSync(data, { recursive: true, force: true });
  const password = randomBytes(24).toString('base64url');
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  const readable = join(place, 'initial-password');
  writeFileSync(readable, `${password}\n`, { mode: 0o600 });
  if (user) chownSync(readable, user.uid, user.gid);
  try {
    const args = ['-D', data, '-U', SUPERUSER, `--pwfile=${readable}`, '--auth=scram-sha-256', '--encoding=UTF8', '--locale=C.UTF-8'];
    await run(initdb, args, { PATH: '/usr/bin:/bin', LC_ALL: 'C' }, user);
  } finally {
    rmSync(readable, { force: true });
  }
  return password;
}

interface User {
  uid: number;
  gid: number;
}

function userNamed(name: string): User {
  const line = readFileSync('/etc/passwd', 'utf8').split('\n').find((entry) => entry.startsWith(`${name}:`));
  if (!line) throw new Error(`PostgreSQL does not run as root, and this system has no user "${name}". Start the stack as an ordinary user.`);
  const [, , uid, gid] = line.split(':');
  return { uid: Number(uid), gid: Number(gid) };
}

/** Inside the home; or outside, when the server's user cannot get in there. */
function placeFor(home: string, user: User | undefined): string {
  if (!user || mayEnter(home, user)) return join(home, 'postgres');
  return join('/var/lib', `demae-stack-${createHash('sha256').update(realpathSync(home)).digest('hex').slice(0, 12)}`);
}

function mayEnter(folder: string, user: User): boolean {
  for (let path = realpathSync(folder); ; path = dirname(path)) {
    const { mode, uid, gid } = statSync(path);
    const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) return false;
    if (path === dirname(path)) return true;
  }
}

/** Whether somebody listens on that port of this machine. */
export function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => end(true)).once('error', () => end(false)).setTimeout(2_000, () => end(false));
  });
}
