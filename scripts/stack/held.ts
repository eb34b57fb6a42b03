import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { readDescription } from './place.js';

/** Longest that a service may take to end, and to be ready again, milliseconds. */
const PATIENCE = 300_000;

const fileOf = (home: string, service: string) => join(home, 'held', service);

/** Whether a stack is not to start this service. */
export function isHeld(home: string, service: string): boolean {
  return existsSync(fileOf(home, service));
}

const processesOf = (home: string, services: readonly string[]) =>
  (readDescription(home)?.services ?? []).filter(({ name }) => services.includes(name.replace(/-\d+$/, '')));

/** Ends all processes of these services of a running stack, which then leaves them alone until they are let go. */
export async function hold(home: string, services: readonly string[]): Promise<void> {
  mkdirSync(join(home, 'held'), { recursive: true });
  for (const service of services) writeFileSync(fileOf(home, service), '');
  for (const { pid } of processesOf(home, services)) if (pid > 1) process.kill(pid, 'SIGTERM');
  await until('to end', () => processesOf(home, services).every(({ pid }) => pid === 0));
}

/** Has the stack start them again, and resolves when all are ready. */
export async function letGo(home: string, services: readonly string[]): Promise<void> {
  for (const service of services) rmSync(fileOf(home, service), { force: true });
  await until('to be ready', () => processesOf(home, services).every(({ ready }) => ready));
}

async function until(what: string, done: () => boolean): Promise<void> {
  for (const end = Date.now() + PATIENCE; !done(); await pause(50)) if (Date.now() > end) throw new Error(`waited ${PATIENCE / 1_000} s for services ${what}, in vain; see the stack's log`);
}
