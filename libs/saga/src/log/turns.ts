import { performance, type EventLoopUtilization } from 'node:perf_hooks';

/** From this share of its time on, the process has no breath left. */
const BREATHLESS = 0.9;
/** How often to look, milliseconds. */
const LOOK = 100;

/**
 * How many batches are worked on at once, over all groups of a log. A transaction costs much the same for one record as for fifty: under
 * load those that wait for their turn find a fuller batch when it comes, and without load nobody waits. When the process is out of breath
 * there is one turn at a time, which leaves the rest of it to whoever waits for an answer.
 */
export class Turns {
  private readonly waiting: (() => void)[] = [];
  private running = 0;
  private allowed: number;
  private looked: EventLoopUtilization = performance.eventLoopUtilization();
  private lookAgain = 0;

  constructor(private readonly most: number) {
    this.allowed = most;
  }

  async take(): Promise<void> {
    if (this.running < this.limit()) this.running += 1;
    else await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  give(): void {
    this.running -= 1;
    while (this.waiting.length > 0 && this.running < this.limit()) {
      this.running += 1;
      this.waiting.shift()!();
    }
  }

  private limit(): number {
    const now = performance.now();
    if (now > this.lookAgain) {
      const current = performance.eventLoopUtilization();
      this.allowed = performance.eventLoopUtilization(current, this.looked).utilization > BREATHLESS ? 1 : this.most;
      this.looked = current;
      this.lookAgain = now + LOOK;
    }
    return this.allowed;
  }
}
