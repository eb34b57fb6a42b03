import { existsSync, mkdirSync, readFileSync, readlinkSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** What runs where: `<home>/stack.json`, kept up to date while the stack runs. */
export interface Description {
  /** Of the stack itself. */
  pid: number;
  home: string;
  /** Everything is up and seeded. */
  ready: boolean;
  /** Of the gateway, when services run. */
  url?: string;
  kafka: { addresses: string; brokers: { id: number; address: string; pid: number }[] };
  redis: { url: string; pid: number };
  /** The folder may be outside the home, where the server's own user can get in. */
  postgres: { pid: number; folder: string; databases: Record<string, string> };
  /** Where each service answers gRPC, as `<SERVICE>_GRPC_URL`. */
  grpc: Record<string, string>;
  /** The folder of the certificates, when everything speaks TLS. */
  tls?: string;
  /** Of the simulated bank. */
  bank: string;
  /** The bank, the services and the gateway. */
  services: { name: string; pid: number; where: string; metrics?: string; ready: boolean; restarts: number }[];
}

/** The variable in which a stack's services have its home: what is in it says whose they are. */
export const STACK = 'DEMAE_STACK';

const fileOf = (home: string) => join(home, 'stack.json');

export function readDescription(home: string): Description | undefined {
  try {
    return JSON.parse(readFileSync(fileOf(home), 'utf8')) as Description;
  } catch {
    return undefined;
  }
}

/** Only for its owner: the database URLs hold a password. */
export function writeDescription(description: Description): void {
  const file = fileOf(description.home);
  writeFileSync(`${file}.new`, `${JSON.stringify(description, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/** Deletes all that a stack which has ended has left on disk. */
export function removeHome(home: string): void {
  const folder = readDescription(home)?.postgres.folder;
  if (folder) rmSync(folder, { recursive: true, force: true });
  rmSync(home, { recursive: true, force: true });
}

/** The environment of each service as a file, for who runs one from an editor: `node --env-file=…`. */
export function writeEnvironments(home: string, environments: ReadonlyMap<string, Record<string, string>>): string {
  const folder = join(home, 'env');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const [name, env] of environments) {
    writeFileSync(join(folder, `${name}.env`), Object.entries(env).map(([key, value]) => `${key}='${value}'\n`).join(''), { mode: 0o600 });
  }
  return folder;
}

/** Whether another stack runs on that home. */
export function isRunning({ pid, home }: Description): boolean {
  return pid !== process.pid && mentions(pid, 'stack.js') && existsSync(fileOf(home));
}

/** Ends what a killed stack has left behind: it would hold the folders that the new one needs. */
export async function sweep(left: Description): Promise<number> {
  const pids = [left.redis.pid, left.postgres.pid, ...left.kafka.brokers.map(({ pid }) => pid), ...left.services.map(({ pid }) => pid)].filter((pid) => isOf(pid, left.home));
  for (const pid of pids) process.kill(pid, pid === left.postgres.pid ? 'SIGINT' : 'SIGTERM');
  for (const end = Date.now() + 10_000; pids.some((pid) => isOf(pid, left.home)); await pause(50)) {
    if (Date.now() < end) continue;
    for (const pid of pids) if (isOf(pid, left.home)) process.kill(pid, 'SIGKILL');
  }
  return pids.length;
}

/** Whether that process is one of that home, and not another one that has got its number since. */
function isOf(pid: number, home: string): boolean {
  const isService = () => partsOf(pid, 'environ').includes(`${STACK}=${home}`);
  return pid > 1 && (isService() || mentions(pid, home) || mentions(pid, '/demae-stack-') || worksIn(pid, home));
}

/** A Redis shows nothing of its arguments, but it works in its folder. */
function worksIn(pid: number, home: string): boolean {
  try {
    return readlinkSync(`/proc/${pid}/cwd`).startsWith(`${home}/`);
  } catch {
    return false;
  }
}

function mentions(pid: number, word: string): boolean {
  return partsOf(pid, 'cmdline').some((part) => part.includes(word));
}

/** The words of a process's command line, or its variables as `NAME=value`; none of one that is gone, or whose they are not to be seen. */
function partsOf(pid: number, what: 'cmdline' | 'environ'): string[] {
  try {
    return readFileSync(`/proc/${pid}/${what}`, 'utf8').split('\0');
  } catch {
    return [];
  }
}

/** The service of a process: "order" of "order-2". */
export function serviceOf({ name }: { name: string }): string {
  return name.replace(/-\d+$/, '');
}
