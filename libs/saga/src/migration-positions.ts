import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Where the service's classes stand in the log, and, where that is asked for, what was said lately. To come after the kit's first migration. */
export class KeepPositions1700000000000 implements MigrationInterface {
  // Set by hand: a minifier or a subclass may not change it.
  readonly name = 'KeepPositions1700000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create table position (
      consumer text not null,
      topic text not null,
      partition int not null,
      next int8 not null,
      event_id text,
      at timestamptz not null,
      heard_until int8,
      primary key (consumer, topic, partition)
    ) with (fillfactor = 50)`);
    // The columns of the outbox, and when it was sent.
    await runner.query('create table sent (like outbox, sent_at timestamptz not null)');
    await runner.query('create index sent_sent_at on sent using brin (sent_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table sent');
    await runner.query('drop table position');
  }
}
