import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fetched } from '../fetched.js';
import { run } from '../kafka/jars.js';

/** What the stack starts, as found on this machine. */
export interface Programs {
  redis: string;
  /** The folder with postgres and initdb. */
  postgres: string;
  /** Whether that Postgres can do PostGIS. */
  postgis: boolean;
}

type Say = (message: string) => void;

/**
 * Finds Java, Maven, Redis and Postgres with PostGIS. What is missing is installed where that is allowed: on Debian and its relatives,
 * as root. @throws Error with the command to type otherwise.
 */
export async function findPrograms(say: Say): Promise<Programs> {
  const missing = [
    ...(which('java') ? [] : ['default-jre-headless']),
    ...(which('mvn') ? [] : ['maven']),
    ...(which('redis-server') ? [] : ['redis-server']),
    ...(postgresFolder() ? [] : ['postgresql']),
  ];
  await install(missing, say);
  const postgres = postgresFolder();
  const redis = which('redis-server');
  if (!postgres || !redis) throw new Error('Redis or Postgres is still not there after its installation.');
  return { redis, postgres, postgis: await ensurePostgis(postgres, say) };
}

/** Prometheus and its tool, installed like the others when they are missing. */
export async function findPrometheus(say: Say): Promise<{ prometheus: string; promtool: string }> {
  if (!which('prometheus') || !which('promtool')) await install(['prometheus'], say);
  const [prometheus, promtool] = [which('prometheus'), which('promtool')];
  if (!prometheus || !promtool) throw new Error('Prometheus is still not there after its installation.');
  return { prometheus, promtool };
}

/** The library that makes a program's clock wrong, installed like the others when it is missing. */
export async function findFaketime(say: Say): Promise<string> {
  if (!faketimeLibrary()) await install(['libfaketime'], say);
  const library = faketimeLibrary();
  if (!library) throw new Error('libfaketime is still not there after its installation.');
  return library;
}

export function faketimeLibrary(): string | undefined {
  const folders = existsSync('/usr/lib') ? readdirSync('/usr/lib').filter((name) => name.endsWith('-linux-gnu')) : [];
  return folders.map((name) => join('/usr/lib', name, 'faketime/libfaketime.so.1')).find((path) => existsSync(path));
}

function which(program: string): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return [...folders, '/usr/bin', '/usr/local/bin', '/opt/homebrew/bin'].map((folder) => join(folder, program)).find((path) => existsSync(path));
}

/** Debian keeps the servers out of the path, one folder for each version; the newest is taken. */
function postgresFolder(): string | undefined {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).filter((name) => existsSync(join(debian, name, 'bin/postgres'))) : [];
  const newest = versions.sort((a, b) => Number(b) - Number(a))[0];
  if (newest) return join(debian, newest, 'bin');
  return which('postgres')?.replace(/\/postgres$/, '');
}

async function ensurePostgis(postgres: string, say: Say): Promise<boolean> {
  const version = /postgresql\/(\d+)\/bin$/.exec(postgres)?.[1];
  const control = `/usr/share/postgresql/${version}/extension/postgis.control`;
  if (!version || existsSync(control)) return version !== undefined;
  try {
    await install([`postgresql-${version}-postgis-3`], say);
  } catch (error) {
    say(`going on without PostGIS, in whose place Postgres' own geometry serves: ${(error as Error).message}`);
  }
  return existsSync(control);
}

async function install(packages: readonly string[], say: Say): Promise<void> {
  if (packages.length === 0) return;
  const command = `apt-get install --no-install-recommends ${packages.join(' ')}`;
  if (process.getuid?.() !== 0 || !which('apt-get')) {
    throw new Error(`The stack needs ${packages.join(', ')}, which this machine lacks. Install it; on Debian, as root: ${command}`);
  }
  say(`installing from Debian: ${packages.join(', ')}`);
  // The packages' own servers are not started (invoke-rc.d heeds RUNLEVEL): the stack runs its own, on ports of its own.
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  // Somebody else may be installing something.
  const patient = ['-q', '-o', 'DPkg::Lock::Timeout=300', '-o', 'Acquire::Retries=3'];
  const args = [...patient, '-y', '--no-install-recommends', 'install', ...packages];
  await run('apt-get', args, env).catch(() =>
    fetched(say, async () => {
      await run('apt-get', [...patient, 'update'], env);
      await run('apt-get', args, env);
    }),
  );
}
