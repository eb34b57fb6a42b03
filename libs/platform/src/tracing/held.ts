import type { Done } from './span.js';

/** Something done whose traces are not, or not yet, wanted. */
export interface Held {
  /** When it was put here, milliseconds. */
  heldAt: number;
  /** How many spans it may become. */
  weight: number;
  /** The spans of those traces. */
  spansOf(wanted: Wanted): readonly { service: string; done: Done }[];
}

/** Ids of traces. */
export type Wanted = Pick<ReadonlySet<string>, 'has' | 'size'>;

export interface HeldLimits {
  /** Spans at most. */
  most: number;
  /** Milliseconds at most. */
  long: number;
}

/** Ids of wanted traces that are remembered. */
const MOST_WANTED = 10_000;

/**
 * What was done lately in traces that nobody has asked for, so that it is there when one of them turns out to matter: so many spans and
 * so long, then the oldest go. To put something here costs next to nothing; the search is done for all wanted traces together.
 */
export class HeldSpans {
  private held: Held[] = [];
  private first = 0;
  private weight = 0;
  /** Where those begin that were put here since the last search. */
  private fresh = 0;
  private readonly wanted = new Map<string, number>();
  private readonly newlyWanted = new Set<string>();

  constructor(private readonly limits: HeldLimits) {}

  add(one: Held): void {
    this.held.push(one);
    this.weight += one.weight;
    while (this.weight > this.limits.most && this.first < this.held.length) this.dropOldest();
  }

  /** Whether that is news. */
  want(traceId: string, now: number): boolean {
    if (this.wanted.has(traceId)) return false;
    this.wanted.set(traceId, now);
    this.newlyWanted.add(traceId);
    if (this.wanted.size > MOST_WANTED) this.wanted.delete(this.wanted.keys().next().value!);
    return true;
  }

  /** What has become wanted since the last search: everything of traces newly wanted, and what came since of those wanted before. */
  search(now: number): { service: string; done: Done }[] {
    const found: { service: string; done: Done }[] = [];
    const look = (from: number, to: number, wanted: Wanted) => {
      if (wanted.size === 0) return;
      for (let i = from; i < to; i++) found.push(...this.held[i]!.spansOf(wanted));
    };
    const fresh = Math.max(this.fresh, this.first);
    look(this.first, fresh, this.newlyWanted);
    if (fresh < this.held.length) look(fresh, this.held.length, this.wanted);
    this.newlyWanted.clear();
    this.forget(now - this.limits.long);
    return found;
  }

  private forget(before: number): void {
    while (this.first < this.held.length && this.held[this.first]!.heldAt < before) this.dropOldest();
    for (const [traceId, since] of this.wanted) {
      if (since >= before) break;
      this.wanted.delete(traceId);
    }
    this.held = this.held.slice(this.first);
    this.first = 0;
    this.fresh = this.held.length;
  }

  private dropOldest(): void {
    this.weight -= this.held[this.first]!.weight;
    // Not kept alive by the array that still has a place for it.
    this.held[this.first] = NOTHING;
    this.first += 1;
  }
}

const NOTHING: Held = { heldAt: 0, weight: 0, spansOf: () => [] };
