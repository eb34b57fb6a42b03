import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testbed, type Testbed } from '../../testing/src/testbed.js';
import { withBinaryArrays } from './binary-arrays.js';

let bed: Testbed;
beforeAll(async () => {
  bed = await testbed([]);
});
afterAll(() => bed.close());

/** What Postgres reads, as text, in the order of the array. */
async function read(type: string, values: readonly unknown[], how = withBinaryArrays): Promise<unknown[]> {
  const sql = `select v::text from unnest($1::${type}[]) with ordinality t(v, n) order by n`;
  const rows = await bed.dataSource.query<{ v: string | null }[]>(sql, how(sql, [values]));
  return rows.map(({ v }) => v);
}
const asText = (_sql: string, values: readonly unknown[]) => [...values];

const SAMPLES: [string, unknown[]][] = [
  ['uuid', ['00112233-4455-6677-8899-aabbccddeeff', 'FFEEDDCC-BBAA-7988-8766-554433221100', null]],
  ['text', ['', 'plain', 'with "quotes", {braces}, \\ and\nlines', '出前 🍜', 'NULL', null, undefined, 'x'.repeat(200_000)]],
  ['bytea', [Buffer.from([0, 1, 254, 255]), new Uint8Array([92, 34]), Buffer.alloc(0), null]],
  ['timestamptz', [new Date('2026-11-21T15:30:00.123Z'), new Date('1969-12-31T23:59:59.999Z'), new Date('1999-12-31T23:59:59.001Z'), new Date(0), null]],
  ['jsonb', ['{"b": [1, "出前"], "a": null}', '"text"', null]],
  ['smallint', [0, -1, 32_767, null]],
  ['integer', [0, -1, 2_147_483_647, -2_147_483_647, null]],
  ['bigint', [0, -1, 1, 4_294_967_296, -4_294_967_297, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, null]],
];

describe('arrays as bytes', () => {
  it.each(SAMPLES)('of %s say the same as those of text', async (type, values) => {
    expect(withBinaryArrays(`$1::${type}[]`, [values])[0]).toBeInstanceOf(Buffer);
    expect(await read(type, values)).toEqual(await read(type, values, asText));
    expect(await read(type, [])).toEqual([]);
  });

  it.each<[string, unknown]>([
    ['uuid', 'no-uuid'],
    ['uuid', '00112233-4455-6677-8899-aabbccddeefg'],
    ['uuid', '00112233x4455-6677-8899-aabbccddeeff'],
    ['smallint', 32_768],
    ['integer', 1.5],
    ['integer', 2 ** 31],
    ['text', 'a\u0000b'],
    ['timestamptz', 'yesterday-ish'],
  ])('leave it to Postgres to refuse a %s of %j', async (type, value) => {
    const complaint = (how = withBinaryArrays) => read(type, [value], how).catch((error: { code?: string }) => error.code);
    expect(await complaint()).toMatch(/^22/);
    expect(await complaint()).toBe(await complaint(asText));
  });

  it('are made of what the statement casts to one, and of nothing else', () => {
    const [first, second, third, fourth] = withBinaryArrays('select $1::uuid, $3::text[], $4::point[] where x = any($2)', ['a', ['b'], ['c'], ['d']]);
    expect([first, second, fourth]).toEqual(['a', ['b'], ['d']]);
    expect(third).toBeInstanceOf(Buffer);
  });
});
