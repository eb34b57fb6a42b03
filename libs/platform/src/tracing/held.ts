import type { Sent } from './otlp.js';

/** Something done whose traces are not, or not yet, wanted. */
export interface Held {
  /** When it was put here, milliseconds. */
  heldAt: number;
  /** How many spans it may become. */
  weight: number;
  /** The spans of those traces. */
  spansOf(wanted: Wanted): readonly Sent[];
}

/**
 * Traces that somebody wants. Asked for every message that was ever held, nearly always in vain: so most are told by five digits of their
 * ids, their mark, without an id being taken out of its traceparent.
 */
export class Wanted {
  private readonly since = new Map<string, number>();
  /** A bit for each mark. */
  private readonly marks = new Int32Array(2 ** 20 / 32);

  get size(): number {
    return this.since.size;
  }

  /** Whether that is news. */
  add(traceId: string, now: number, most: number): boolean {
    if (this.since.has(traceId)) return false;
    this.since.set(traceId, now);
    this.mark(traceId);
    if (this.since.size > most) this.since.delete(this.since.keys().next().value!);
    return true;
  }

  /** @param at where the traceparent begins in the text */
  has(text: string, at = 0): boolean {
    return this.mayHave(markOf(text, at)) && this.since.has(text.slice(at + 3, at + 35));
  }

  /** Whether one with such a mark is wanted. */
  mayHave(mark: number): boolean {
    return (this.marks[mark >> 5]! & (1 << (mark & 31))) !== 0;
  }

  forget(before: number): void {
    for (const [traceId, since] of this.since) {
      if (since >= before) break;
      this.since.delete(traceId);
    }
    this.marks.fill(0);
    for (const traceId of this.since.keys()) this.mark(traceId);
  }

  private mark(traceId: string): void {
    const mark = markOf(traceId, -3);
    this.marks[mark >> 5]! |= 1 << (mark & 31);
  }
}

/** The last five hexadecimal digits of its trace's id as a number: those of letters lie nine further on. @param at where the traceparent begins */
export function markOf(text: string, at = 0): number {
  let mark = 0;
  for (let i = at + 30; i < at + 35; i++) {
    const code = text.charCodeAt(i);
    mark = (mark << 4) | ((code & 15) + (code > 57 ? 9 : 0));
  }
  return mark & 0xfffff;
}

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
  private readonly wanted = new Wanted();
  private readonly newlyWanted = new Wanted();

  constructor(private readonly limits: HeldLimits) {}

  add(one: Held): void {
    this.held.push(one);
    this.weight += one.weight;
    while (this.weight > this.limits.most && this.first < this.held.length) this.dropOldest();
  }

  /** Whether that is news. */
  want(traceId: string, now: number): boolean {
    return this.wanted.add(traceId, now, MOST_WANTED) && this.newlyWanted.add(traceId, now, MOST_WANTED);
  }

  /** What has become wanted since the last search: everything of traces newly wanted, and what came since of those wanted before. */
  search(now: number): Sent[] {
    const found: Sent[] = [];
    const look = (from: number, to: number, wanted: Wanted) => {
      if (wanted.size === 0) return;
      for (let i = from; i < to; i++) for (const sent of this.held[i]!.spansOf(wanted)) found.push(sent);
    };
    const fresh = Math.max(this.fresh, this.first);
    look(this.first, fresh, this.newlyWanted);
    if (fresh < this.held.length) look(fresh, this.held.length, this.wanted);
    this.newlyWanted.forget(Infinity);
    this.forget(now - this.limits.long);
    return found;
  }

  private forget(before: number): void {
    while (this.first < this.held.length && this.held[this.first]!.heldAt < before) this.dropOldest();
    this.wanted.forget(before);
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
