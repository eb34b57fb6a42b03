import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whose each message was, to find it when they are erased; and who was. */
export class Erasure1700000000004 implements MigrationInterface {
  readonly name = 'Erasure1700000000004';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of ['sent_mail', 'sent_sms']) {
      await runner.query(`alter table ${table} add column user_id uuid`);
      await runner.query(`create index ${table}_user on ${table} (user_id) where user_id is not null`);
    }
    await runner.query('update sent_mail m set user_id = n.user_id from notification n where n.id = m.notification_id');
    await runner.query('create table erased_user (user_id uuid primary key, at timestamptz not null)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table erased_user');
    for (const table of ['sent_mail', 'sent_sms']) await runner.query(`alter table ${table} drop column user_id`);
  }
}
