import { CRASH_POINTS, type CrashPoint } from '@demae/saga';
import type { Logger } from '../log/logger.js';
import type { Redis } from '../redis/redis.js';

/** Redis channel: `{ service, point, passes }`, for that service to end at once when it has passed that point so many times from now on. */
export const CRASH_CHANNEL = 'demae:sandbox:crash';

/** Lets whoever tests a sandbox end one of its services at a moment that a kill from outside would hardly hit. */
export class CrashPoints {
  private armed: { point: CrashPoint; passes: number } | undefined;
  private readonly heard: Redis;

  constructor(service: string, redis: Redis, logger: Logger) {
    this.heard = redis.duplicate();
    this.heard.on('error', () => undefined);
    this.heard.on('ready', () => void this.heard.subscribe(CRASH_CHANNEL).catch(() => undefined));
    this.heard.on('message', (_, text) => {
      const order = JSON.parse(text) as { service: string; point: CrashPoint; passes: number };
      if (order.service !== service || !CRASH_POINTS.includes(order.point)) return;
      this.armed = { point: order.point, passes: order.passes };
      logger.warn({ point: order.point, passes: order.passes }, 'this process will end at a crash point');
    });
    this.heard.connect().catch(() => undefined);
  }

  pass(point: CrashPoint): void {
    if (this.armed?.point !== point) return;
    this.armed.passes -= 1;
    // As a kill from outside: nothing more runs, nothing is flushed.
    if (this.armed.passes <= 0) process.kill(process.pid, 'SIGKILL');
  }

  close(): void {
    this.heard.disconnect();
  }
}
