import { migrateService, type ServiceDefinition } from '@demae/platform';
import type pg from 'pg';
import { databaseUrl, onServer } from './databases.js';

/**
 * New databases of these services with all their migrations, by service. Each is a copy of one that the first who asks in this run has
 * migrated: a copy takes a tenth of the time.
 */
export async function migratedDatabases(services: readonly ServiceDefinition[], suffix: string): Promise<Map<string, string>> {
  return onServer(async (client) => {
    await prepareTemplates(client, services);
    const databases = new Map<string, string>();
    for (const { name } of services) {
      databases.set(name, `${name}_${suffix}`);
      await client.query(`create database ${name}_${suffix} template ${name}_template strategy file_copy`);
    }
    return databases;
  });
}

async function prepareTemplates(client: pg.Client, services: readonly ServiceDefinition[]): Promise<void> {
  // One worker of the run prepares them, and the others wait for it.
  await client.query("select pg_advisory_lock(hashtext('demae.templates'))");
  const { rows } = await client.query<{ name: string }>(`select datname as name from pg_database where datname like '%\\_template'`);
  const there = new Set(rows.map(({ name }) => name));
  for (const service of services) {
    if (there.has(`${service.name}_template`)) continue;
    const raw = `${service.name}_raw`;
    await client.query(`drop database if exists ${raw}`);
    await client.query(`create database ${raw}`);
    await migrateService(service, { [`${service.name.toUpperCase()}_DATABASE_URL`]: databaseUrl(raw), LOG_LEVEL: 'silent' });
    await client.query(`alter database ${raw} rename to ${service.name}_template`);
  }
  await client.query("select pg_advisory_unlock(hashtext('demae.templates'))");
}
