import type { MigrationInterface, QueryRunner } from 'typeorm';

export class OneTimeTokens1700000000002 implements MigrationInterface {
  readonly name = 'OneTimeTokens1700000000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table account add column email_verified boolean not null default false`);
    await runner.query(`create table one_time_token (
      user_id uuid not null references account (id) on delete cascade,
      purpose text not null,
      hash text not null unique,
      expires_at timestamptz not null,
      primary key (user_id, purpose)
    )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table one_time_token`);
    await runner.query(`alter table account drop column email_verified`);
  }
}
