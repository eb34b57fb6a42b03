import type { Checkout, RefundedLine } from '@demae/contracts';
import { refused } from '@demae/platform';

type Line = Checkout['lines'][number];

/** Quantities by sku. */
export type Quantities = ReadonlyMap<string, number>;

export function quantities(lines: readonly RefundedLine[]): Map<string, number> {
  const found = new Map<string, number>();
  for (const { sku, quantity } of lines) found.set(sku, (found.get(sku) ?? 0) + quantity);
  return found;
}

/** What of the order has not been refunded yet. */
export function linesLeft(ordered: readonly Line[], refunded: Quantities): RefundedLine[] {
  return [...quantities(ordered)].map(([sku, quantity]) => ({ sku, quantity: quantity - (refunded.get(sku) ?? 0) })).filter(({ quantity }) => quantity > 0);
}

/**
 * What so many more of these cost, in minor units. Where one sku was ordered with different options, the pieces go back as they stand in the order.
 * @throws Problem 422 when so many were not ordered, or are refunded already.
 */
export function priceOf(wanted: Quantities, ordered: readonly Line[], refunded: Quantities): number {
  let price = 0;
  for (const [sku, quantity] of wanted) {
    const pieces = ordered.filter((line) => line.sku === sku).flatMap((line) => Array<number>(line.quantity).fill(line.total!.amount / line.quantity));
    const before = refunded.get(sku) ?? 0;
    if (before + quantity > pieces.length) {
      throw refused(`Of ${sku}, ${pieces.length} were ordered${before > 0 ? ` and ${before} are refunded` : ''}; ${quantity} cannot be refunded.`, 'refund-lines');
    }
    price += pieces.slice(before, before + quantity).reduce((sum, piece) => sum + piece, 0);
  }
  return price;
}
