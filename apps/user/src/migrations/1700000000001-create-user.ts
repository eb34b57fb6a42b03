import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateUser1700000000001 implements MigrationInterface {
  readonly name = 'CreateUser1700000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create table account (
      id uuid primary key,
      email text not null unique,
      password_hash text not null,
      name text not null,
      roles jsonb not null,
      locale text not null,
      vehicle text,
      licence text,
      created_at timestamptz not null,
      version int not null
    )`);
    await runner.query(`create table saved_address (
      id uuid primary key,
      user_id uuid not null references account (id) on delete cascade,
      label text not null,
      place jsonb not null,
      created_at timestamptz not null
    )`);
    await runner.query(`create index saved_address_user on saved_address (user_id)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['saved_address', 'account']) await runner.query(`drop table ${table}`);
  }
}
