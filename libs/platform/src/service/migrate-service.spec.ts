import { afterAll, afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Module } from '@nestjs/common';
import pg from 'pg';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { Clock, DiskLog } from '@demae/saga';
import { databaseUrl, dropDatabases, newDatabase } from '../../../testing/src/databases.js';
import { awaitMigrations } from '../database/await-migrations.js';
import { openDatabase } from '../database/data-source.js';
import { createLogger } from '../log/logger.js';
import { openRedis } from '../redis/redis.js';
import { defineService } from './define-service.js';
import { migrateService } from './migrate-service.js';
import { startService, type Runtime } from './start-service.js';

class CreateCup1700000000001 implements MigrationInterface {
  readonly name = 'CreateCup1700000000001';
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create table cup (id uuid primary key)');
  }
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table cup');
  }
}

class PaintCup1700000000002 implements MigrationInterface {
  readonly name = 'PaintCup1700000000002';
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table cup add colour text');
  }
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table cup drop colour');
  }
}

@Module({})
class CupboardModule {}
const before = defineService({ name: 'cupboard', module: CupboardModule, migrations: [CreateCup1700000000001] });
const now = { ...before, migrations: [CreateCup1700000000001, PaintCup1700000000002] };

const folder = mkdtempSync(join(tmpdir(), 'demae-migrate-'));
const logger = createLogger('silent');
const databases: string[] = [];
const closing: (() => Promise<unknown> | void)[] = [];
let env: Record<string, string>;

beforeEach(async () => {
  const name = await newDatabase('migrate');
  databases.push(name);
  env = { CUPBOARD_DATABASE_URL: databaseUrl(name), LOG_LEVEL: 'silent', DEMAE_MIGRATIONS: 'await' };
});
afterEach(async () => {
  jest.restoreAllMocks();
  for (const close of closing.splice(0)) await close();
});
afterAll(async () => {
  await dropDatabases(databases);
  rmSync(folder, { recursive: true });
});

const runtime = async (): Promise<Runtime> => {
  const log = await DiskLog.open({ directory: join(folder, databases.at(-1)!), sync: false });
  const redis = await openRedis('memory:', logger);
  closing.push(() => log.close(), () => redis.disconnect());
  return { env, log, redis, clock: new Clock(), logger, addresses: new Map() };
};

const done = async () => {
  const dataSource = await openDatabase({ service: 'test', url: env['CUPBOARD_DATABASE_URL']!, poolSize: 2, entities: [], migrations: [] });
  const rows = await dataSource.query<{ name: string }[]>("select name from migrations where name like '%Cup%' order by name");
  await dataSource.destroy();
  return rows.map(({ name }) => name);
};

describe('a service that awaits its migrations', () => {
  it('starts when they have been run, and not before', async () => {
    let up = false;
    const asked = jest.spyOn(pg.Client.prototype, 'query');
    const looks = () => asked.mock.calls.filter(([statement]) => (statement as unknown) === 'select name from migrations').length;
    const starting = startService(before, await runtime()).then((service) => {
      up = true;
      closing.unshift(() => service.close());
      return service;
    });
    while (looks() < 2) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(up).toBe(false);
    await migrateService(before, { ...env });
    const service = await starting;
    expect(await service.dataSource!.query('select count(*)::int from cup')).toEqual([{ count: 0 }]);
  });

  it('goes back to the version before without anybody taking tables back', async () => {
    await migrateService(now, env);
    const service = await startService(before, await runtime());
    closing.unshift(() => service.close());
    expect((await service.health()).ready).toBe(true);
  });

  it('says which ones it lacks, and what to do, when nobody runs them', async () => {
    await migrateService(before, env);
    const dataSource = await openDatabase({ service: 'test', url: env['CUPBOARD_DATABASE_URL']!, poolSize: 2, entities: [], migrations: before.migrations! });
    closing.push(() => dataSource.destroy());
    Object.assign(dataSource, { migrations: [...dataSource.migrations, new PaintCup1700000000002()] });
    const told: (readonly string[])[] = [];
    const now = Date.now();
    const clock = jest.spyOn(Date, 'now').mockReturnValue(now);
    const tell = (missing: readonly string[]) => {
      told.push(missing);
      clock.mockReturnValue(now + 1_000);
    };
    await expect(awaitMigrations(dataSource, tell, 1_000)).rejects.toThrow(
      'it lacks PaintCup1700000000002, which nobody has run for 1 s. Run this program with the argument "migrate", or set DEMAE_MIGRATIONS=run.',
    );
    expect(told).toEqual([['PaintCup1700000000002']]);
  });
});

describe('a program that migrates', () => {
  it('needs nothing but the database, and several at once do it once', async () => {
    await Promise.all([migrateService(now, env), migrateService(now, env), migrateService(now, env)]);
    expect(await done()).toEqual(['CreateCup1700000000001', 'PaintCup1700000000002']);
  });

  it('names the setting that is missing, and is not for a service without data', async () => {
    await expect(migrateService(now, {})).rejects.toThrow(/^cupboard cannot start, because a setting is missing or wrong:\n {2}CUPBOARD_DATABASE_URL is missing/);
    await expect(migrateService(defineService({ name: 'door', module: CupboardModule, http: {} }), {})).rejects.toThrow('it has none. Leave it out.');
  });
});
