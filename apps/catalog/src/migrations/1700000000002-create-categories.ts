import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateCategories1700000000002 implements MigrationInterface {
  readonly name = 'CreateCategories1700000000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create table category (
      id uuid primary key,
      parent_id uuid references category (id),
      name text not null,
      position int not null,
      created_at timestamptz not null,
      version int not null
    )`);
    await runner.query('create index category_by_parent on category (parent_id)');
    await runner.query('alter table product add column category_id uuid references category (id)');
    await runner.query('create index product_by_category on product (category_id, store_id) where category_id is not null');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table product drop column category_id');
    await runner.query('drop table category');
  }
}
