import { performance, type EventLoopUtilization } from 'node:perf_hooks';
import { NAP, rush as rushHere, type Rush } from '../rush.js';

/** From this share of its time on, the process has no breath left. */
const BREATHLESS = 0.9;
/** How often to look, milliseconds. */
const LOOK = 100;
/** In a rush a turn is followed by a rest of so many times its length, but by none longer than this, milliseconds. */
const REST = 20;
const LONGEST_REST = 2_000;

/**
 * How many batches are worked on at once, over all groups of a log. A transaction costs much the same for one record as for fifty: under
 * load those that wait for their turn find a fuller batch when it comes, and without load nobody waits. When the process is out of breath
 * there is one turn at a time, which leaves the rest of it to whoever waits for an answer; and in a rush there is a long rest after each, so
 * that the process belongs to the requests.
 */
export class Turns {
  private readonly waiting: (() => void)[] = [];
  private running = 0;
  private allowed: number;
  private looked: EventLoopUtilization = performance.eventLoopUtilization();
  private lookAgain = 0;
  /** The last one. */
  private turnBegan = 0;
  private restUntil = 0;
  private nap: NodeJS.Timeout | undefined;

  constructor(
    private readonly most: number,
    private readonly rush: Pick<Rush, 'on'> = rushHere,
  ) {
    this.allowed = most;
  }

  async take(): Promise<void> {
    if (this.waiting.length === 0 && this.running < this.limit() && !this.resting) this.begin();
    else {
      const turn = new Promise<void>((resolve) => this.waiting.push(resolve));
      this.next();
      await turn;
    }
  }

  give(): void {
    this.running -= 1;
    const now = performance.now();
    this.restUntil = now + Math.min(LONGEST_REST, REST * (now - this.turnBegan));
    this.next();
  }

  private begin(): void {
    this.running += 1;
    this.turnBegan = performance.now();
  }

  /** Whose turn it is; in a rest, after it, and without breath, when it is back. */
  private next(): void {
    while (this.waiting.length > 0 && this.running < this.most) {
      // Neither the end of a rest nor the process' breath comes back by anybody's giving his turn.
      const wait = this.running >= this.limit() ? LOOK : this.resting ? NAP : 0;
      if (wait > 0) {
        clearTimeout(this.nap);
        this.nap = setTimeout(() => this.next(), wait);
        return;
      }
      this.begin();
      this.waiting.shift()!();
    }
  }

  private get resting(): boolean {
    return this.rush.on && performance.now() < this.restUntil;
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
