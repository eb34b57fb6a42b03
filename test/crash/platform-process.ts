import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const BUILT = resolve('dist/apps/standalone/src/main.js');
const LONGEST_START = 240_000;

/** The built platform in processes of its own, as `npm start` runs it: a Node, and the Postgres that it started or took over. */
export class PlatformProcess {
  /** With what code or signal Node ended. */
  readonly ended: Promise<number | NodeJS.Signals>;
  private readonly launchedAt = performance.now();
  private readonly child: ChildProcess;
  private lines = '';
  private isOver = false;

  constructor(
    private readonly home: string,
    private readonly port: number,
  ) {
    if (!existsSync(BUILT)) throw new Error('The platform is not built: run `npm run build` first.');
    const inherited = Object.entries(process.env).filter(([name]) => !/^(DEMAE_|NODE_|PORT$)/.test(name));
    this.child = spawn(process.execPath, [BUILT], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...Object.fromEntries(inherited),
        // As under npm: should the test itself be killed, it ends, too.
        npm_lifecycle_event: 'test',
        PORT: String(port),
        DEMAE_HOME: home,
        DEMAE_RATE_LIMIT: 'off',
        BANK_TIMEOUT: '3s',
        LOG_LEVEL: 'warn',
      },
    });
    for (const stream of [this.child.stdout, this.child.stderr]) stream!.on('data', (text: Buffer) => (this.lines = (this.lines + text.toString()).slice(-20_000)));
    this.ended = new Promise((done) => this.child.once('exit', (code, signal) => {
      this.isOver = true;
      done(signal ?? code ?? -1);
    }));
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** The last of what it wrote. */
  get output(): string {
    return this.lines;
  }

  /** Resolves when it is ready, with the milliseconds since it was launched. @throws Error when it ends before or takes too long. */
  async ready(): Promise<number> {
    for (;;) {
      const answer = await fetch(`${this.url}/readyz`).catch(() => undefined);
      await answer?.arrayBuffer().catch(() => undefined);
      const took = performance.now() - this.launchedAt;
      if (answer?.ok) return took;
      if (this.isOver) throw new Error(`The platform ended before it was ready:\n${this.lines}`);
      if (took > LONGEST_START) throw new Error(`The platform was not ready after ${took} ms:\n${this.lines}`);
      await pause(10);
    }
  }

  /** Of Node, of Postgres, and of what Postgres runs for its connections, as far as they are there now. */
  pids(): number[] {
    const roots = [...(this.isOver ? [] : [this.child.pid!]), ...serverPids(this.home)];
    return [...new Set([...roots, ...childrenOf(roots)])].filter(isRunning);
  }

  /** Node alone, and its Postgres lives on; or both in one go. Resolves when they are gone. */
  async kill(what: 'node' | 'all'): Promise<void> {
    const pids = what === 'all' ? this.pids() : [];
    this.child.kill('SIGKILL');
    for (const pid of pids) killHard(pid);
    await this.ended;
    await gone(pids);
  }

  /** As Ctrl-C or an init system does it. Resolves with Node's exit code. */
  async stop(): Promise<number | NodeJS.Signals> {
    this.child.kill('SIGTERM');
    return this.ended;
  }
}

/** Resolves when none of the processes is left. @throws Error that names those which stay. */
export async function gone(pids: readonly number[]): Promise<void> {
  for (const end = Date.now() + 60_000; pids.some(isRunning); await pause(5)) {
    if (Date.now() > end) throw new Error(`still running: ${pids.filter(isRunning).join(', ')}`);
  }
}

/** The first process of the server whose data belongs to that home. */
function serverPids(home: string): number[] {
  const pointer = join(home, 'postgres.at');
  const folder = existsSync(pointer) ? readFileSync(pointer, 'utf8').trim() : join(home, 'postgres');
  const file = join(folder, 'data/postmaster.pid');
  const pid = existsSync(file) ? Number(readFileSync(file, 'utf8').split('\n')[0]) : 0;
  return pid > 0 && isRunning(pid) ? [pid] : [];
}

function killHard(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Where the system has no /proc: none, and Postgres' own end by themselves when their first process is gone. */
function childrenOf(parents: readonly number[]): number[] {
  if (!existsSync('/proc/self/stat')) return [];
  const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number);
  return all.filter((pid) => parents.includes(statOf(pid)?.parent ?? -1));
}

/** A process that has ended and was not yet waited for does not run any more. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return statOf(pid)?.state !== 'Z';
}

/** https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html: the name, in brackets, may contain anything. */
function statOf(pid: number): { state: string; parent: number } | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state, parent] = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return { state: state!, parent: Number(parent) };
  } catch {
    return undefined;
  }
}
