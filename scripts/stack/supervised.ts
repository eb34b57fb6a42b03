import { spawn, type ChildProcess } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { clockEnvironment } from './clocks.js';
import type { Lines } from './lines.js';

export interface Program {
  /** For people: "order", "order-2", "redis". */
  name: string;
  command: string;
  args: readonly string[];
  env?: NodeJS.ProcessEnv;
  user?: { uid: number; gid: number } | undefined;
  cwd?: string;
  /** Where it answers, for people. */
  where: string;
  /** Where Prometheus finds its figures, host:port; undefined for what tells none. */
  metrics?: string;
  /** Asked again and again until it is so. */
  isReady(): Promise<boolean>;
  /** Asked now and then; a program that says no three times in a row is killed, and so started again. */
  isLive?(): Promise<boolean>;
  /** As long as it says so, the program is not started again. */
  isHeld?(): boolean;
  stopSignal?: NodeJS.Signals;
  /** Not to be printed. */
  quiet?: boolean;
}

/** A program that has not ended after so long is killed, milliseconds: longer than a service takes to finish its work in order. */
const PATIENCE = 30_000;
const LIVENESS_EVERY = 10_000;
/** How often to look whether a program that is held may go on, milliseconds. */
const LOOK_AGAIN = 100;
/** Having run for so long, a program is no longer one that fails at its start, milliseconds. */
const SETTLED = 30_000;

/** When the stack itself fails, nothing is left behind. */
const all = new Set<Supervised>();
process.once('exit', () => {
  for (const one of all) one.end();
});

/** A program as a process of its own, started again with growing pauses whenever it ends, until it is stopped. */
export class Supervised {
  private child: ChildProcess | undefined;
  private stopping = false;
  private readonly pulse: NodeJS.Timeout;
  private refusals = 0;
  ready = false;
  restarts = 0;

  constructor(
    readonly program: Program,
    private readonly lines: Lines,
    private readonly changed: () => void,
  ) {
    this.launch(0);
    this.pulse = setInterval(() => void this.checkLife(), LIVENESS_EVERY);
    all.add(this);
  }

  /** 0 between an end and the next start. */
  get pid(): number {
    return this.child?.pid ?? 0;
  }

  async stop(): Promise<void> {
    this.stopping = true;
    clearInterval(this.pulse);
    all.delete(this);
    const { child } = this;
    if (!child) return;
    this.end();
    for (const end = Date.now() + PATIENCE; this.child && Date.now() < end; ) await pause(20);
    if (this.child) child.kill('SIGKILL');
    while (this.child) await pause(20);
  }

  /** Asks it to end, as it wants to be asked. */
  end(): void {
    this.child?.kill(this.program.stopSignal ?? 'SIGTERM');
  }

  private launch(failures: number): void {
    if (this.program.isHeld?.()) {
      setTimeout(() => this.stopping || this.launch(0), LOOK_AGAIN);
      return;
    }
    const { name, command, args, env, user, cwd, quiet } = this.program;
    const began = Date.now();
    // A session of its own: a Ctrl-C at the terminal reaches the stack only, which then ends everything in order.
    const child = spawn(command, args, { ...user, cwd, env: { ...(env ?? process.env), ...clockEnvironment(name) }, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    this.child = child;
    this.refusals = 0;
    for (const stream of [child.stdout, child.stderr]) {
      if (quiet) stream.resume();
      else stream.on('data', this.lines.of(name));
    }
    const ended = (how: string) => {
      if (this.child !== child) return;
      this.child = undefined;
      this.ready = false;
      this.changed();
      if (this.stopping) return;
      const next = Date.now() - began > SETTLED ? 1 : failures + 1;
      const wait = Math.min(250 * 2 ** (next - 1), 10_000);
      this.restarts += 1;
      this.lines.write(name, `${how}; starting again in ${wait / 1_000} s`);
      setTimeout(() => this.stopping || this.launch(next), wait);
    };
    child.once('error', (error) => ended(error.message));
    child.once('exit', (code, signal) => ended(`ended (${signal ?? `code ${code}`})`));
    this.changed();
    void this.awaitReady(child);
  }

  private async awaitReady(child: ChildProcess): Promise<void> {
    const began = Date.now();
    while (this.child === child && !this.stopping) {
      if (await this.program.isReady().catch(() => false)) {
        if (this.child !== child) return;
        this.ready = true;
        this.lines.write(this.program.name, `ready after ${((Date.now() - began) / 1_000).toFixed(1)} s: ${this.program.where}, process ${child.pid}`);
        this.changed();
        return;
      }
      await pause(100);
    }
  }

  private async checkLife(): Promise<void> {
    const { child } = this;
    if (!this.program.isLive || !this.ready || !child) return;
    const isLive = await this.program.isLive().catch(() => false);
    // What a program has refused says nothing of the one that has taken its place.
    if (this.child !== child) return;
    this.refusals = isLive ? 0 : this.refusals + 1;
    if (this.refusals < 3) return;
    this.refusals = 0;
    this.lines.write(this.program.name, 'makes no progress; killing it');
    child.kill('SIGKILL');
  }
}

/** Whether an HTTP probe answers 2xx in time. */
export async function answers(url: string): Promise<boolean> {
  return (await fetch(url, { signal: AbortSignal.timeout(5_000) })).ok;
}
