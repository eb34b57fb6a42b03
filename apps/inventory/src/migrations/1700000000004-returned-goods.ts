import type { MigrationInterface, QueryRunner } from 'typeorm';

const KINDS = ['RECEIVED', 'RESERVED', 'RELEASED', 'SOLD', 'ADJUSTED'];

/** What was sold may come back. */
export class ReturnedGoods1700000000004 implements MigrationInterface {
  readonly name = 'ReturnedGoods1700000000004';

  async up(runner: QueryRunner): Promise<void> {
    await this.allow(runner, [...KINDS, 'RETURNED']);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`update movement set kind = 'ADJUSTED' where kind = 'RETURNED'`);
    await this.allow(runner, KINDS);
  }

  private async allow(runner: QueryRunner, kinds: readonly string[]): Promise<void> {
    const list = kinds.map((kind) => `'${kind}'`).join(', ');
    await runner.query(`alter table movement drop constraint movement_kind_check, add constraint movement_kind_check check (kind in (${list}))`);
  }
}
