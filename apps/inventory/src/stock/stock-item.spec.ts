import { describe, expect, it } from '@jest/globals';
import { newId } from '@demae/saga';
import { StockItem } from './stock-item.js';

const shelf = (onHand: number, lowAt = 5) => Object.assign(StockItem.empty(newId(), 'CUP'), { onHand, lowAt });
/** The names of what is said when so many are on hand, one count after the other. */
const said = (item: StockItem, ...counts: number[]) =>
  counts.map((onHand) => {
    item.count(onHand);
    return item.levelChanges().map(({ name }) => name);
  });

describe('a shelf', () => {
  it('says once that it has run low, until there was more again', () => {
    expect(said(shelf(0, 10), 40, 10, 9, 11, 10)).toEqual([['inventory.level-changed'], ['inventory.ran-low'], [], [], ['inventory.ran-low']]);
  });

  it('tells displays only when what they show changes', () => {
    expect(said(shelf(0, 0), 40, 6, 5, 1, 0, 3)).toEqual([
      ['inventory.level-changed'], [], ['inventory.level-changed'], [], ['inventory.level-changed', 'inventory.ran-low'], ['inventory.level-changed'],
    ]);
  });

  it('is not counted to less than is reserved; told of a count it keeps that much', () => {
    const item = shelf(10);
    item.putAside(4);
    expect(() => item.count(3)).toThrow(expect.objectContaining({ status: 422 }));
    expect([item.recount(3), item.onHand, item.available]).toEqual([-6, 4, 0]);
    expect(item.recount(7)).toBe(3);
  });
});
