import type { MigrationInterface, QueryRunner } from 'typeorm';

export class SpecialDays1700000000004 implements MigrationInterface {
  readonly name = 'SpecialDays1700000000004';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table store add column special_days jsonb not null default '[]'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table store drop column special_days');
  }
}
