import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateFulfillment1700000000001 implements MigrationInterface {
  readonly name = 'CreateFulfillment1700000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create table ticket (
      id uuid primary key,
      order_id uuid not null unique,
      store_id uuid not null,
      owner_id uuid not null,
      status text not null check (status in
        ('NEW', 'ACCEPTED', 'PREPARING', 'READY', 'HANDED_OVER', 'REJECTED', 'EXPIRED', 'CANCELLED')),
      checkout jsonb not null,
      accept_by timestamptz not null,
      due_at timestamptz,
      created_at timestamptz not null,
      version int not null
    )`);
    await runner.query('create index ticket_of_store on ticket (store_id, id desc)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table ticket');
  }
}
