import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The trace of its order, for what a courier does about it. Older deliveries have none, and go on without. */
export class TraceDelivery1700000000003 implements MigrationInterface {
  readonly name = 'TraceDelivery1700000000003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table delivery add column traceparent text');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table delivery drop column traceparent');
  }
}
