import { setTimeout as pause } from 'node:timers/promises';

/** Longest that anything may take, milliseconds, unless told otherwise: machines are shared, and may be busy. */
const PATIENCE = 180_000;

/**
 * Asks until there is an answer: anything but false and undefined.
 * @param what waited for, for who reads that it never came
 * @throws Error when there is none for so many milliseconds
 */
export async function until<T>(what: string, ask: () => Promise<T | false | undefined> | T | false | undefined, { patience = PATIENCE, every = 20 } = {}): Promise<T> {
  for (const end = Date.now() + patience; ; await pause(every)) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (Date.now() > end) throw new Error(`waited ${patience / 1_000} s in vain for ${what}`);
  }
}
