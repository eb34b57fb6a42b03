import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A shelf says when it has run low. */
export class LowStock1700000000003 implements MigrationInterface {
  readonly name = 'LowStock1700000000003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table stock_item add column low_at int8 not null default 5 check (low_at >= 0), add column low boolean not null default false');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table stock_item drop column low_at, drop column low');
  }
}
