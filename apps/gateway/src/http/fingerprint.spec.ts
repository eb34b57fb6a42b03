import { describe, expect, it } from '@jest/globals';
import { fingerprint } from './fingerprint.js';

describe('the fingerprint of a body', () => {
  it('is the same however its fields are ordered, and for what is absent', () => {
    expect(fingerprint({ a: 1, b: [{ c: 'x', d: undefined }] })).toEqual(fingerprint({ b: [{ c: 'x' }], a: 1 }));
  });

  it.each([[{ a: 1 }, { a: 2 }], [{ a: [1, 2] }, { a: [2, 1] }], [{ a: '1' }, { a: 1 }], [{ a: null }, {}]])('differs between %j and %j', (one, other) => {
    expect(fingerprint(one)).not.toEqual(fingerprint(other));
  });
});
