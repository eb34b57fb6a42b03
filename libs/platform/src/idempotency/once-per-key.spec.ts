import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Module } from '@nestjs/common';
import pg from 'pg';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { Money } from '@demae/contracts';
import { Clock, DiskLog, newId, Transactions } from '@demae/saga';
import { processEnvironment } from '../config/environment.js';
import { createLogger } from '../log/logger.js';
import { conflict } from '../problem/problem.js';
import { openRedis } from '../redis/redis.js';
import { defineService } from '../service/define-service.js';
import { startService, type RunningService, type Runtime } from '../service/start-service.js';
import { CreateIdempotencyKeys1700000000000 } from './create-idempotency-keys.js';
import { ForgetKeys } from './forget-keys.worker.js';
import { IdempotencyModule } from './idempotency.module.js';
import { keyOf, oncePerKey, type KeyedRequest } from './once-per-key.js';

class CreateTill1700000000001 implements MigrationInterface {
  readonly name = 'CreateTill1700000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create table paid (amount int not null)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table paid');
  }
}

@Module({ imports: [IdempotencyModule] })
class TillModule {}

const till = defineService({ name: 'till', module: TillModule, entities: [], migrations: [CreateIdempotencyKeys1700000000000, CreateTill1700000000001] });
const server = processEnvironment()['DEMAE_TEST_POSTGRES']!;
const database = `till_${process.pid}`;
const url = Object.assign(new URL(server), { pathname: `/${database}` }).href;
const folder = mkdtempSync(join(tmpdir(), 'demae-till-'));
const ann = { userId: newId(), roles: ['customer'] };
const bob = { userId: newId(), roles: ['customer'] };

describe('a command with a key', () => {
  const clock = new Clock();
  let runtime: Runtime;
  let service: RunningService;
  const request = (change: Partial<KeyedRequest> = {}): KeyedRequest => ({ actor: ann, idempotencyKey: newId(), requestHash: Buffer.from('pay'), ...change });
  const rows = (sql: string) => service.dataSource!.query<Record<string, unknown>[]>(sql);
  const paid = async () => (await rows('select amount from paid order by amount')).map(({ amount }) => amount);

  /** Pays so much, and says how much there is in the till then. */
  const pays = (asked: KeyedRequest, amount: number, before: () => Promise<void> | void = () => undefined) =>
    service.app.get(Transactions).run((tx) =>
      oncePerKey(tx, keyOf(asked), Money, async () => {
        await tx.query('insert into paid values ($1)', [amount]);
        await before();
        const [{ sum }] = (await tx.query<{ sum: string }>('select sum(amount) sum from paid')) as [{ sum: string }];
        return { amount: Number(sum), currency: 'JPY' };
      }),
    );

  beforeAll(async () => {
    const logger = createLogger('silent');
    const log = await DiskLog.open({ directory: folder, sync: false });
    runtime = { env: { TILL_DATABASE_URL: url }, log, redis: await openRedis('memory:', logger), clock, logger, addresses: new Map() };
    service = await startService(till, runtime);
  });

  afterAll(async () => {
    await service.close();
    await runtime.log?.close();
    runtime.redis.disconnect();
    rmSync(folder, { recursive: true, force: true });
    const client = new pg.Client({ connectionString: server });
    await client.connect();
    await client.query(`drop database if exists ${database} with (force)`);
    await client.end();
  });

  it('is done once, and answers the same whatever has happened since', async () => {
    const asked = request();
    const first = await pays(asked, 100);
    await pays(request(), 1);
    expect(await pays(asked, 100)).toEqual(first);
    expect(await paid()).toEqual([1, 100]);
  });

  it('is done each time without one', async () => {
    const before = await paid();
    for (let i = 0; i < 2; i++) await pays(request({ idempotencyKey: undefined }), 2);
    expect(await paid()).toHaveLength(before.length + 2);
  });

  it('is refused when the key stands for another request, and when nobody says for which', async () => {
    const asked = request();
    const first = await pays(asked, 3);
    const before = await paid();
    await expect(pays({ ...asked, requestHash: Buffer.from('pay more') }, 3)).rejects.toMatchObject({ status: 422, code: 'idempotency-key' });
    for (const requestHash of [undefined, Buffer.alloc(0)]) expect(() => keyOf({ ...asked, requestHash })).toThrow('request_hash');
    expect(await paid()).toEqual(before);
    expect(await pays(asked, 3)).toEqual(first);
  });

  it('waits while another with the same key is running, and gets its answer', async () => {
    const asked = request();
    const before = await paid();
    let second: Promise<Money> | undefined;
    const first = await pays(asked, 4, async () => {
      second = pays(asked, 4);
      await waiting();
    });
    expect(await second).toEqual(first);
    expect(await paid()).toHaveLength(before.length + 1);
  });

  it('goes on in place of another with the same key that failed', async () => {
    const asked = request();
    const before = await paid();
    let second: Promise<Money> | undefined;
    const first = pays(asked, 5, async () => {
      second = pays(asked, 5);
      await waiting();
      throw new Error('the light went out');
    });
    await expect(first).rejects.toThrow('the light went out');
    expect(await second).toMatchObject({ currency: 'JPY' });
    expect(await paid()).toHaveLength(before.length + 1);
  });

  it('keeps nothing of what was refused: asked again, it is decided again', async () => {
    const asked = request();
    const before = await rows('select * from idempotency_key');
    const refusal = () => {
      throw conflict('The till is closed.');
    };
    await expect(pays(asked, 6, refusal)).rejects.toMatchObject({ status: 409 });
    expect(await rows('select * from idempotency_key')).toHaveLength(before.length);
    expect(await pays({ ...asked, requestHash: Buffer.from('something else') }, 6)).toMatchObject({ currency: 'JPY' });
  });

  it('has a key of its own for each user', async () => {
    const asked = request();
    const before = await paid();
    const mine = await pays(asked, 7);
    const theirs = await pays({ ...asked, actor: bob }, 7);
    expect(theirs.amount).toBe(mine.amount + 7);
    expect(await paid()).toHaveLength(before.length + 2);
  });

  it('is done anew after a day, for another request too; then its key is thrown away', async () => {
    const asked = request();
    const first = await pays(asked, 8);
    clock.advance(24 * 3_600_000 - 60_000);
    await service.app.get(ForgetKeys, { strict: false }).forget();
    expect(await pays(asked, 8)).toEqual(first);
    clock.advance(61_000);
    const anew = { ...asked, requestHash: Buffer.from('pay again') };
    const second = await pays(anew, 8);
    expect(second.amount).toBe(first.amount + 8);
    await service.app.get(ForgetKeys, { strict: false }).forget();
    expect(await rows('select key from idempotency_key')).toEqual([{ key: asked.idempotencyKey }]);
    expect(await pays(anew, 8)).toEqual(second);
  });

  /** Until somebody waits for somebody else's row. */
  async function waiting(): Promise<void> {
    for (;;) {
      const [row] = await rows(`select count(*)::int waiting from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`);
      if (row!['waiting'] === 1) return;
      await new Promise((done) => setTimeout(done, 5));
    }
  }
});
