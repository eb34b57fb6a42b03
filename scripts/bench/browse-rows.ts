import type { DataSource } from 'typeorm';
import { searchText } from '../../apps/catalog/src/search/search-text.js';
import { piecesToFind } from '../../apps/catalog/src/search/vocabulary.js';

export const STYLES = ['Miso', 'Spicy', 'Green', 'Crispy', 'Grilled', 'Golden', 'Little', 'Grand', '特製', '北海道', '辛口', '大盛'];
export const DISHES = [
  'Ramen', 'Udon', 'Sushi', 'Curry', 'Burger', 'Pizza', 'Tempura', 'Gyoza', 'Teapot', 'Bowl', 'Chopsticks', 'Salad', 'Cheesecake', 'Okonomiyaki', 'Coffee', 'Toast',
  '味噌ラーメン', '醤油らーめん', 'カレーライス', '唐揚げ定食', 'コーヒー', '抹茶パフェ', '天ぷらうどん', '海鮮丼',
];
export const EXTRAS = ['egg', 'corn', 'seaweed', 'cheese', 'ginger', 'sesame', 'butter', 'pickles', 'ネギ', '海苔', 'チーズ', '半熟卵'];

const STORE_COLUMNS = `id, owner_id, name, kind, description, currency, time_zone, address, lat, lng, opening_hours, special_days, auto_accept, prep_minutes, fulfillment,
  created_at, version, words, name_length`;

/** Syllables: brands that sound like words, so that there is something to misspell. */
const SYLLABLES = ['ka', 'mi', 'to', 'ra', 'ne', 'shi', 'bo', 'lu', 've', 'zo', 'ha', 'ri', 'mo', 'ke', 'sa', 'yu'];
export const brand = (i: number): string => {
  let word = '';
  for (let left = i + 4096; left > 0; left = Math.floor(left / SYLLABLES.length)) word += SYLLABLES[left % SYLLABLES.length]!;
  return word[0]!.toUpperCase() + word.slice(1);
};

/** A tsvector of the text, in the name or elsewhere; the whole name is put together in SQL. */
function lexemes(text: string, inName: boolean): string {
  const { words } = inName ? searchText(text, []) : searchText('', [text]);
  return words.split(/ (?=')/).filter((word) => !word.startsWith("'e")).join(' ');
}

async function parts(dataSource: DataSource, kind: string, texts: readonly string[], inName: boolean): Promise<void> {
  await dataSource.query('insert into bench_part select $1, row_number() over () - 1, t, w::tsvector from unnest($2::text[], $3::text[]) x(t, w)', [
    kind,
    texts,
    texts.map((text) => lexemes(text, inName)),
  ]);
  const words = [...new Set(texts.flatMap((text) => searchText(text, []).vocabulary))];
  const pieces = piecesToFind(words);
  await dataSource.query('insert into search_word select unnest($1::text[]) on conflict do nothing', [words]);
  await dataSource.query('insert into search_piece select * from unnest($1::text[], $2::text[]) on conflict do nothing', [pieces.map(({ piece }) => piece), pieces.map(({ word }) => word)]);
}

/** Ids in the order of time, as those of version 7. */
const id = (n: string) => `('0199aabb-' || lpad(to_hex(${n} / 65536), 4, '0') || '-7' || substr(md5(${n}::text), 1, 3) || '-8' || substr(md5(${n}::text), 4, 3) || '-' || lpad(to_hex(${n}), 12, '0'))::uuid`;

/** So many products of one variant each, of a hundredth as many stores: a style, a dish, one of a fortieth as many brands, and an extra. */
export async function makeProducts(dataSource: DataSource, count: number): Promise<void> {
  await stores(dataSource, Math.max(10, count / 100));
  await dataSource.query('create table bench_part (kind text, n int, t text, w tsvector, primary key (kind, n))');
  await parts(dataSource, 'style', STYLES, true);
  await parts(dataSource, 'dish', DISHES, true);
  await parts(dataSource, 'brand', Array.from({ length: Math.ceil(count / 40) }, (_, i) => brand(i)), true);
  await parts(dataSource, 'extra', EXTRAS.map((extra) => `With ${extra}`), false);
  await dataSource.query('insert into category select gen_random_uuid(), null, $1 || g, g, now(), 1 from generate_series(0, 19) g', ['Category ']);
  // Common dishes are far more common than the others.
  await dataSource.query(`insert into product (id, store_id, name, description, section, options, track_stock, lowest_price, highest_price, created_at, version, category_id, words, name_length)
    select id, store_id, name, repeat(text || '. ', 6), 'Menu', '[]', g % 3 = 0, price, price, now(), 1, category,
      words || array_to_tsvector(array['e' || lower(name), 'c' || category]), length(name)
    from (
      select g, ${id('g')} id, s.id store_id, d.t || ' ' || y.t || ' ' || b.t as name, x.t as text, 100 + (g * 7919::int8) % 5000 as price, c.id category,
        d.w || y.w || b.w || x.w words
      from generate_series(0, ${count - 1}) g
      join lateral (select floor(power(random(), 2.5) * ${DISHES.length})::int + 0 * g as n) r on true
      join bench_part d on d.kind = 'dish' and d.n = r.n
      join bench_part y on y.kind = 'style' and y.n = (g * 31::int8) % ${STYLES.length}
      join bench_part b on b.kind = 'brand' and b.n = (g * 104729::int8) % ${Math.ceil(count / 40)}
      join bench_part x on x.kind = 'extra' and x.n = (g * 17::int8) % ${EXTRAS.length}
      join category c on c.position = r.n % 20
      join (select id, row_number() over (order by id) - 1 n, count(*) over () total from store) s on s.n = g % s.total
    ) made order by g`);
  await dataSource.query(`insert into variant select store_id, 'sku-' || id, id, 'One', lowest_price, '{}', 0 from product`);
  await dataSource.query(`insert into shelf_display select store_id, sku, 5, 1 from variant where position = 0 and price % 2 = 0`);
}

/** Around Tokyo, thick in the middle. */
export async function stores(dataSource: DataSource, count: number): Promise<void> {
  const kinds = ['Menya', 'Sushi', 'Cafe', 'Bakery', 'Izakaya', '食堂', '喫茶', '寿司'];
  await dataSource.query(
    `insert into store (${STORE_COLUMNS})
     select ${id('g')}, gen_random_uuid(), k.name || ' ' || g, 'restaurant', '', 'JPY', 'Asia/Tokyo', '{"city":"Tokyo"}', lat, lng, '[]', '[]', false, 15, '["pickup"]', now(), 1,
       k.words::tsvector || array_to_tsvector(array['n' || g, 't' || g]), 10
     from (
       select g, 35.68 + (random() + random() + random() - 1.5) * 0.4 lat, 139.76 + (random() + random() + random() - 1.5) * 0.5 lng from generate_series(1, ${Math.ceil(count)}) g
     ) made join unnest($1::text[], $2::text[]) with ordinality k(name, words, n) on k.n = 1 + made.g % ${kinds.length}`,
    [kinds, kinds.map((kind) => lexemes(kind, true))],
  );
}
