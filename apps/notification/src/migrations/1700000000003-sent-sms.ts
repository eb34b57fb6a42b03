import type { MigrationInterface, QueryRunner } from 'typeorm';

export class SentSms1700000000003 implements MigrationInterface {
  readonly name = 'SentSms1700000000003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create table sent_sms (
      id uuid primary key,
      channel text not null,
      to_number text not null,
      body text not null,
      at timestamptz not null
    )`);
    await runner.query('create index sent_sms_to on sent_sms (to_number, id)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table sent_sms');
  }
}
