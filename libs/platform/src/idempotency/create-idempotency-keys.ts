import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The table of oncePerKey. List it first among the migrations of a service whose commands take keys. */
export class CreateIdempotencyKeys1700000000000 implements MigrationInterface {
  readonly name = 'CreateIdempotencyKeys1700000000000';

  async up(runner: QueryRunner): Promise<void> {
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
    await runner.query('drop table idempotency_key');
  }
}
