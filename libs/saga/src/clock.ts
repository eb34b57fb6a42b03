/**
 * The time of all business decisions. Outside tests and the sandbox it is the system's; there it can be moved forward,
 * and whoever waits for a deadline is told. Where the system's is off, it follows one that others can ask, too.
 */
export class Clock {
  private offset = 0;
  private correction = 0;
  private readonly watchers = new Set<() => void>();

  now(): Date {
    return new Date(Date.now() + this.offset + this.correction);
  }

  /** How far it was moved forward, milliseconds. */
  get movedBy(): number {
    return this.offset;
  }

  /** Moves the time forward by that many milliseconds. */
  advance(milliseconds: number): void {
    if (!Number.isSafeInteger(milliseconds) || milliseconds < 0) {
      throw new RangeError(`The clock moves forward by whole milliseconds, not by ${milliseconds}.`);
    }
    this.offset += milliseconds;
    for (const watcher of this.watchers) watcher();
  }

  /** How far ahead of the system's time it goes because that is off, milliseconds; negative for behind. */
  get follows(): number {
    return this.correction;
  }

  /** Goes by a clock that is so far ahead of the system's, milliseconds. */
  follow(ahead: number): void {
    this.correction = ahead;
    for (const watcher of this.watchers) watcher();
  }

  /** Calls back whenever the time was moved; returns how to stop that. */
  watch(moved: () => void): () => void {
    this.watchers.add(moved);
    return () => this.watchers.delete(moved);
  }
}

const UNITS: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

export type Duration = `${number}${'ms' | 's' | 'm' | 'h' | 'd'}`;

/** '3m' → 180000 milliseconds. @throws RangeError on anything else than a number with ms, s, m, h or d. */
export function milliseconds(duration: Duration): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(duration);
  if (!match) throw new RangeError(`"${duration}" is no duration; write for example "30s", "3m" or "2h".`);
  return Number(match[1]) * UNITS[match[2]!]!;
}
