import { setTimeout as pause } from 'node:timers/promises';
import { OpsServiceService } from '@demae/contracts';
import { Problem } from '@demae/platform';
import type { Shop } from '@demae/testing';
import { SERVICES } from '../scripts/stack/services.js';

/** Longest that anything may take on a stack of many processes, milliseconds. */
const PATIENCE = 180_000;

/** Asks until there is an answer. @throws Error when there is none for so many milliseconds */
export async function until<T>(what: string, ask: () => Promise<T | undefined> | T | undefined, patience = PATIENCE): Promise<T> {
  for (const end = Date.now() + patience; ; await pause(50)) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > end) throw new Error(`waited ${patience} ms for ${what}, in vain`);
  }
}

/** For who was started again a moment ago. */
export function unlessAway(error: unknown): undefined {
  if (!(error instanceof Problem) || error.status !== 503) throw error;
}

/** Until every service of the stack is found again by who has asked before. */
export async function allAnswer({ ground: { peers } }: Shop, patience = PATIENCE): Promise<void> {
  for (const name of SERVICES) await until(`${name} to answer`, () => peers.client(OpsServiceService, name).getClock({}).then(() => true as const, unlessAway), patience);
}
