import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { RejoinReport } from '@demae/saga';
import { spawn } from 'node:child_process';
import { hold, letGo } from '../stack/held.js';
import type { RunningStack } from '../stack/running.js';
import { fileOf } from './backup.js';
import { putBack } from './copies.js';

/** Runs a service's own program for once, with the environment that the stack gives it; returns what it says. @throws Error with that when it fails */
export function runOnce(home: string, service: string, args: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, [`--env-file=${join(home, 'env', `${service}.env`)}`, '--enable-source-maps', `dist/apps/${service}/src/main.js`, ...args], {
    env: { ...process.env, LOG_LEVEL: 'warn' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [said, wrong] = ['', ''];
  child.stdout.on('data', (part: Buffer) => (said += part.toString()));
  child.stderr.on('data', (part: Buffer) => (wrong += part.toString()));
  return new Promise((done, fail) => {
    child.once('error', fail);
    child.once('close', (code) => (code === 0 ? done(said) : fail(new Error(`${service} ${args.join(' ')} ended with code ${code}:\n${wrong}${said}`))));
  });
}

export interface Restored {
  service: string;
  report: RejoinReport;
}

/** Stops services of a running stack, puts their databases back, has them rejoin the log, and starts them again. */
export async function restore(stack: RunningStack, programs: string, folder: string, services: readonly string[], rejoinArgs: readonly string[] = []): Promise<Restored[]> {
  const missing = services.filter((service) => !existsSync(fileOf(folder, service)));
  if (missing.length > 0) throw new Error(`${folder} has no copy of ${missing.join(', ')}.`);
  await hold(stack.home, services);
  const { databases } = stack.describe().postgres;
  for (const service of services) await putBack(programs, databases[service]!, fileOf(folder, service));
  const restored: Restored[] = [];
  for (const service of services) restored.push({ service, report: await rejoin(stack.home, service, rejoinArgs) });
  await letGo(stack.home, services);
  return restored;
}

/** How long somebody whose process has ended may still count as there, milliseconds. */
const FORGOTTEN = 60_000;

/** `main.js rejoin` of one service, again for a while as long as it still seems to run: who could not say goodbye is forgotten after some seconds only. */
export async function rejoin(home: string, service: string, args: readonly string[] = []): Promise<RejoinReport> {
  for (const end = Date.now() + FORGOTTEN; ; await pause(1_000)) {
    try {
      return JSON.parse(await runOnce(home, service, ['rejoin', '--json', ...args])) as RejoinReport;
    } catch (error) {
      if (Date.now() > end || !(error as Error).message.includes(`${service} still runs`)) throw error;
    }
  }
}
