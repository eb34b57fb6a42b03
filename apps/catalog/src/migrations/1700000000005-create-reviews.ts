import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateReviews1700000000005 implements MigrationInterface {
  readonly name = 'CreateReviews1700000000005';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create table delivered_order (
      order_id uuid primary key,
      customer_id uuid not null,
      store_id uuid not null,
      product_ids jsonb not null
    )`);
    await runner.query(`create table review (
      id uuid primary key,
      order_id uuid not null unique,
      store_id uuid not null references store (id),
      customer_id uuid,
      author text,
      rating int not null check (rating between 1 and 5),
      comment text,
      created_at timestamptz not null
    )`);
    await runner.query('create index review_by_store on review (store_id, id)');
    await runner.query('create index review_by_customer on review (customer_id) where customer_id is not null');
    await runner.query(`create table bought_together (
      product_id uuid not null,
      other_id uuid not null,
      times int not null,
      primary key (product_id, other_id)
    )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['bought_together', 'review', 'delivered_order']) await runner.query(`drop table ${table}`);
  }
}
