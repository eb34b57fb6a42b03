import pg from 'pg';
import { DataSource, MigrationExecutor } from 'typeorm';
import type { EntityTarget, MigrationInterface } from 'typeorm';
import { CONNECTIONS, SAGA_MIGRATIONS } from '@demae/saga';
import { awaitMigrations } from './await-migrations.js';
import { tracedClient } from '../tracing/traced-client.js';
import type { Tracer } from '../tracing/tracer.js';
import { connectPatiently } from './database-refused.js';

export type EntityClass = Exclude<EntityTarget<object>, string | { name: string }> | (new (...args: never[]) => object);
export type MigrationClass = new () => MigrationInterface;

export interface DatabaseOptions {
  service: string;
  url: string;
  /** Most connections at a time. */
  poolSize: number;
  entities: readonly EntityClass[];
  migrations: readonly MigrationClass[];
  /** What to do about migrations that it lacks. `run` when not set. */
  missing?: 'run' | 'await';
  /** Told once when others have to run them first. */
  waiting?(missing: readonly string[]): void;
  tracer?: Tracer | undefined;
}

/** A statement that takes longer is given up, milliseconds: somebody else waits for its locks. */
const STATEMENT = 15_000;
/** A transaction in which nothing happens for so long belongs to somebody who is gone, milliseconds. */
const IDLE_IN_TRANSACTION = 60_000;
/** The advisory lock of who migrates. */
const MIGRATE_LOCK = "hashtext('demae.migrate')";

/** Opens a service's own database, made when missing, and brings its tables up to date. @throws DatabaseRefusal when it cannot be reached, or stays behind */
export async function openDatabase(options: DatabaseOptions): Promise<DataSource> {
  const dataSource = new DataSource({
    type: 'postgres',
    url: options.url,
    entities: [...options.entities] as (new () => object)[],
    migrations: [...SAGA_MIGRATIONS, ...options.migrations],
    migrationsTransactionMode: 'each',
    synchronize: false,
    logging: false,
    applicationName: options.service,
    poolSize: options.poolSize,
    extra: {
      ...CONNECTIONS,
      ...(options.tracer ? { Client: tracedClient(options.tracer, new URL(options.url).pathname.slice(1)) } : {}),
      connectionTimeoutMillis: 10_000,
      // Each connection is a process of the server's: those that nobody has used for a while are not worth their memory.
      idleTimeoutMillis: 10_000,
      statement_timeout: STATEMENT,
      idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION,
      keepAlive: true,
    },
    // A pooled connection that breaks while idle is replaced at the next use; unheard, its error would end the process.
    poolErrorHandler: () => undefined,
  });
  await connectPatiently(options.url, async () => {
    try {
      await dataSource.initialize();
    } catch (error) {
      if (!isMissingDatabase(error)) throw error;
      await createDatabaseIfMissing(options.url);
      await dataSource.initialize();
    }
  });
  try {
    if (options.missing === 'await') await awaitMigrations(dataSource, options.waiting);
    else await migrate(dataSource);
  } catch (error) {
    await dataSource.destroy();
    throw error;
  }
  return dataSource;
}

/** Replicas that start together take turns; whoever comes second finds everything done. */
async function migrate(dataSource: DataSource): Promise<void> {
  const runner = dataSource.createQueryRunner();
  try {
    await runner.query('set statement_timeout = 0');
    await runner.query(`select pg_advisory_lock(${MIGRATE_LOCK})`);
    try {
      const executor = new MigrationExecutor(dataSource, runner);
      executor.transaction = 'each';
      await executor.executePendingMigrations();
    } finally {
      await runner.query(`select pg_advisory_unlock(${MIGRATE_LOCK})`);
      await runner.query(`set statement_timeout = ${STATEMENT}`);
    }
  } finally {
    await runner.release();
  }
}

// https://www.postgresql.org/docs/current/errcodes-appendix.html
const INVALID_CATALOG_NAME = '3D000';
const DUPLICATE_DATABASE = '42P04';
const UNIQUE_VIOLATION = '23505';

function isMissingDatabase(error: unknown): boolean {
  return (error as { code?: string }).code === INVALID_CATALOG_NAME;
}

/** Creates the database that the URL names, on its server, unless it is there. */
export async function createDatabaseIfMissing(url: string): Promise<void> {
  const server = new URL(url);
  const name = decodeURIComponent(server.pathname.slice(1));
  server.pathname = '/postgres';
  const client = new pg.Client({ connectionString: server.href, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [name]);
    if (rowCount === 0) await client.query(`create database ${client.escapeIdentifier(name)}`);
  } catch (error) {
    // Somebody else was quicker.
    if (![DUPLICATE_DATABASE, UNIQUE_VIOLATION].includes((error as { code?: string }).code ?? '')) throw error;
  } finally {
    await client.end();
  }
}
