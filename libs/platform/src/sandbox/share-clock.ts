import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '@demae/saga';
import type { Logger } from '../log/logger.js';
import type { Redis } from '../redis/redis.js';

/** Redis key and channel: how far a sandbox' time has been moved, milliseconds. */
const MOVED_BY = 'demae:sandbox:moved-by';
/** How often to ask how far it was, when a busy machine has no answer in time. */
const TRIES = 5;

/**
 * One time for all processes of a sandbox: whoever's clock is moved tells the others through Redis, and a process that starts later, or
 * again, has caught up when this resolves. Returns how to stop that.
 */
export async function shareClock(clock: Clock, redis: Redis, logger: Logger): Promise<() => void> {
  const catchUp = (movedBy: number) => {
    if (movedBy > clock.movedBy) clock.advance(movedBy - clock.movedBy);
  };
  const away = (error: unknown) => logger.warn({ err: error }, 'this process may miss that the sandbox clock was moved: Redis is away');
  const heard = redis.duplicate();
  heard.on('error', () => undefined);
  heard.on('message', (_, text) => catchUp(Number(text)));
  const listen = async () => {
    for (let tries = 1; ; tries++) {
      try {
        await heard.subscribe(MOVED_BY);
        return catchUp(Number(await redis.get(MOVED_BY)));
      } catch (error) {
        if (tries === TRIES || heard.status !== 'ready') throw error;
        await pause(200);
      }
    }
  };
  let listening = Promise.resolve();
  // Again after each absence: what was said meanwhile was not heard.
  heard.on('ready', () => {
    listening = listen().catch(away);
  });
  await heard.connect().catch(away);
  await listening;
  const unwatch = clock.watch(() => {
    redis.multi().set(MOVED_BY, clock.movedBy).publish(MOVED_BY, String(clock.movedBy)).exec().catch(away);
  });
  return () => {
    unwatch();
    heard.disconnect();
  };
}
