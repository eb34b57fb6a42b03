import { describe, expect, it } from '@jest/globals';
import { decodeCursor, encodeCursor, limitOf, pageById } from './cursor.js';

const id = '019aa6f2-3f00-7000-8000-000000000001';

describe('a cursor', () => {
  it.each([['ramen'], [1250], [812.0999999999999]])('comes back as it was: %s', (key) => {
    expect(decodeCursor('name', encodeCursor('name', { key, id }))).toEqual({ key, id });
  });

  it('is absent on the first page', () => {
    expect(decodeCursor('name', undefined)).toBeUndefined();
  });

  it.each([
    ['another sorting', encodeCursor('price', { key: 1, id })],
    ['no base64', '%%%'],
    ['no list', Buffer.from('{"a":1}').toString('base64url')],
    ['an id that is none', encodeCursor('name', { key: 'a', id: "'; drop table store" })],
    ['a key of another kind', Buffer.from(JSON.stringify(['name', null, id])).toString('base64url')],
    ['text Postgres refuses', encodeCursor('name', { key: 'a\0', id })],
    ['nothing', ''],
  ])('is refused when it is %s', (_what, cursor) => {
    expect(() => decodeCursor('name', cursor)).toThrow(expect.objectContaining({ status: 400 }));
  });
});

describe('the size of a page', () => {
  it.each([[undefined, 20], [0, 20], [1, 1], [100, 100], [1000, 100], [-5, 1]])('asked for %s is %s', (limit, size) => {
    expect(limitOf(limit === undefined ? undefined : { limit })).toBe(size);
  });
});

describe('a page by id', () => {
  it('goes on after the id that is its cursor, and begins without one', () => {
    expect(pageById({ limit: 5, cursor: id })).toEqual({ limit: 5, after: id });
    expect(pageById(undefined)).toEqual({ limit: 20, after: undefined });
  });

  it.each(['', 'abc', "'; drop table store", `${id}0`, encodeCursor('name', { key: 'a', id })])('is refused with the cursor %j', (cursor) => {
    expect(() => pageById({ limit: 5, cursor })).toThrow(expect.objectContaining({ status: 400 }));
  });
});
