import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateInventory1700000000001 implements MigrationInterface {
  readonly name = 'CreateInventory1700000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create table stock_item (
      store_id uuid not null,
      sku text not null,
      on_hand int8 not null check (on_hand >= 0),
      reserved int8 not null check (reserved >= 0 and reserved <= on_hand),
      display text not null check (display in ('plenty', 'few', 'none')),
      version int not null,
      primary key (store_id, sku)
    )`);
    await runner.query(`create table reservation (
      order_id uuid not null,
      store_id uuid not null,
      sku text not null,
      quantity int8 not null check (quantity > 0),
      primary key (order_id, store_id, sku)
    )`);
    await runner.query(`create table movement (
      id uuid primary key,
      store_id uuid not null,
      sku text not null,
      kind text not null check (kind in ('RECEIVED', 'RESERVED', 'RELEASED', 'SOLD', 'ADJUSTED')),
      quantity int8 not null,
      order_id uuid,
      by text not null,
      reason text,
      at timestamptz not null
    )`);
    await runner.query('create index movement_of on movement (store_id, sku, id desc)');
    await runner.query(`create table idempotency_key (
      user_id uuid not null,
      key text not null,
      request_hash bytea not null,
      answer bytea not null,
      created_at timestamptz not null,
      primary key (user_id, key)
    )`);
    await runner.query('create index idempotency_key_age on idempotency_key using brin (created_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['idempotency_key', 'movement', 'reservation', 'stock_item']) await runner.query(`drop table ${table}`);
  }
}
