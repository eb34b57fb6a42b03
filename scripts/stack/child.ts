import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { removeHome } from './place.js';

/** Longest that a stack may take to come up and to end, milliseconds. */
const PATIENCE = 180_000;

/** A stack as a process of its own, on a home of its own, for as long as somebody needs it; it writes to `<home>/stack.log`. */
export class StackChild {
  private constructor(
    readonly home: string,
    private readonly child: ChildProcess,
  ) {}

  /** Resolves when everything is up and seeded. @throws Error with the end of its log when it does not come up */
  static async start(home: string, env: Record<string, string> = {}): Promise<StackChild> {
    mkdirSync(home, { recursive: true });
    const log = openSync(join(home, 'stack.log'), 'a');
    const child = spawn(process.execPath, [resolve('dist/scripts/stack.js'), '--json'], {
      env: { ...process.env, DEMAE_HOME: home, PORT: '0', ...env },
      stdio: ['ignore', 'pipe', log],
    });
    closeSync(log);
    const stack = new StackChild(home, child);
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((done, fail) => {
      const failed = (how: string) => fail(new Error(`The stack ${how}; the end of ${home}/stack.log:\n${stack.lastLines(25)}`));
      // Its description is the first thing that it prints, when everything is up.
      child.stdout!.once('data', () => done());
      child.once('exit', (code) => failed(`ended with code ${code}`));
      timer = setTimeout(() => failed(`is not up after ${PATIENCE / 1_000} s`), PATIENCE);
    }).finally(() => clearTimeout(timer));
    child.stdout!.resume();
    return stack;
  }

  lastLines(count: number): string {
    return readFileSync(join(this.home, 'stack.log'), 'utf8').trimEnd().split('\n').slice(-count).join('\n');
  }

  /** Ends all of it, and deletes what it has left on disk. */
  async remove(): Promise<void> {
    await this.stop();
    removeHome(this.home);
  }

  /** Ends all of it, and resolves when it is gone. */
  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const gone = new Promise((done) => this.child.once('exit', done));
    this.child.kill('SIGTERM');
    await gone;
  }
}
