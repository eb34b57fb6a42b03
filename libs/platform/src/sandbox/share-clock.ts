import type { Clock } from '@demae/saga';
import type { Logger } from '../log/logger.js';
import type { Redis } from '../redis/redis.js';

/** Redis key and channel: how far a sandbox' time has been moved, milliseconds. */
const MOVED_BY = 'demae:sandbox:moved-by';

/**
 * One time for all processes of a sandbox: whoever's clock is moved tells the others through Redis, and a process that starts later, or
 * again, catches up. Returns how to stop that.
 */
export async function shareClock(clock: Clock, redis: Redis, logger: Logger): Promise<() => void> {
  const catchUp = (movedBy: number) => {
    if (movedBy > clock.movedBy) clock.advance(movedBy - clock.movedBy);
  };
  const away = (error: unknown) => logger.warn({ err: error }, 'this process may miss that the sandbox clock was moved: Redis is away');
  const heard = redis.duplicate();
  heard.on('error', () => undefined);
  heard.on('message', (_, text) => catchUp(Number(text)));
  // Again after each absence: what was said meanwhile was not heard.
  heard.on('ready', () => {
    heard.subscribe(MOVED_BY).then(async () => catchUp(Number(await redis.get(MOVED_BY)))).catch(away);
  });
  await heard.connect().catch(away);
  const unwatch = clock.watch(() => {
    redis.multi().set(MOVED_BY, clock.movedBy).publish(MOVED_BY, String(clock.movedBy)).exec().catch(away);
  });
  return () => {
    unwatch();
    heard.disconnect();
  };
}
