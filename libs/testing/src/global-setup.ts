import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EmbeddedPostgres as Server } from '@demae/platform';

/** One real Postgres for the whole run. It may forget everything when the machine fails, so it need not wait for the disk. */
export default async function globalSetup(): Promise<void> {
  // As built, because Jest loads this file outside its own module system.
  const { EmbeddedPostgres } = await import('@demae/platform');
  const home = mkdtempSync(join(tmpdir(), 'demae-test-'));
  const tuning = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '400', shared_buffers: '128MB', autovacuum: 'off', log_line_prefix: '%d: ' };
  const server = await EmbeddedPostgres.start({ home, tuning });
  process.env['DEMAE_TEST_POSTGRES'] = server.url('postgres');
  process.env['DEMAE_TEST_POSTGRES_LOG'] = server.logFile;
  (globalThis as { demaeTestPostgres?: Server }).demaeTestPostgres = server;
}
