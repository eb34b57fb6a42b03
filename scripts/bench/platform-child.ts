import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger, openRedis } from '@demae/platform';
import { Clock, DiskLog } from '@demae/saga';
import { startBank } from '../../apps/payment/src/bank/start-bank.js';
import { startDemae } from '../../apps/standalone/src/demae.js';
import { seed } from '../../apps/standalone/src/seed.js';

/* The whole platform as a process of its own, on the databases of the bench; ends when the bench does. */
const urls = JSON.parse(process.env['BENCH_DATABASE_URLS']!) as Record<string, string>;
const home = mkdtempSync(join(tmpdir(), 'demae-bench-'));
const logger = createLogger(process.env['BENCH_LOG_LEVEL'] ?? 'warn');
const probes = process.env['BENCH_HEALTH_PORT'];
const figures = process.env['BENCH_METRICS'] ?? 'on';
const log = await DiskLog.open({ directory: join(home, 'events') });
const bank = await startBank({ port: 0, books: join(home, 'bank') });
const redis = await openRedis(process.env['BENCH_REDIS_URL'] ?? 'memory:', logger);
const demae = await startDemae({
  env: { PORT: '0', BANK_URL: bank.url, DEMAE_SANDBOX: 'on', DEMAE_RATE_LIMIT: 'off', METRICS: figures, ...(probes ? { HEALTH_PORT: probes } : {}) },
  databaseUrl: (service) => urls[service]!,
  log, redis, clock: new Clock(), logger,
  prepare: seed({ demo: true, adminPassword: undefined }),
});
process.once('disconnect', () => {
  void demae.close().then(async () => {
    await log.close();
    await bank.close();
    rmSync(home, { recursive: true, force: true });
    process.exit(0);
  });
});
process.send!({ url: demae.url, ...(probes ? { metrics: `http://127.0.0.1:${probes}/metrics` } : {}) });
