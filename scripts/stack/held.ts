import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { readDescription, serviceOf } from './place.js';

/** Longest that services may take to end, and to be ready again, on a busy machine, milliseconds. */
const PATIENCE = 240_000;

const fileOf = (home: string, service: string) => join(home, 'held', service);

/** Whether a stack is not to start this service. */
export function isHeld(home: string, service: string): boolean {
  return existsSync(fileOf(home, service));
}

const processesOf = (home: string, services: readonly string[]) =>
  (readDescription(home)?.services ?? []).filter((one) => services.includes(serviceOf(one)));

/** Ends all processes of these services of a running stack, which then leaves them alone until they are let go. */
export async function hold(home: string, services: readonly string[]): Promise<void> {
  mkdirSync(join(home, 'held'), { recursive: true });
  for (const service of services) writeFileSync(fileOf(home, service), '');
  const told = new Set<number>();
  await until('to end', () => {
    const left = processesOf(home, services).filter(({ pid }) => pid > 1);
    // Also one that was just being started.
    for (const { pid } of left) if (!told.has(pid)) end(pid);
    for (const { pid } of left) told.add(pid);
    return left.length === 0;
  });
}

/** Has the stack start them again, and resolves when all are ready. */
export async function letGo(home: string, services: readonly string[]): Promise<void> {
  for (const service of services) rmSync(fileOf(home, service), { force: true });
  await until('to be ready', () => processesOf(home, services).every(({ ready }) => ready));
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGTERM');
  } catch (error) {
    // It has just ended by itself.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

async function until(what: string, done: () => boolean): Promise<void> {
  for (const end = Date.now() + PATIENCE; !done(); await pause(50)) if (Date.now() > end) throw new Error(`waited ${PATIENCE / 1_000} s for services ${what}, in vain; see the stack's log`);
}
