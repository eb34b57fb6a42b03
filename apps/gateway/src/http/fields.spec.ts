import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import type { Problem } from '@demae/platform';
import { Email, Flag, Instant, ListOf, Nested, OneOf, Text, TextMap, TimeZone, Uuid, Whole } from './fields.js';
import { Validation } from './validation.js';

class Line {
  @Text({ min: 1, max: 8 })
  sku!: string;

  @Whole({ min: 1, max: 999 })
  quantity!: number;
}

class Place {
  @Text({ min: 1, max: 20 })
  city!: string;
}

class Body {
  @Uuid()
  id!: string;

  @ListOf(() => Line, { min: 1, max: 2 })
  lines!: Line[];

  @Nested(() => Place, { optional: true })
  place?: Place;

  @OneOf(['card', 'cash'], { optional: true })
  method?: string;

  @Email({ optional: true })
  email?: string;

  @TextMap({ most: 2, optional: true })
  attributes?: Record<string, string>;

  @TimeZone({ optional: true })
  timeZone?: string;
}

class Query {
  @Whole({ min: 1, max: 100, optional: true, inQuery: true })
  limit?: number;

  @Flag({ optional: true, inQuery: true })
  inStock?: boolean;

  @Instant({ optional: true })
  from?: string;
}

const id = '019aa6f2-3f00-7000-8000-000000000001';
const good = { id, lines: [{ sku: 'cup', quantity: 2 }] };
const pipe = new Validation();
const read = <T>(type: new () => T, value: unknown, from: 'body' | 'query' = 'body') => pipe.transform(value, { type: from, metatype: type }) as T;
/** The paths that are wrong. */
function wrong(value: unknown, type: new () => object = Body, from: 'body' | 'query' = 'body'): string[] {
  try {
    read(type, value, from);
    return [];
  } catch (error) {
    const { status, extra } = error as Problem;
    expect(status).toBe(400);
    return (extra!['errors'] as { path: string }[]).map(({ path }) => path);
  }
}

describe('fields', () => {
  it('let through what is right, as it is', () => {
    const full = { ...good, place: { city: '東京' }, method: 'cash', email: 'Ann@example.com', attributes: { size: 'L' }, timeZone: 'Asia/Tokyo' };
    expect(JSON.parse(JSON.stringify(read(Body, full)))).toEqual(full);
  });

  it.each<[string, unknown, string[]]>([
    ['an unknown field', { ...good, colour: 'red' }, ['colour']],
    ['an unknown field within', { ...good, lines: [{ sku: 'cup', quantity: 2, price: 1 }] }, ['lines.0.price']],
    ['a wrong type', { ...good, lines: [{ sku: 5, quantity: '2' }] }, ['lines.0.sku', 'lines.0.quantity']],
    ['a fraction', { ...good, lines: [{ sku: 'cup', quantity: 1.5 }] }, ['lines.0.quantity']],
    ['a huge number', { ...good, lines: [{ sku: 'cup', quantity: 1e308 }] }, ['lines.0.quantity']],
    ['more than everything', { ...good, lines: [{ sku: 'cup', quantity: Infinity }] }, ['lines.0.quantity']],
    ['a NUL', { ...good, lines: [{ sku: 'a\0b', quantity: 2 }] }, ['lines.0.sku']],
    ['half a character', { ...good, place: { city: 'a\ud800' } }, ['place.city']],
    ['blanks only', { ...good, place: { city: '   ' } }, ['place.city']],
    ['null for an optional', { ...good, place: null, method: null }, ['place', 'method']],
    ['a list for an object', { ...good, place: [] }, ['place']],
    ['text for an object', { ...good, place: 'Tokyo' }, ['place']],
    ['an object for a list', { ...good, lines: { 0: { sku: 'cup', quantity: 1 } } }, ['lines']],
    ['a list of numbers', { ...good, lines: [1] }, ['lines']],
    ['a list of lists', { ...good, lines: [[]] }, ['lines']],
    ['an empty list', { ...good, lines: [] }, ['lines']],
    ['a list too long', { ...good, lines: [1, 2, 3].map(() => good.lines[0]) }, ['lines']],
    ['a missing field', { lines: good.lines }, ['id']],
    ['nothing', undefined, ['id', 'lines']],
    ['null', null, ['id', 'lines']],
    ['no UUID', { ...good, id: 'one' }, ['id']],
    ['an array', [], ['id', 'lines']],
    ['a number', 5, ['id', 'lines']],
    ['another word', { ...good, method: 'gold' }, ['method']],
    ['no address', { ...good, email: 'ann@' }, ['email']],
    ['numbers among texts', { ...good, attributes: { size: 5 } }, ['attributes']],
    ['too many texts', { ...good, attributes: { a: '', b: '', c: '' } }, ['attributes']],
    ['a zone nobody knows', { ...good, timeZone: 'Asia/Atlantis' }, ['timeZone']],
    ['an offset instead of a zone', { ...good, timeZone: '+09:00' }, ['timeZone']],
  ])('refuse %s', (_what, value, paths) => {
    expect(wrong(value).sort()).toEqual(paths.sort());
  });

  it('are documented by the classes they hold', () => {
    for (const name of ['lines', 'place']) {
      const documented = Reflect.getMetadata('swagger/apiModelProperties', Body.prototype, name) as { type: () => unknown };
      // Under any other name the generator takes the function itself for the class, and refers to nothing.
      expect(documented.type.name).toBe('type');
      expect([Line, Place]).toContain(documented.type());
    }
  });

  it('may all be absent, but the body is an object then too', () => {
    class Change {
      @Text({ max: 8, optional: true })
      name?: string;
    }
    for (const nothing of [undefined, {}]) expect(read(Change, nothing)).toEqual(new Change());
    for (const something of [null, [], [{}], 5, 'x', true]) expect(wrong(something, Change)).toEqual(['']);
  });

  it('read queries as what they stand for', () => {
    const { limit, inStock, from } = read(Query, { limit: '20', inStock: 'false', from: '2025-11-21T09:30:00Z' }, 'query');
    expect({ limit, inStock, from }).toEqual({ limit: 20, inStock: false, from: '2025-11-21T09:30:00Z' });
  });

  it.each<Record<string, unknown>>([{ limit: '0' }, { limit: '101' }, { limit: '1e1' }, { limit: ['1', '2'] }, { limit: '' }, { inStock: 'yes' }, { from: '2025-13-41' }, { page: '2' }, { constructor: '1' }, { toString: '1' }])(
    'refuse the query %j',
    (query) => {
      expect(wrong(query, Query, 'query')).toEqual(Object.keys(query));
    },
  );
});
