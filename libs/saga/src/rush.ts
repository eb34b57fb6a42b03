/** What has not lasted so long is no rush yet, milliseconds: whoever was held up by a busy moment is answered with the next batch. */
const SETTLES = 300;
/** A rush counts for so long after it was last seen, milliseconds: between two batches the queue is empty for a moment. */
const FADES = 200;
/** What does not end is no rush, milliseconds: from then on the sagas get their full share again. Well below what a saga may take. */
const LONGEST = 30_000;

/**
 * Whether more requests have come, in this process, than are being answered. Then the sagas, which nobody waits for in a request, take
 * a smaller share of the process for a while: a burst is accepted first, and worked off after it.
 */
export class Rush {
  private since = -Infinity;
  private seen = -Infinity;

  /** @param clock in milliseconds. */
  constructor(private readonly clock = () => performance.now()) {}

  /** Requests queue right now. */
  note(): void {
    const now = this.clock();
    if (now - this.seen > FADES) this.since = now;
    this.seen = now;
  }

  get on(): boolean {
    const now = this.clock();
    const lasted = now - this.since;
    return now - this.seen <= FADES && lasted >= SETTLES && lasted <= LONGEST;
  }
}

/** Of this process. */
export const rush = new Rush();
