import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Controller, Get, Inject, Injectable, Module } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import pg from 'pg';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { MigrationInterface, QueryRunner, Repository } from 'typeorm';
import { Clock, DiskLog, Transactions } from '@demae/saga';
import { OpsServiceService } from '@demae/contracts';
import { processEnvironment } from '../config/environment.js';
import { Settings } from '../config/settings.js';
import { wholeNumber } from '../database/whole-number.js';
import { addressBook, Peers } from '../grpc/peers.js';
import { createLogger } from '../log/logger.js';
import { currentTraceId } from '../log/traceparent.js';
import { openRedis } from '../redis/redis.js';
import type { Redis } from '../redis/redis.js';
import { defineService } from './define-service.js';
import { startService } from './start-service.js';
import type { RunningService, Runtime } from './start-service.js';
import { REDIS } from './tokens.js';

@Entity()
class Shelf {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('int8', { transformer: wholeNumber })
  cups!: number;
}

class CreateShelf1700000000001 implements MigrationInterface {
  readonly name = 'CreateShelf1700000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create table shelf (id uuid primary key, cups int8 not null)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table shelf');
  }
}

/** Asks for everything that a service may inject. */
@Injectable()
class Keeper {
  constructor(
    readonly settings: Settings,
    readonly peers: Peers,
    readonly clock: Clock,
    readonly transactions: Transactions,
    @Inject(REDIS) readonly redis: Redis,
    @InjectRepository(Shelf) readonly shelves: Repository<Shelf>,
  ) {}
}

@Module({ providers: [Keeper] })
class ShelfModule {}

@Controller('hello')
class HelloHttp {
  @Get()
  hello() {
    return { traceId: currentTraceId() };
  }
}

@Module({ controllers: [HelloHttp] })
class DoorModule {}

const shelves = defineService({
  name: 'shelves',
  module: ShelfModule,
  entities: [Shelf],
  migrations: [CreateShelf1700000000001],
  settings: { PREP_MINUTES: { kind: 'whole', default: 15, what: 'minutes to fill a shelf' } },
});
const door = defineService({ name: 'door', module: DoorModule, http: {} });

const server = processEnvironment()['DEMAE_TEST_POSTGRES']!;
const database = `platform_${process.pid}`;
const url = Object.assign(new URL(server), { pathname: `/${database}` }).href;
const folder = mkdtempSync(join(tmpdir(), 'demae-service-'));

async function onServer(...statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
}

describe('a service', () => {
  const addresses = new Map<string, string>();
  const running: RunningService[] = [];
  let runtime: Runtime;
  const start = async (definition: typeof shelves, overrides: Partial<Runtime> = {}) => {
    const service = await startService(definition, { ...runtime, ...overrides });
    running.push(service);
    return service;
  };

  beforeAll(async () => {
    const logger = createLogger('silent');
    const log = await DiskLog.open({ directory: folder, sync: false });
    runtime = { env: { SHELVES_DATABASE_URL: url, PORT: '0' }, log, redis: await openRedis('memory:', logger), clock: new Clock(), logger, addresses };
  });

  afterEach(async () => {
    for (const service of running.splice(0)) await service.close();
  });

  afterAll(async () => {
    await runtime.log?.close();
    runtime.redis.disconnect();
    rmSync(folder, { recursive: true, force: true });
    await onServer(`drop database if exists ${database} with (force)`);
  });

  it('makes its database, finds all it asks for, and is ready', async () => {
    const service = await start(shelves);
    const keeper = service.app.get(Keeper);
    expect(keeper.settings.get('PREP_MINUTES')).toBe(15);
    await keeper.shelves.insert({ id: '01890000-0000-7000-8000-000000000001', cups: 9_000_000_000 });
    expect(await keeper.shelves.find()).toEqual([{ id: '01890000-0000-7000-8000-000000000001', cups: 9_000_000_000 }]);
    await keeper.redis.set('cup', 'full');
    expect(await keeper.redis.get('cup')).toBe('full');
    expect(await service.health()).toMatchObject({ ready: true, live: true, details: { database: true } });
  });

  describe('with a port for its probes', () => {
    const ask = async (env: Record<string, string>) => {
      const { addresses: _, ...alone } = runtime;
      const service = await startService(shelves, { ...alone, env: { ...runtime.env, HEALTH_PORT: '0', ...env } });
      running.push(service);
      const [figures, alive] = await Promise.all(['/metrics', '/livez'].map(async (path) => {
        const answer = await fetch(`http://127.0.0.1:${service.probes}${path}`);
        return { status: answer.status, headers: answer.headers, text: await answer.text() };
      }));
      return { service, figures: figures!, alive: alive! };
    };

    it('tells its figures there, how long telling them took, and that the connection may stay for the next look', async () => {
      const { figures: { status, headers, text } } = await ask({});
      expect(status).toBe(200);
      expect(headers.get('server-timing')).toMatch(/^tell;dur=\d+\.\d\d$/);
      expect(headers.get('keep-alive')).toBe('timeout=75');
      expect(text).toContain('demae_redis_up{service="shelves"} 1');
      expect(text).toContain('db_client_connections_max{service="shelves"} 8');
      expect(text).toMatch(/nodejs_eventloop_lag_p99_seconds\{service="shelves"\}/);
    });

    it('tells none with METRICS=off', async () => {
      const { service, figures, alive } = await ask({ METRICS: 'off' });
      expect([figures.status, alive.status, service.metrics]).toEqual([404, 200, undefined]);
    });

    it('leaves it to who has started them all, when several services share a process', async () => {
      const service = await start(shelves, { env: { ...runtime.env, HEALTH_PORT: '0' } });
      expect(service.probes).toBeUndefined();
      expect(service.metrics).toBeDefined();
    });
  });

  it('migrates once, also when several start together', async () => {
    const replicas = await Promise.all([start(shelves), start(shelves), start(shelves)]);
    const rows = await replicas[0]!.dataSource!.query<{ name: string }[]>('select name from migrations order by id');
    expect(rows.map(({ name }) => name)).toEqual(['CreateSagaTables1700000000000', 'KeepPositions1700000000000', 'KeepReplays1700000000000', 'CreateShelf1700000000001']);
  });

  it('answers about itself, and lets its clock be moved in a sandbox only', async () => {
    const peers = new Peers(addressBook(addresses, {}));
    const ops = peers.client(OpsServiceService, 'shelves');
    await start(shelves);
    const patient = { deadline: 60_000 };
    expect(await ops.getHealth({}, patient)).toMatchObject({ ready: true, live: true });
    await expect(ops.advanceClock({ milliseconds: 60_000 }, patient)).rejects.toMatchObject({ status: 403 });
    await running.pop()!.close();
    await start(shelves, { env: { ...runtime.env, DEMAE_SANDBOX: 'on' }, clock: new Clock() });
    const before = Date.now();
    const { now } = await ops.advanceClock({ milliseconds: 3_600_000 }, patient);
    expect(now.getTime() - before).toBeGreaterThanOrEqual(3_600_000);
    peers.close();
  });

  it('is not ready, but still alive, while its database is away', async () => {
    const service = await start(shelves);
    await onServer(`alter database ${database} allow_connections false`, `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${database}'`);
    expect(await service.health()).toMatchObject({ ready: false, live: true, details: { database: false } });
    await onServer(`alter database ${database} allow_connections true`);
    while (!(await service.health()).ready) await new Promise((done) => setTimeout(done, 20));
  });

  it('does not start without its settings, and leaves nothing open', async () => {
    await expect(startService(shelves, { ...runtime, env: { GRPC_PORT: 'x' } })).rejects.toThrow(/2 settings[^]*GRPC_PORT=x is no whole number[^]*SHELVES_DATABASE_URL is missing/);
  });

  it('does not start when its database refuses it, and names the setting, not the password', async () => {
    const url = new URL(runtime.env['SHELVES_DATABASE_URL']!);
    Object.assign(url, { username: 'nobody', password: 'hunter2' });
    const refused = expect(startService(shelves, { ...runtime, env: { ...runtime.env, SHELVES_DATABASE_URL: url.href } })).rejects;
    await refused.toThrow(/^(?![^]*hunter2)shelves cannot start[^]*SHELVES_DATABASE_URL does not fit: Postgres at .* refuses the login of "nobody": .* Correct user and password\.$/);
  });

  it('does not start in a process of its own without knowing where its peers are', async () => {
    const { addresses: _, ...alone } = runtime;
    @Injectable()
    class Asker {
      constructor(peers: Peers) {
        peers.client(OpsServiceService, 'catalog');
      }
    }
    @Module({ providers: [Asker] })
    class AskingModule {}
    const asking = defineService({ name: 'asking', module: AskingModule, peers: ['catalog'] });
    await expect(startService(asking, alone)).rejects.toThrow('CATALOG_GRPC_URL is missing');
    await expect(startService({ ...asking, peers: ['user'] }, runtime)).rejects.toThrow("asking takes a client of catalog without saying so: write defineService({ name: 'asking', …, peers: ['user', 'catalog'] })");
  });

  it('does not start in a process of its own with half of what TLS needs', async () => {
    const { addresses: _, ...alone } = runtime;
    await expect(startService(shelves, { ...alone, env: { ...runtime.env, TLS_CERT: 'tls.crt' } })).rejects.toThrow('TLS_KEY and TLS_CA are missing: TLS between the services needs');
    await expect(startService(door, { ...alone, env: { ...runtime.env, TLS_CERT: 'no.crt', TLS_KEY: 'no.key', TLS_CA: 'no.ca' } })).rejects.toThrow('TLS_CERT=no.crt cannot be read');
  });

  it('that speaks HTTP says whether all is well, and works in the trace of its caller', async () => {
    let ready = false;
    const { port } = await start(door, { health: async () => ({ ready, live: true, details: { why: 'starting' } }) });
    const get = (path: string, headers: Record<string, string> = {}) => fetch(`http://127.0.0.1:${port}${path}`, { headers });
    expect((await get('/livez')).status).toBe(200);
    const waiting = await get('/readyz');
    expect([waiting.status, await waiting.json()]).toEqual([503, { ready: false, details: { why: 'starting' } }]);
    ready = true;
    expect((await get('/readyz')).status).toBe(200);
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    const greeted = await get('/hello', { traceparent: `00-${traceId}-b7ad6b7169203331-01` });
    expect(await greeted.json()).toEqual({ traceId });
    expect(greeted.headers.get('traceparent')).toContain(traceId);
  });
});
