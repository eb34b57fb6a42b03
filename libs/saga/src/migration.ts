import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The kit's tables. List it first among the service's migrations. */
export class CreateSagaTables1700000000000 implements MigrationInterface {
  // Set by hand: a minifier or a subclass may not change it.
  readonly name = 'CreateSagaTables1700000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create table outbox (
      seq bigserial primary key,
      id uuid not null,
      topic text not null,
      aggregatetype text not null,
      aggregateid text not null,
      type text not null,
      payload bytea not null,
      at timestamptz not null,
      caused_by uuid,
      traceparent text,
      headers jsonb
    ) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000)`);
    await runner.query(`create table inbox (
      handler text collate "C" not null,
      key text collate "C" not null,
      state smallint not null,
      event_id uuid not null,
      event_type text not null,
      attempts smallint not null,
      at timestamptz not null,
      primary key (handler, key)
    )`);
    await runner.query(`create index inbox_at on inbox using brin (at)`);
    await runner.query(`comment on column inbox.state is '1 done, 2 refused, 3 called off, 4 parked'`);
    await runner.query(`create table task (
      id uuid primary key,
      handler text collate "C" not null,
      key text collate "C" not null,
      due_at timestamptz not null,
      attempts int not null default 0,
      data jsonb not null,
      caused_by uuid,
      traceparent text,
      leased_until timestamptz,
      error text,
      given_up_at timestamptz,
      unique (handler, key)
    ) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000)`);
    await runner.query(`create index task_due on task (due_at)`);
    await runner.query(`create index task_given_up on task (given_up_at) where given_up_at is not null`);
    await this.createDeadLetters(runner);
  }

  private async createDeadLetters(runner: QueryRunner): Promise<void> {
    await runner.query(`create table parked (
      seq bigserial primary key,
      consumer text not null,
      key text not null,
      handler text not null,
      topic text not null,
      partition int not null,
      log_offset text not null,
      event_id text not null,
      event_type text not null,
      headers jsonb not null,
      payload bytea not null,
      attempts int not null,
      error text not null,
      holds_key boolean not null,
      parked_at timestamptz not null,
      unique (consumer, topic, partition, log_offset)
    )`);
    await runner.query(`create index parked_key on parked (consumer, key)`);
    await runner.query(`create table redrive (
      id bigserial primary key,
      letter text not null,
      at timestamptz not null,
      who text not null,
      asked text not null,
      dry_run boolean not null,
      outcome text not null,
      detail text,
      what jsonb not null
    )`);
    await runner.query(`create index redrive_letter on redrive (letter, id)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['redrive', 'parked', 'task', 'inbox', 'outbox']) await runner.query(`drop table ${table}`);
  }
}
