import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreatePayment1700000000001 implements MigrationInterface {
  readonly name = 'CreatePayment1700000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create table payment (
      id uuid primary key,
      order_id uuid not null unique,
      method text not null check (method in ('card', 'cash')),
      provider text not null,
      status text not null check (status in
        ('PENDING', 'AUTHORIZED', 'CAPTURING', 'CAPTURED', 'VOIDING', 'VOIDED', 'REFUNDING', 'REFUNDED', 'FAILED')),
      amount int8 not null check (amount >= 0),
      currency text not null,
      captured int8 not null check (captured between 0 and amount),
      refunded int8 not null check (refunded between 0 and captured),
      failure_code text,
      failure_message text,
      created_at timestamptz not null,
      version int not null
    )`);
    await runner.query(`create table ledger_entry (
      id uuid primary key,
      movement_id uuid not null,
      payment_id uuid not null references payment,
      account text not null,
      debit int8 not null check (debit >= 0),
      credit int8 not null check (credit >= 0),
      currency text not null,
      at timestamptz not null,
      check ((debit = 0) <> (credit = 0))
    )`);
    await runner.query('create index ledger_entry_of on ledger_entry (payment_id)');
    await runner.query(`comment on table ledger_entry is 'double entry: the rows of one movement_id have debits = credits'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['ledger_entry', 'payment']) await runner.query(`drop table ${table}`);
  }
}
