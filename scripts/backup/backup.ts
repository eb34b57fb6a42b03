import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { catalogue } from '@demae/contracts';
import type { RunningStack } from '../stack/running.js';
import { run } from '../kafka/jars.js';
import { copyDatabase } from './copies.js';

/** What lies in the folder of a backup: `backup.json`. */
export interface Backup {
  /** When it was begun: each database is of that moment or a little later. */
  at: string;
  demae: string;
  postgres: string;
  /** With a copy each: `<service>.dump`. */
  services: string[];
  /** Where the log ended then, by `topic/partition`, for who wants to know. */
  logEnds: Record<string, string>;
}

export const fileOf = (folder: string, service: string) => join(folder, `${service}.dump`);

/** Copies the databases of a running stack, one after the other, while it runs. Each is right for itself; together they are of several moments. */
export async function backUp(stack: RunningStack, programs: string, folder: string, services: readonly string[]): Promise<Backup> {
  const at = new Date().toISOString();
  const { databases } = stack.describe().postgres;
  for (const service of services) await copyDatabase(programs, databases[service]!, fileOf(folder, service));
  const ends = await (await stack.admin()).ends(catalogue.topics());
  const backup: Backup = {
    at,
    demae: (JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }).version,
    postgres: (await run(join(programs, 'pg_dump'), ['--version'])).trim(),
    services: [...services],
    logEnds: Object.fromEntries([...ends].map(([place, end]) => [place, String(end)])),
  };
  writeFileSync(join(folder, 'backup.json'), `${JSON.stringify(backup, null, 2)}\n`, { mode: 0o600 });
  return backup;
}

/** @throws Error when there is none in that folder */
export function readBackup(folder: string): Backup {
  return JSON.parse(readFileSync(join(folder, 'backup.json'), 'utf8')) as Backup;
}
