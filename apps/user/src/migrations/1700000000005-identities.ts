import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Identities1700000000005 implements MigrationInterface {
  readonly name = 'Identities1700000000005';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table account alter column password_hash drop not null');
    await runner.query(`create table identity (
      issuer text not null,
      subject text not null,
      user_id uuid not null references account (id) on delete cascade,
      created_at timestamptz not null,
      primary key (issuer, subject)
    )`);
    await runner.query('create index identity_user on identity (user_id)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table identity');
    // No password fits an empty hash; their owners set one by mail.
    await runner.query(`update account set password_hash = '' where password_hash is null`);
    await runner.query('alter table account alter column password_hash set not null');
  }
}
