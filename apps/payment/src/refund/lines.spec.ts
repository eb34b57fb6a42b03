import { describe, expect, it } from '@jest/globals';
import type { Checkout } from '@demae/contracts';
import { linesLeft, priceOf, quantities } from './lines.js';

const line = (sku: string, quantity: number, total: number) => ({ sku, quantity, total: { amount: total, currency: 'JPY' } }) as Checkout['lines'][number];
/** Two bowls as they are, one with an egg, and tea. */
const ordered = [line('bowl', 2, 2000), line('bowl', 1, 1150), line('tea', 3, 900)];

describe('what lines cost', () => {
  it.each<[Record<string, number>, Record<string, number>, number]>([
    [{ tea: 1 }, {}, 300],
    [{ bowl: 2 }, {}, 2000],
    [{ bowl: 3 }, {}, 3150],
    [{ bowl: 1 }, { bowl: 2 }, 1150],
    [{ bowl: 2, tea: 1 }, { bowl: 1 }, 2450],
  ])('%j after %j', (wanted, refunded, price) => {
    expect(priceOf(new Map(Object.entries(wanted)), ordered, new Map(Object.entries(refunded)))).toBe(price);
  });

  it.each<[Record<string, number>, Record<string, number>]>([
    [{ bowl: 4 }, {}],
    [{ bowl: 1 }, { bowl: 3 }],
    [{ cake: 1 }, {}],
  ])('is refused for %j after %j', (wanted, refunded) => {
    expect(() => priceOf(new Map(Object.entries(wanted)), ordered, new Map(Object.entries(refunded)))).toThrow('cannot be refunded');
  });

  it('is left of what was not refunded', () => {
    expect(linesLeft(ordered, quantities([{ sku: 'bowl', quantity: 1 }, { sku: 'tea', quantity: 1 }, { sku: 'tea', quantity: 2 }]))).toEqual([{ sku: 'bowl', quantity: 2 }]);
  });
});
