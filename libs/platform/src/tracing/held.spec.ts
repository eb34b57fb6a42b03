import { describe, expect, it } from '@jest/globals';
import { HeldSpans, type Held } from './held.js';
import type { Done } from './span.js';

const one = (traceId: string, heldAt = 0): Held => ({
  heldAt,
  weight: 1,
  spansOf: (wanted) => (wanted.has(`00-${idOf(traceId)}-`) ? [{ service: 'order', done: { name: traceId } as Done }] : []),
});
const idOf = (letter: string) => letter.repeat(32);
const names = (found: { done: Done }[]) => found.map(({ done }) => done.name);

describe('spans that nobody has asked for', () => {
  it('are found when their trace is wanted, once, and so are those that come later', () => {
    const held = new HeldSpans({ most: 100, long: 1_000 });
    for (const id of ['a', 'b', 'a']) held.add(one(id));
    expect(names(held.search(0))).toEqual([]);
    expect(held.want(idOf('a'), 0)).toBe(true);
    expect(held.want(idOf('a'), 0)).toBe(false);
    held.add(one('a'));
    expect(names(held.search(0))).toEqual(['a', 'a', 'a']);
    expect(names(held.search(0))).toEqual([]);
    held.add(one('a'));
    held.add(one('b'));
    expect(names(held.search(0))).toEqual(['a']);
    held.want(idOf('b'), 0);
    expect(names(held.search(0))).toEqual(['b', 'b']);
  });

  it('are held so many, the newest, and so long', () => {
    const held = new HeldSpans({ most: 3, long: 1_000 });
    for (const id of ['a', 'b', 'c', 'd']) held.add(one(id));
    for (const id of ['a', 'b', 'c', 'd']) held.want(idOf(id), 0);
    expect(names(held.search(0))).toEqual(['b', 'c', 'd']);
    held.add(one('e', 100));
    held.search(2_000);
    held.want(idOf('e'), 2_000);
    expect(names(held.search(2_000))).toEqual([]);
    for (let i = 0; i < 10; i++) held.add(one('f', 2_000));
    held.want(idOf('f'), 2_000);
    expect(names(held.search(2_000))).toEqual(['f', 'f', 'f']);
  });
});
