import { setTimeout as pause } from 'node:timers/promises';
import { processEnvironment } from '../config/environment.js';
import type { Logger } from '../log/logger.js';

/** Longest that an orderly stop may take, milliseconds. */
const PATIENCE = 25_000;

/**
 * Lets the process run until it is asked to end, then stops everything and exits. Call it before anything is opened: `stop` may be
 * called at any moment from then on, so it waits for a start that is still going on.
 * A Ctrl-C reaches a process under npm twice, from the terminal and from npm, so a stop that has begun is not begun again. When npm
 * itself is killed, nobody else would end its child.
 */
export function untilStopped(stop: () => Promise<void>, logger: Logger): void {
  let stopping = false;
  const end = (why: string, code: number) => {
    if (stopping) return;
    stopping = true;
    logger.info(`stopping: ${why}`);
    void Promise.race([stop().then(() => 'stopped'), pause(PATIENCE, 'gave up waiting for what still ran')])
      .then((how) => logger.info(how), (error: unknown) => {
        logger.error({ err: error }, 'could not stop in order');
        code ||= 1;
      })
      .finally(() => process.exit(code));
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => end(signal, 0));
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error: unknown) => {
      logger.fatal({ err: error }, event);
      end(event, 1);
    });
  }
  if (processEnvironment()['npm_lifecycle_event'] === undefined) return;
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && end('npm is gone', 0), 1_000).unref();
}
