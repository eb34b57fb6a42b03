import { setTimeout as pause } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { DatabaseRefusal } from './database-refused.js';

/** Longest that somebody else's migrations are waited for, milliseconds; after that whoever started this process should know. */
const PATIENCE = 240_000;
const LOOK_AGAIN = 500;
// https://www.postgresql.org/docs/current/errcodes-appendix.html
const UNDEFINED_TABLE = '42P01';

/** Resolves when the database has all migrations of this version, whoever runs them. More than those do not matter. @throws DatabaseRefusal that names those it lacks */
export async function awaitMigrations(dataSource: DataSource, waiting?: (missing: readonly string[]) => void, patience = PATIENCE): Promise<void> {
  const end = Date.now() + patience;
  for (let told = false; ; await pause(LOOK_AGAIN)) {
    const missing = await missingMigrations(dataSource);
    if (missing.length === 0) return;
    if (Date.now() >= end) {
      throw new DatabaseRefusal(`it lacks ${missing.join(', ')}, which nobody has run for ${patience / 1_000} s. Run this program with the argument "migrate", or set DEMAE_MIGRATIONS=run.`);
    }
    if (!told) waiting?.(missing);
    told = true;
  }
}

async function missingMigrations(dataSource: DataSource): Promise<string[]> {
  const done = new Set(await doneMigrations(dataSource));
  return dataSource.migrations.map(({ name, constructor }) => name ?? constructor.name).filter((name) => !done.has(name));
}

async function doneMigrations(dataSource: DataSource): Promise<string[]> {
  try {
    const rows = await dataSource.query<{ name: string }[]>('select name from migrations');
    return rows.map(({ name }) => name);
  } catch (error) {
    if ((error as { code?: string }).code === UNDEFINED_TABLE) return [];
    throw error;
  }
}
