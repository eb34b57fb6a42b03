import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateCatalog1700000000001 implements MigrationInterface {
  readonly name = 'CreateCatalog1700000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create table store (
      id uuid primary key,
      owner_id uuid not null,
      name text not null,
      kind text not null check (kind in ('restaurant', 'shop')),
      description text not null,
      currency text not null,
      time_zone text not null,
      address jsonb not null,
      lat float8 not null,
      lng float8 not null,
      opening_hours jsonb not null,
      auto_accept boolean not null,
      prep_minutes int not null,
      fulfillment jsonb not null,
      created_at timestamptz not null,
      version int not null
    )`);
    await runner.query(`create index store_by_name on store (lower(name) collate "C", id)`);
    await runner.query(`create index store_by_owner on store (owner_id)`);
    await runner.query(`create index store_by_place on store (lat, lng)`);
    await runner.query(`create table product (
      id uuid primary key,
      store_id uuid not null references store (id),
      name text not null,
      description text not null,
      section text not null,
      options jsonb not null,
      track_stock boolean not null,
      image_url text,
      lowest_price int8 not null,
      created_at timestamptz not null,
      version int not null
    )`);
    await runner.query(`create index product_by_store on product (store_id, id)`);
    await runner.query(`create index product_by_name on product (lower(name) collate "C", id)`);
    await runner.query(`create index product_by_price on product (lowest_price, id)`);
    await runner.query(`create table variant (
      store_id uuid not null,
      sku text not null,
      product_id uuid not null references product (id),
      name text not null,
      price int8 not null check (price >= 0),
      attributes jsonb not null,
      position int not null,
      primary key (store_id, sku)
    )`);
    await runner.query(`create index variant_by_product on variant (product_id)`);
    await runner.query(`create table shelf_display (
      store_id uuid not null,
      sku text not null,
      available int8 not null,
      shelf_version int8 not null,
      primary key (store_id, sku)
    )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['shelf_display', 'variant', 'product', 'store']) await runner.query(`drop table ${table}`);
  }
}
