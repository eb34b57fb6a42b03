import { setTimeout as pause } from 'node:timers/promises';

const TRIES = 3;
/** Before the next try, milliseconds. */
const PAUSE = 10_000;

/** Does what takes something from the network, and does it again where that fails: up to three times, telling why. @throws what the last try threw */
export async function fetched<R>(say: (message: string) => void, work: (tries: number) => Promise<R>): Promise<R> {
  for (let tries = 1; ; tries++) {
    try {
      return await work(tries);
    } catch (error) {
      // A program that is not there does not come by waiting.
      if (tries === TRIES || (error as NodeJS.ErrnoException).code === 'ENOENT') throw error;
      say(`${(error as Error).message}\ntrying again in ${PAUSE / 1_000} s`);
      await pause(PAUSE);
    }
  }
}
