import { performance } from 'node:perf_hooks';

/** From this share of its time on, the process has no breath left. */
const SHORT = 0.9;
/** How often to look, milliseconds. */
const LOOK = 100;

/** Whether the event loop of this process has had next to no idle moment lately. */
export class Breath {
  private looked = performance.eventLoopUtilization();
  private lookAgain = 0;
  private isShort = false;

  get short(): boolean {
    const now = performance.now();
    if (now > this.lookAgain) {
      const current = performance.eventLoopUtilization();
      this.isShort = performance.eventLoopUtilization(current, this.looked).utilization > SHORT;
      this.looked = current;
      this.lookAgain = now + LOOK;
    }
    return this.isShort;
  }
}

/** Of this process. */
export const breath = new Breath();
