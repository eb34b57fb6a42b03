/** Milliseconds in which so many are answered. */
export const WINDOW = 60_000;
/** Milliseconds that are counted together. */
export const SLOT = 5_000;
const SLOTS = WINDOW / SLOT;
/** Nothing counts for longer, milliseconds. */
export const MEMORY = WINDOW + SLOT;

/** How often somebody came, by the number of the slot. */
export type Counts = ReadonlyMap<number, number>;

/** Where somebody stands. */
export interface Standing {
  limit: number;
  used: number;
  /** Seconds until nothing of it counts any more. */
  reset: number;
  /** Seconds until the next one is answered; undefined while it is. */
  retryAfter: number | undefined;
}

export const slotOf = (now: number) => Math.floor(now / SLOT);

/** Slots that no longer count. */
export function stale(counts: Counts, now: number): number[] {
  return [...counts.keys()].filter((slot) => slot < slotOf(now) - SLOTS);
}

/**
 * A window that slides by the slot. The oldest slot counts whole as long as a part of it lies within the last minute: so in no minute,
 * wherever it begins, are more answered than the limit. The price: who comes evenly gets the limit in 65 seconds at most, not in 60.
 */
export function standing(counts: Counts, limit: number, now: number): Standing {
  const first = slotOf(now) - SLOTS;
  const slots = [...counts].filter(([slot, count]) => slot >= first && count > 0).sort(([a], [b]) => a - b);
  const used = slots.reduce((sum, [, count]) => sum + count, 0);
  const leaves = (slot: number) => Math.max(1, Math.ceil(((slot + SLOTS + 1) * SLOT - now) / 1_000));
  const reset = slots.length > 0 ? leaves(slots.at(-1)![0]) : 0;
  if (used <= limit) return { limit, used, reset, retryAfter: undefined };
  let left = used;
  for (const [slot, count] of slots) {
    left -= count;
    // The one that is refused comes again instead.
    if (left <= limit) return { limit, used, reset, retryAfter: leaves(slot) };
  }
  return { limit, used, reset, retryAfter: reset };
}
