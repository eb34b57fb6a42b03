import { describe, expect, it } from '@jest/globals';
import { CategoryTree, DEEPEST, type Branch } from './category-tree.js';

const branch = (id: string, parentId: string | null, position = 0): Branch => ({ id, parentId, name: id.toUpperCase(), position, version: 1 });
const tree = new CategoryTree([branch('food', null), branch('goods', null, 1), branch('noodles', 'food'), branch('ramen', 'noodles'), branch('udon', 'noodles', 1)]);
const no = (status: number) => expect.objectContaining({ status });

describe('the tree of categories', () => {
  it('shows each with all below it', () => {
    expect(tree.under(null)).toMatchObject([{ id: 'food', children: [{ id: 'noodles', children: [{ id: 'ramen' }, { id: 'udon' }] }] }, { id: 'goods', children: [] }]);
    expect(tree.within('food')).toEqual(['food', 'noodles', 'ramen', 'udon']);
    expect(tree.within('nowhere')).toBeUndefined();
    expect(tree.pathTo('udon')!.map(({ id }) => id)).toEqual(['food', 'noodles', 'udon']);
  });

  it('lets none stand below itself', () => {
    for (const parent of ['food', 'noodles', 'ramen']) expect(() => tree.mustFit('food', parent, 'FOOD')).toThrow(no(409));
    expect(() => tree.mustFit('noodles', 'goods', 'NOODLES')).not.toThrow();
    expect(() => tree.mustFit('noodles', null, 'NOODLES')).not.toThrow();
    expect(() => tree.mustFit('noodles', 'nowhere', 'NOODLES')).toThrow(no(400));
  });

  it('is only so deep, whatever hangs on what is moved', () => {
    const deep = new CategoryTree([...Array.from({ length: DEEPEST }, (_, i) => branch(`l${i}`, i === 0 ? null : `l${i - 1}`)), branch('two', null), branch('levels', 'two')]);
    expect(() => deep.mustFit(undefined, `l${DEEPEST - 1}`, 'x')).toThrow(no(409));
    expect(() => deep.mustFit(undefined, `l${DEEPEST - 2}`, 'x')).not.toThrow();
    expect(() => deep.mustFit('two', `l${DEEPEST - 2}`, 'TWO')).toThrow(no(409));
    expect(() => deep.mustFit('two', `l${DEEPEST - 3}`, 'TWO')).not.toThrow();
  });

  it('has each name once in a place', () => {
    expect(() => tree.mustFit(undefined, 'noodles', 'Ramen')).toThrow(no(409));
    expect(() => tree.mustFit(undefined, 'food', 'Ramen')).not.toThrow();
    expect(() => tree.mustFit('ramen', 'noodles', 'ramen')).not.toThrow();
    expect(tree.nextPosition('noodles')).toBe(2);
    expect(tree.nextPosition('ramen')).toBe(0);
  });
});
