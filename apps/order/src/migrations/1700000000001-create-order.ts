import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateOrder1700000000001 implements MigrationInterface {
  readonly name = 'CreateOrder1700000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create sequence order_number');
    await runner.query(`create table customer_order (
      id uuid primary key,
      number text not null,
      customer_id uuid not null,
      store_id uuid not null,
      owner_id uuid not null,
      status text not null check (status in ('PENDING', 'CONFIRMED', 'ACCEPTED', 'PREPARING', 'READY', 'OUT_FOR_DELIVERY', 'DELIVERED', 'CANCELLED')),
      entered_at timestamptz not null,
      waits_for text,
      checkout bytea not null,
      cancel_reason text,
      cancelled_by text,
      cancelled_at timestamptz,
      created_at timestamptz not null,
      version int not null
    )`);
    await runner.query('create index order_of_customer on customer_order (customer_id, id desc)');
    await runner.query('create index order_of_owner on customer_order (owner_id, id desc)');
    await runner.query(`create table order_history (
      id uuid primary key,
      order_id uuid not null,
      status text not null,
      by text not null,
      reason text,
      at timestamptz not null
    )`);
    await runner.query('create index history_of_order on order_history (order_id, id)');
    await runner.query(`create table idempotency_key (
      user_id uuid not null,
      key text not null,
      body_hash bytea not null,
      answer bytea not null,
      created_at timestamptz not null,
      primary key (user_id, key)
    )`);
    await runner.query('create index idempotency_key_age on idempotency_key using brin (created_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['idempotency_key', 'order_history', 'customer_order']) await runner.query(`drop table ${table}`);
    await runner.query('drop sequence order_number');
  }
}
