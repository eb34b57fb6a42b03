import { pause } from './failure.js';

/** What has not lasted so long is no rush yet, milliseconds: whoever was held up by a busy moment is answered with the next batch. */
const SETTLES = 300;
/** What does not end is no rush, milliseconds: from then on the sagas get their full share again. Well below what a saga may take. */
const LONGEST = 30_000;
/** How often to look whether requests still queue, milliseconds, and after how many such looks in a row at none the rush is over. */
const LOOK = 50;
const LOOKS = 4;
/** How often a rest looks whether the rush is over, milliseconds. */
export const NAP = 5;

/**
 * Whether more requests come, in this process, than are being answered. Then the sagas, which nobody waits for in a request, rest for the
 * most part: a burst is accepted first, and worked off after it.
 */
export class Rush {
  private since: number | undefined;
  private looking: NodeJS.Timeout | undefined;
  private looksAtNone = 0;

  /** Requests queue right now. */
  note(): void {
    this.since ??= performance.now();
    this.looksAtNone = 0;
    this.looking ??= setInterval(() => this.look(), LOOK).unref();
  }

  get on(): boolean {
    if (this.since === undefined) return false;
    const lasted = performance.now() - this.since;
    return lasted >= SETTLES && lasted <= LONGEST;
  }

  /** Looks are counted, not time: a process that was held up has seen nobody queue meanwhile, and looks once. */
  private look(): void {
    this.looksAtNone += 1;
    if (this.looksAtNone < LOOKS) return;
    this.since = undefined;
    clearInterval(this.looking);
    this.looking = undefined;
  }

  /** Returns after so many milliseconds, and before that when the rush is over; at once when there is none. */
  async rest(milliseconds: number, signal: AbortSignal): Promise<void> {
    for (const end = performance.now() + milliseconds; this.on && performance.now() < end && !signal.aborted; ) await pause(NAP, signal);
  }
}

/** Of this process. */
export const rush = new Rush();
