import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openDatabase, type Position } from '@demae/platform';
import { newId } from '@demae/saga';
import { databaseUrl, dropDatabases, newDatabase } from '../../../../libs/testing/src/databases.js';
import type { DataSource } from 'typeorm';
import { FindByWords1700000000003 } from '../migrations/1700000000003-find-by-words.js';
import { searchQuery, searchText } from '../search/search-text.js';
import { wordsOf } from '../search/words.js';
import { CreateCatalog1700000000001 } from '../migrations/1700000000001-create-catalog.js';
import { CreateCategories1700000000002 } from '../migrations/1700000000002-create-categories.js';
import { Frequency, type FrequencyOptions } from './frequency.js';
import { Matches, type Bounds, type Sorting } from './matches.js';

/* The same pages, whether what matches counts as few or as many, and however little is looked at. */

let database: string;
let dataSource: DataSource;
const storeId = newId();

beforeAll(async () => {
  database = await newDatabase('matches');
  dataSource = await openDatabase({
    service: 'catalog', url: databaseUrl(database), poolSize: 2, entities: [], migrations: [CreateCatalog1700000000001, CreateCategories1700000000002, FindByWords1700000000003],
  });
  await dataSource.query(
    `insert into store (id, owner_id, name, kind, description, currency, time_zone, address, lat, lng, opening_hours, auto_accept, prep_minutes, fulfillment, created_at, version)
     values ($1, $1, 'Menya', 'restaurant', '', 'JPY', 'UTC', '{}', 0, 0, '[]', false, 1, '[]', now(), 1)`,
    [storeId],
  );
  for (let i = 0; i < 30; i++) await add(['ramen', `ramen ${i}`, `big ramen ${i}`, `ramens ${i}`, `bowl ${i}`, `cup ${i}`][i % 6]!, i % 6 === 4 ? 'for ramen' : '', i % 5);
});
afterAll(async () => {
  await dataSource.destroy();
  await dropDatabases([database]);
});

async function add(name: string, description: string, price: number): Promise<void> {
  const { words, nameLength } = searchText(name, [description]);
  await dataSource.query(
    `insert into product (id, store_id, name, description, section, options, track_stock, lowest_price, highest_price, created_at, version, words, name_length)
     values ($1, $2, $3, $4, 'Menu', '[]', false, $5, $5, now(), 1, $6, $7)`,
    [newId(), storeId, name, description, price, words, nameLength],
  );
}

const source = { table: 'product', alias: 'p', columns: 'p.id, p.name', from: 'product p' };
const byPrice: Sorting = { key: 'p.lowest_price', type: 'int8', down: true };

type AllBounds = Bounds & FrequencyOptions;

const matching = (bounds: AllBounds) => new Matches<{ name: string }>(dataSource, source, new Frequency(dataSource, source.table, bounds), bounds);

async function all(bounds: AllBounds, sorting: Sorting | undefined, isCommon: boolean, between?: () => Promise<unknown>): Promise<{ id: string; name: string }[]> {
  const matches = matching(bounds);
  const found: { id: string; name: string }[] = [];
  for (let after: Position | undefined; ; ) {
    const rows = (await matches.page({ filter: () => undefined, query: searchQuery(wordsOf('ramen')), sorting, after, limit: 4, isCommon }))!;
    const shown = rows.slice(0, 3);
    found.push(...shown.map(({ id, name }) => ({ id, name })));
    if (rows.length < 4) return found;
    const last = shown.at(-1)!;
    // As a cursor carries it.
    after = JSON.parse(JSON.stringify({ key: last.key, id: last.id })) as Position;
    await between?.();
  }
}
const few: AllBounds = { few: 1_000, many: 1_000, lookedAt: 3, lookedAtByAge: 3, sample: 500 };
const many: AllBounds[] = [
  { few: 0, many: 1, lookedAt: 1_000, lookedAtByAge: 1_000, sample: 500 },
  { few: 0, many: 1, lookedAt: 3, lookedAtByAge: 3, sample: 500 },
  { few: 0, many: 1, lookedAt: 10, lookedAtByAge: 10, sample: 500 },
  { few: 1_000, many: 1_000, lookedAt: 3, lookedAtByAge: 3, sample: 500 },
  { few: 1_000, many: 1, lookedAt: 1_000, lookedAtByAge: 1_000, sample: 500 },
];

describe('pages of what matches', () => {
  it('have everything once, by any way', async () => {
    const right = (await all(few, undefined, false)).map(({ id }) => id);
    expect([right.length, new Set(right).size]).toEqual([25, 25]);
    const sorted = await all(few, byPrice, false);
    for (const bounds of many) {
      expect((await all(bounds, undefined, true)).map(({ id }) => id).sort()).toEqual([...right].sort());
      expect(await all(bounds, byPrice, true)).toEqual(sorted);
    }
  });

  it('have the very name first, then names with the word, then longer words, then texts', async () => {
    const kind = (name: string) => ['ramen', /\bramen\b/, 'ramens'].findIndex((one) => (typeof one === 'string' ? name.startsWith(one) && (one !== 'ramen' || name === one) : one.test(name)));
    for (const [bounds, isCommon] of [[few, false], ...many.map((one) => [one, true] as const)] as const) {
      const kinds = (await all(bounds, undefined, isCommon)).map(({ name }) => kind(name));
      expect({ bounds, kinds }).toEqual({ bounds, kinds: [...Array<number>(5).fill(0), ...Array<number>(10).fill(1), ...Array<number>(5).fill(2), ...Array<number>(5).fill(-1)] });
    }
  });

  it('are no longer than what the order can have', async () => {
    const within = { ...byPrice, within: 'p.lowest_price <= 2' };
    const matches = matching({ ...many[0]!, lookedAt: 20 });
    const wanted = { query: searchQuery(wordsOf('ramen')), sorting: within, after: undefined, limit: 20, isCommon: true };
    const rows = (await matches.page({ ...wanted, filter: (where) => where.and('p.lowest_price <= 2') }))!;
    expect(rows.map(({ id }) => id)).toEqual((await all(few, byPrice, false)).map(({ id }) => id).slice(-rows.length));
    expect(rows).toHaveLength(15);
  });

  it('are the same, however much is around', async () => {
    const right = (await all(few, byPrice, false)).map(({ id }) => id).slice(-15);
    for (const lookedAt of [3, 15, 19, 20, 21, 1_000]) {
      const matches = matching({ ...many[0]!, lookedAt });
      const wanted = { query: searchQuery(wordsOf('ramen')), sorting: { ...byPrice, around: 'p.lowest_price <= 2' }, after: undefined, limit: 20, isCommon: true };
      const rows = (await matches.page({ ...wanted, filter: (where) => where.and('p.lowest_price <= 2') }))!;
      expect({ lookedAt, ids: rows.map(({ id }) => id) }).toEqual({ lookedAt, ids: right });
    }
  });

  it('count as common when the newest rows say so, unless the whole table is small', async () => {
    const isCommon = (q: string, options: FrequencyOptions) => new Frequency(dataSource, source.table, options).isCommon(searchQuery(wordsOf(q)));
    await dataSource.query('analyze product');
    const [{ rows }] = await dataSource.query<[{ rows: number }]>(`select reltuples::int as rows from pg_class where relname = 'product'`);
    expect(rows).toBe(30);
    // Each number in one name only, of which the planner knows no more than that it is rare.
    expect(await isCommon('1', { few: 5, sample: 30 })).toBe(true);
    expect(await isCommon('1', { few: 10, sample: 30 })).toBe(false);
    expect(await isCommon('ramen', { few: 29, sample: 30 })).toBe(false);
    expect(await isCommon('ramen', { few: 20, sample: 30 })).toBe(true);
    expect(await isCommon('ramen', { few: 30, sample: 30 })).toBe(false);
    expect(await isCommon('nothing', { few: 5, sample: 30 })).toBe(false);
  });

  it('say when few turn out to be many', async () => {
    const wanted = { filter: () => undefined, query: searchQuery(wordsOf('ramen')), sorting: undefined, after: undefined, limit: 4, isCommon: false };
    expect(await matching({ ...few, many: 25 }).page(wanted)).toBeUndefined();
    expect(await matching({ ...few, many: 26 }).page(wanted)).toHaveLength(4);
  });

  it('repeat and skip nothing when more is added meanwhile', async () => {
    for (const bounds of many) {
      for (const sorting of [undefined, byPrice]) {
        const before = (await all(bounds, sorting, true)).map(({ id }) => id);
        let left = 2;
        const seen = (await all(bounds, sorting, true, async () => { if (left-- > 0) await add(`ramen new ${left}`, '', 3); })).map(({ id }) => id);
        expect(new Set(seen).size).toBe(seen.length);
        expect(before.filter((id) => !seen.includes(id))).toEqual([]);
      }
    }
  });
});
