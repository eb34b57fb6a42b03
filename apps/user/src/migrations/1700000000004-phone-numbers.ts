import type { MigrationInterface, QueryRunner } from 'typeorm';

export class PhoneNumbers1700000000004 implements MigrationInterface {
  readonly name = 'PhoneNumbers1700000000004';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create table phone_number (
      id uuid primary key,
      user_id uuid not null references account (id) on delete cascade,
      number text not null,
      verified_at timestamptz,
      code_hash text,
      code_expires_at timestamptz,
      tries int not null,
      created_at timestamptz not null,
      unique (user_id, number)
    )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table phone_number');
  }
}
