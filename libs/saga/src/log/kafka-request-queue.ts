import { createRequire } from 'node:module';

/** What the repair below touches of kafkajs' own RequestQueue (kafkajs 2.2.4, src/network/requestQueue/index.js). */
interface RequestQueue {
  pending: readonly unknown[];
  /** Milliseconds since the epoch until which the broker wants no more requests; -1 when it never said so. */
  throttledUntil: number;
  throttleCheckTimeoutId: NodeJS.Timeout | null;
  checkPendingRequests(): void;
  scheduleCheckPendingRequests(): void;
}

/** kafkajs' own pause before it looks again at requests that wait for one in flight, milliseconds. */
const LOOK_AGAIN = 10;

/**
 * Repairs kafkajs 2.2.4 at runtime: after each answer it sets a timer to look after waiting requests, even when none waits, and that
 * timer sets the next one. Each connection so wakes up every millisecond for as long as it lives (its issues 1556 and 1604), and the
 * timers get `-1 - now` as their time, of which Node 24 warns (1751).
 * Here a timer is set only while a request waits, and never for a time that has passed. Nothing is missed: `push` and `fulfillRequest`,
 * the only ways in and out of the queue, both call this.
 */
export function repairRequestQueue(): void {
  const queue = createRequire(import.meta.url)('kafkajs/src/network/requestQueue/index.js') as { prototype: RequestQueue };
  queue.prototype.scheduleCheckPendingRequests = function scheduleCheckPendingRequests(this: RequestQueue): void {
    if (this.throttleCheckTimeoutId || this.pending.length === 0) return;
    const throttled = this.throttledUntil - Date.now();
    this.throttleCheckTimeoutId = setTimeout(() => {
      this.throttleCheckTimeoutId = null;
      this.checkPendingRequests();
    }, throttled > 0 ? throttled : LOOK_AGAIN);
  };
}
