import type { EmbeddedPostgres } from '@demae/platform';

export default async function globalTeardown(): Promise<void> {
  await (globalThis as { demaeTestPostgres?: EmbeddedPostgres }).demaeTestPostgres?.stop({ remove: true });
}
