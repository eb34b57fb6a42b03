import type { MigrationInterface, QueryRunner } from 'typeorm';

export class MailWithoutNotification1700000000002 implements MigrationInterface {
  readonly name = 'MailWithoutNotification1700000000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table sent_mail alter column notification_id drop not null');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('delete from sent_mail where notification_id is null');
    await runner.query('alter table sent_mail alter column notification_id set not null');
  }
}
