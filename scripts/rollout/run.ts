import { readFileSync, symlinkSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { auditOf } from '../audit/process.js';
import { writeWitness } from '../audit/witness.js';
import { rest } from '../chaos/rest.js';
import type { Watch } from '../chaos/caller.js';
import { Town } from '../chaos/town.js';
import { Random } from '../random.js';
import { StackChild } from '../stack/child.js';
import { RunningStack } from '../stack/running.js';

export interface RolloutOptions {
  /** A folder of its own. */
  home: string;
  /** Folders with built programs: what runs at first, what is rolled out, and what comes after that; the next one once the one before is everywhere. */
  versions: readonly string[];
  /** New orders each second. */
  rate: number;
  /** Seconds before anything is restarted, and at least so many meanwhile. */
  quiet: number;
  busy: number;
  seed: number;
  say(text: string): void;
}

/** Milliseconds. */
interface Latency {
  p50: number;
  p99: number;
  max: number;
}

export interface RolloutOutcome {
  orders: number;
  restarts: number;
  seconds: number;
  /** Of placing an order: while nothing is restarted, and while something is. */
  quiet: Latency;
  rolling: Latency;
  ratio: number;
  /** Answers of all kinds by status; 0 = none at all. */
  answers: Record<string, number>;
  /** In sentences; empty when nothing was lost, nobody was told 5xx, and the books balance. */
  wrong: string[];
}

/** Between one that is back and the next that goes, milliseconds: whoever calls looks every 2 s for a replica that was away. The manifests have a preStop of 5 s for the same. */
const NOTICE = 3_000;
/** Longest until a program is there again, milliseconds. */
const PATIENCE = 300_000;
/** Longest until those who called it have found it again, milliseconds. */
const FOUND = 30_000;
/** So many orders wait for their answers at once, at most: where the platform is slow, fewer are placed. */
const WAITING = 16;

/** A steady stream of orders, and every service and gateway restarted meanwhile, one process after the other, as an orchestrator does it. */
export async function rollout({ home, versions, rate, quiet, busy, seed, say }: RolloutOptions): Promise<RolloutOutcome> {
  const programs = join(home, 'programs');
  const child = await startOn(home, programs, versions[0]!);
  const stack = RunningStack.at(home);
  try {
    const over = new AbortController();
    const doors = stack.describe().services.filter(({ name }) => /^gateway/.test(name)).map(({ where }) => where);
    const seen = new Seen();
    const town = new Town(doors, new Random(seed), over.signal, seen.watch);
    await town.open(Math.ceil(rate * (quiet + busy) * 3));
    say(`${doors.length} doors are open, ${rate} orders a second`);
    const began = Date.now();
    const closing = new AbortController();
    const working = town.works(closing.signal);
    working.catch(() => undefined);
    const orders = new Orders(town, rate);
    // The first orders find everything cold.
    await pause(5_000);
    seen.phase = 'quiet';
    await pause(quiet * 1_000);
    seen.phase = 'rolling';
    const rolling = Date.now();
    let restarts = 0;
    for (let turn = 1; turn < versions.length || Date.now() - rolling < busy * 1_000; turn++) {
      const version = versions[turn] ?? versions.at(-1)!;
      point(programs, version);
      say(`round ${turn}: ${version}`);
      restarts += await restartAll(stack, doors, say);
    }
    seen.phase = 'after';
    await orders.stop();
    say(`${town.acknowledged.length} orders are acknowledged; waiting for rest`);
    await rest({ stack, town, say, patience: 180_000 });
    closing.abort();
    await working;
    const seconds = (Date.now() - began) / 1_000;
    const witness = join(home, 'witness.json');
    writeWitness(witness, { acknowledged: town.acknowledged, stocked: Object.fromEntries(town.stocked), poison: [] });
    const [before, meanwhile] = [seen.latency('quiet'), seen.latency('rolling')];
    return {
      orders: town.acknowledged.length, restarts, seconds, quiet: before, rolling: meanwhile, ratio: meanwhile.p99 / before.p99, answers: seen.answers(),
      wrong: [...seen.wrong(), ...town.strange, ...(await auditOf(home, witness))],
    };
  } finally {
    await stack.close().catch(() => undefined);
    await child.stop();
  }
}

async function startOn(home: string, programs: string, version: string): Promise<StackChild> {
  point(programs, version);
  return StackChild.start(home, {
    DEMAE_REPLICAS: process.env['DEMAE_REPLICAS'] ?? '2', DEMAE_BROKERS: process.env['DEMAE_BROKERS'] ?? '1', DEMAE_RATE_LIMIT: 'off', GRPC_PATIENCE: '20s', LOG_LEVEL: 'warn', DEMAE_PROGRAMS: programs,
  });
}

/** What is started from now on is that version. */
function point(programs: string, version: string): void {
  symlinkSync(version, `${programs}.new`);
  renameSync(`${programs}.new`, programs);
}

/** One process after the other: never are two replicas of one service away. Returns how many. */
async function restartAll(stack: RunningStack, doors: string[], say: (text: string) => void): Promise<number> {
  const all = stack.describe().services.filter(({ name }) => name !== 'bank');
  for (const { name, pid, where } of all) {
    const door = doors.indexOf(where);
    if (door >= 0) doors.splice(door, 1);
    await pause(NOTICE);
    const port = Number(/^gRPC [\d.]+:(\d+)/.exec(where)?.[1]);
    const callers = connectionsTo(port);
    process.kill(pid, 'SIGTERM');
    const began = Date.now();
    await back(stack, name, pid);
    // Its twin goes next, and whoever had not noticed by then that this one is back would find nobody.
    for (const end = Date.now() + FOUND; connectionsTo(port) < callers && Date.now() < end; ) await pause(50);
    say(`  ${name} is back after ${((Date.now() - began) / 1_000).toFixed(1)} s`);
    if (door >= 0) doors.push(where);
  }
  return all.length;
}

/** Connections that others have with that port of this machine, as Linux tells; none for no port. */
function connectionsTo(port: number): number {
  const end = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const established = '01';
  return readFileSync('/proc/net/tcp', 'utf8').split('\n').map((line) => line.trim().split(/\s+/)).filter(([, local, , state]) => local?.endsWith(end) && state === established).length;
}

async function back(stack: RunningStack, name: string, before: number): Promise<void> {
  for (const end = Date.now() + PATIENCE; Date.now() < end; await pause(50)) {
    const now = stack.describe().services.find((one) => one.name === name)!;
    if (now.pid > 0 && now.pid !== before && now.ready) return;
  }
  throw new Error(`${name} is not back after ${PATIENCE / 1_000} s.`);
}

/** So many new orders a second, however long each takes. */
class Orders {
  private readonly pulse: NodeJS.Timeout;
  private readonly open = new Set<Promise<void>>();

  constructor(town: Town, rate: number) {
    this.pulse = setInterval(() => {
      if (this.open.size >= WAITING) return;
      const one = town.order().finally(() => this.open.delete(one));
      // What went wrong is told by whoever waits for the end.
      one.catch(() => undefined);
      this.open.add(one);
    }, 1_000 / rate);
  }

  async stop(): Promise<void> {
    clearInterval(this.pulse);
    await Promise.all(this.open);
  }
}

/** Every answer that anybody got. */
class Seen {
  phase: 'before' | 'quiet' | 'rolling' | 'after' = 'before';
  private readonly placed = { before: [] as number[], quiet: [] as number[], rolling: [] as number[], after: [] as number[] };
  private readonly counts = new Map<number, number>();
  private readonly failures = new Map<string, number>();

  readonly watch: Watch = (method, path, { status, text }, ms) => {
    this.counts.set(status, (this.counts.get(status) ?? 0) + 1);
    if (method === 'POST' && path === '/v1/orders') this.placed[this.phase].push(ms);
    // Before the first order everything is cold, and nothing was restarted.
    if ((status > 0 && status < 500) || this.phase === 'before') return;
    const what = `${method} ${path.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, ':id').split('?')[0]} was answered ${status === 0 ? 'by nobody' : status}: ${text.replace(/"(instance|traceId)":"[^"]*",?/g, '').slice(0, 300)}`;
    this.failures.set(what, (this.failures.get(what) ?? 0) + 1);
  };

  answers(): Record<string, number> {
    return Object.fromEntries([...this.counts].sort(([a], [b]) => a - b));
  }

  wrong(): string[] {
    return [...this.failures].map(([what, times]) => `${what}, ${times} times`);
  }

  latency(phase: 'quiet' | 'rolling'): Latency {
    const sorted = this.placed[phase].sort((a, b) => a - b);
    const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
    return { p50: at(0.5), p99: at(0.99), max: at(1) };
  }
}
