import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Suspension1700000000003 implements MigrationInterface {
  readonly name = 'Suspension1700000000003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table account add column suspended_at timestamptz');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table account drop column suspended_at');
  }
}
