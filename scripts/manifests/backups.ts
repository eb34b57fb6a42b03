import type { Resource } from './resource.js';
import { unless } from './rules.js';

interface Database {
  backup?: { barmanObjectStore?: object };
}

/** Databases that an operator makes, and that nobody copies anywhere. */
export function wrongBackups(resources: readonly Resource[]): string[] {
  const of = (kind: string) => resources.filter(({ apiVersion, kind: found }) => apiVersion.startsWith('postgresql.cnpg.io/') && found === kind);
  const scheduled = of('ScheduledBackup').map(({ spec }) => (spec as { cluster: { name: string } }).cluster.name);
  return of('Cluster').flatMap(({ metadata: { name }, spec }) => [
    ...unless((spec as Database).backup?.barmanObjectStore !== undefined, `What is written to ${name} is kept nowhere else, so no moment of it can be restored.`),
    ...unless(scheduled.includes(name), `Nobody backs up ${name}.`),
  ]);
}
