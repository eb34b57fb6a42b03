import { randomBytes } from 'node:crypto';
import pg from 'pg';

/** Where the run's Postgres is; set by the global set-up. */
export function testServerUrl(): string {
  const url = process.env['DEMAE_TEST_POSTGRES'];
  if (!url) throw new Error('DEMAE_TEST_POSTGRES is not set: run the tests with `npm test`, which starts a Postgres for them.');
  return url;
}

export async function onServer<R>(work: (client: pg.Client) => Promise<R>, database?: string): Promise<R> {
  const client = new pg.Client({ connectionString: database === undefined ? testServerUrl() : databaseUrl(database) });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

export function databaseUrl(name: string): string {
  const url = new URL(testServerUrl());
  url.pathname = `/${name}`;
  return url.href;
}

/** A new, empty database; returns its name. */
export async function newDatabase(prefix: string): Promise<string> {
  const name = `${prefix}_${randomBytes(5).toString('hex')}`;
  await onServer((client) => client.query(`create database ${name}`));
  return name;
}

export async function dropDatabases(names: readonly string[]): Promise<void> {
  await onServer(async (client) => {
    for (const name of names) await client.query(`drop database if exists ${name} with (force)`);
  });
}
