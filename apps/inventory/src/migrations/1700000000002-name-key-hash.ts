import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The keys of adjustments are kept as the platform keeps them (oncePerKey). */
export class NameKeyHash1700000000002 implements MigrationInterface {
  readonly name = 'NameKeyHash1700000000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table idempotency_key rename column request_hash to body_hash');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table idempotency_key rename column body_hash to request_hash');
  }
}
