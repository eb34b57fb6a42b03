import { describe, expect, it } from '@jest/globals';
import { entityTag, matches, versionFrom } from './entity-tags.js';

describe('an entity tag', () => {
  const tag = entityTag({ id: 'a', version: 7, openNow: true });

  it('carries the version, and changes with everything', () => {
    expect(tag).toMatch(/^"7\.[\w-]{16}"$/);
    expect(versionFrom(tag)).toBe(7);
    expect(entityTag({ id: 'a', version: 7, openNow: false })).not.toBe(tag);
    expect(entityTag({ items: [] })).toMatch(/^"[\w-]{16}"$/);
  });

  it('matches itself, weakly too, in a list, and everything', () => {
    expect([tag, `W/${tag}`, `"x", ${tag}`, '*'].map((header) => matches(header, tag))).toEqual([true, true, true, true]);
    expect([undefined, '"x"', '7'].map((header) => matches(header, tag))).toEqual([false, false, false]);
  });

  it('asks for nothing when it is absent, and for the impossible when it is not ours', () => {
    expect([versionFrom(undefined), versionFrom('*')]).toEqual([undefined, undefined]);
    for (const header of ['7', '"7"', 'W/"7.abc"', '']) expect(() => versionFrom(header)).toThrow(expect.objectContaining({ status: 412 }));
  });
});
