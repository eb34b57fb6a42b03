import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The key of an order placed names the order, which holds everything that its answer says: to keep the answer too was a third of the bytes
 * of each order. Keys of other requests, such as to cancel one, keep their answers.
 */
export class KeyNamesOrder1700000000002 implements MigrationInterface {
  readonly name = 'KeyNamesOrder1700000000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table idempotency_key add column order_id uuid');
    // The answer is a demae.order.v1.Order, which begins with its id: the tag and the length, a byte each, and 36 characters.
    await runner.query(`update idempotency_key set order_id = convert_from(substring(answer from 3 for 36), 'UTF8')::uuid`);
    await runner.query('alter table idempotency_key alter column answer drop not null');
    await runner.query('update idempotency_key set answer = null');
    await runner.query('alter table idempotency_key add check (order_id is not null or answer is not null)');
  }

  async down(runner: QueryRunner): Promise<void> {
    // What was answered cannot be written back in SQL: the keys of the last day are free again.
    await runner.query('delete from idempotency_key');
    await runner.query('alter table idempotency_key drop column order_id, alter column answer set not null');
  }
}
