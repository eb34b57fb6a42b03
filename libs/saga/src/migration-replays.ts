import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How far the last replay of each projection is, for whichever replica is asked. To come after the kit's other migrations. */
export class KeepReplays1700000000000 implements MigrationInterface {
  // Set by hand: a minifier or a subclass may not change it.
  readonly name = 'KeepReplays1700000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create table replay (
      projection text primary key,
      phase text not null,
      read int8 not null,
      behind int8,
      started_at timestamptz not null,
      ended_at timestamptz,
      who text not null,
      error text,
      told_at timestamptz not null
    )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table replay');
  }
}
