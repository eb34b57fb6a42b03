import type { MigrationInterface, QueryRunner } from 'typeorm';

const STATES = ['PENDING', 'AUTHORIZED', 'CAPTURING', 'CAPTURED', 'VOIDING', 'VOIDED', 'REFUNDING', 'REFUNDED', 'FAILED'];

/** Some of what was captured may go back because somebody says so. */
export class RefundByHand1700000000002 implements MigrationInterface {
  readonly name = 'RefundByHand1700000000002';

  async up(runner: QueryRunner): Promise<void> {
    await this.allow(runner, [...STATES, 'PARTIALLY_REFUNDED']);
    await runner.query(`create table refund (
      id uuid primary key,
      payment_id uuid not null references payment,
      amount int8 not null check (amount > 0),
      reason text not null,
      lines jsonb not null,
      restock boolean not null,
      by uuid not null,
      status text not null check (status in ('PENDING', 'SUCCEEDED')),
      at timestamptz not null
    )`);
    await runner.query('create index refund_of on refund (payment_id)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table refund');
    await runner.query(`update payment set status = 'CAPTURED' where status = 'PARTIALLY_REFUNDED'`);
    await this.allow(runner, STATES);
  }

  private async allow(runner: QueryRunner, states: readonly string[]): Promise<void> {
    const list = states.map((state) => `'${state}'`).join(', ');
    await runner.query(`alter table payment drop constraint payment_status_check, add constraint payment_status_check check (status in (${list}))`);
  }
}
