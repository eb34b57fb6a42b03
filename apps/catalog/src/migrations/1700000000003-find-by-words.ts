import type { MigrationInterface, QueryRunner } from 'typeorm';
import { searchText, type SearchText } from '../search/search-text.js';
import { piecesToFind } from '../search/vocabulary.js';

/** Rows in one go. */
const BATCH = 500;

interface Row {
  id: string;
  name: string;
  texts: string[];
}

/** What stores and products are found by. Distances are those of a sphere around which nothing has an edge: `cube` is a trusted extension. */
export class FindByWords1700000000003 implements MigrationInterface {
  readonly name = 'FindByWords1700000000003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create extension if not exists cube');
    await runner.query('create table search_word (word text primary key)');
    await runner.query('create table search_piece (piece text, word text not null, primary key (piece, word))');
    for (const table of ['store', 'product']) {
      await runner.query(`alter table ${table}
        add column words tsvector not null default '', add column name_length int2 not null default 0,
        add column rating_sum int8 not null default 0, add column rating_count int not null default 0`);
      await runner.query(`alter table ${table} add column rating int8 generated always as (case rating_count when 0 then 0 else rating_sum * 100 / rating_count end) stored`);
    }
    // Where it lies on a sphere of radius one: the nearest in a straight line is the nearest on the ground, also across the poles and the 180th meridian.
    await runner.query(`alter table store add column place cube generated always as (
      cube(array[cos(radians(lat)) * cos(radians(lng)), cos(radians(lat)) * sin(radians(lng)), sin(radians(lat))])) stored`);
    await runner.query('alter table product add column highest_price int8 not null default 0');
    await runner.query('update product p set highest_price = coalesce((select max(price) from variant v where v.product_id = p.id), p.lowest_price)');
    // What is within a range of prices, in their order, without a look at the rows that are not.
    await runner.query('drop index product_by_price');
    await runner.query('create index product_by_price on product (lowest_price, id, highest_price)');
    await this.readAll(runner, 'store', `jsonb_build_array(description, address->>'city')`);
    await this.readAll(runner, 'product', `jsonb_build_array(section, description) || coalesce((select jsonb_agg(v.name) from variant v where v.product_id = x.id), '[]')`);
    for (const table of ['store', 'product']) {
      // Without a pending list, which every search would have to go through.
      await runner.query(`create index ${table}_by_words on ${table} using gin (words) with (fastupdate = off)`);
      await runner.query(`create index ${table}_by_rating on ${table} (rating, id)`);
    }
    await runner.query('create index store_around on store using gist (place)');
    await runner.query('drop index store_by_place');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('create index store_by_place on store (lat, lng)');
    await runner.query('drop index product_by_price');
    await runner.query('alter table product drop column highest_price');
    await runner.query('create index product_by_price on product (lowest_price, id)');
    await runner.query('alter table store drop column place');
    for (const table of ['store', 'product']) {
      await runner.query(`alter table ${table} drop column rating, drop column words, drop column name_length, drop column rating_sum, drop column rating_count`);
    }
    for (const table of ['search_piece', 'search_word']) await runner.query(`drop table ${table}`);
  }

  private async readAll(runner: QueryRunner, table: string, texts: string): Promise<void> {
    for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
      const rows = (await runner.query(`select id, name, ${texts} as texts from ${table} x where id > $1 order by id limit ${BATCH}`, [after])) as Row[];
      if (rows.length === 0) return;
      const found = rows.map((row) => searchText(row.name, row.texts));
      await runner.query(`update ${table} x set words = n.words::tsvector, name_length = n.length from unnest($1::uuid[], $2::text[], $3::int2[]) n(id, words, length) where x.id = n.id`, [
        rows.map(({ id }) => id),
        found.map(({ words }) => words),
        found.map(({ nameLength }) => nameLength),
      ]);
      await this.learn(runner, found);
      after = rows.at(-1)!.id;
    }
  }

  private async learn(runner: QueryRunner, found: readonly SearchText[]): Promise<void> {
    const words = [...new Set(found.flatMap(({ vocabulary }) => vocabulary))];
    const pieces = piecesToFind(words);
    await runner.query('insert into search_word select unnest($1::text[]) on conflict do nothing', [words]);
    await runner.query('insert into search_piece select * from unnest($1::text[], $2::text[]) on conflict do nothing', [pieces.map(({ piece }) => piece), pieces.map(({ word }) => word)]);
  }
}
