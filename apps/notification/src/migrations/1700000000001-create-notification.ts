import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateNotification1700000000001 implements MigrationInterface {
  readonly name = 'CreateNotification1700000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create table notification (
      id uuid primary key,
      user_id uuid not null,
      kind text not null,
      title text not null,
      body text not null,
      order_id uuid,
      at timestamptz not null,
      read_at timestamptz
    )`);
    await runner.query('create index notification_of_user on notification (user_id, id desc)');
    await runner.query(`create table sent_mail (
      id uuid primary key,
      notification_id uuid not null,
      channel text not null,
      to_address text not null,
      subject text not null,
      body text not null,
      at timestamptz not null
    )`);
    await runner.query('create index sent_mail_to on sent_mail (to_address, id)');
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['sent_mail', 'notification']) await runner.query(`drop table ${table}`);
  }
}
