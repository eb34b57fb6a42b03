import { describe, expect, it } from '@jest/globals';
import { stockSign } from './shelf-display.js';

describe('the stock display', () => {
  it.each([
    [false, 0, 'UNTRACKED'],
    [true, undefined, 'OUT'],
    [true, null, 'OUT'],
    [true, 0, 'OUT'],
    [true, 1, 'LOW'],
    [true, 5, 'LOW'],
    [true, 6, 'IN_STOCK'],
  ])('tracked %s, available %s: %s', (tracked, available, sign) => {
    expect(stockSign(tracked, available)).toBe(sign);
  });
});
