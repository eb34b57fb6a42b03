import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Preferences1700000000005 implements MigrationInterface {
  readonly name = 'Preferences1700000000005';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create table preference (user_id uuid primary key, off jsonb not null, quiet_hours jsonb)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table preference');
  }
}
