import { pause } from './failure.js';

const SLOW_POLL = 2_000;

/** Sleeps until the earliest known task is due, or until woken. */
export class Alarm {
  next = 0;
  private waker: AbortController | undefined;

  at(time: number): void {
    if (time >= this.next) return;
    this.next = time;
    this.waker?.abort();
  }

  async sleep(now: number): Promise<void> {
    const left = this.next - now;
    if (left <= 0) return;
    this.waker = new AbortController();
    await pause(Math.min(left, SLOW_POLL), this.waker.signal);
    this.waker = undefined;
  }
}
