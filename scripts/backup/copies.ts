import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { run } from '../kafka/jars.js';

/** A database as Postgres' own tools take it: the password is no argument, which others could see. */
function reached(url: string): { args: string[]; env: NodeJS.ProcessEnv; name: string } {
  const { hostname, port, username, password, pathname } = new URL(url);
  return {
    args: ['--host', hostname, '--port', port || '5432', '--username', decodeURIComponent(username)],
    env: { PATH: process.env['PATH'], LC_ALL: 'C', PGPASSWORD: decodeURIComponent(password) },
    name: decodeURIComponent(pathname.slice(1)),
  };
}

/** Copies a database as it is at one moment. @param programs the folder of pg_dump */
export async function copyDatabase(programs: string, url: string, file: string): Promise<void> {
  const { args, env, name } = reached(url);
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  await run(join(programs, 'pg_dump'), [...args, '--format=custom', '--file', file, name], env);
}

/** Puts a copy in the place of a database, whoever is connected to it. */
export async function putBack(programs: string, url: string, file: string): Promise<void> {
  const { args, env, name } = reached(url);
  const server = new URL(url);
  server.pathname = '/postgres';
  const client = new pg.Client({ connectionString: server.href });
  await client.connect();
  try {
    await client.query(`drop database if exists ${client.escapeIdentifier(name)} with (force)`);
    await client.query(`create database ${client.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
  await run(join(programs, 'pg_restore'), [...args, '--no-owner', '--exit-on-error', '--dbname', name, file], env);
}
