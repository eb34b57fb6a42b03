import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Clock, DiskLog } from '@demae/saga';
import { ConfigurationError, createLogger, EmbeddedPostgres, openRedis, processEnvironment, Settings, untilStopped } from '@demae/platform';
import { startBank } from '../../payment/src/bank/start-bank.js';
import { startDemae } from './demae.js';
import { seed } from './seed.js';
import { signingKey } from './signing-key.js';

const settings = {
  DEMAE_HOME: { kind: 'text', default: '.demae', what: 'the folder of all data' },
  DEMAE_SEED: { kind: 'text', default: 'demo', choices: ['demo', 'none'], what: 'what is there after the first start: demo stores and accounts, or the admin only' },
  DEMAE_ADMIN_PASSWORD: { kind: 'secret', optional: true, what: "with DEMAE_SEED=none: the admin's password" },
  LOG_LEVEL: { kind: 'text', default: 'info', what: 'the least serious log lines to write' },
} as const;

/** Node alone: a real Postgres from npm, an event log on disk, a Redis in memory, the simulated bank, and every service in this process. */
async function main(): Promise<void> {
  const env = processEnvironment();
  const own = Settings.read('standalone', settings, env);
  const home = resolve(own.get<string>('DEMAE_HOME'));
  mkdirSync(home, { recursive: true });
  const logger = createLogger(own.get<string>('LOG_LEVEL'));
  const closers: (() => unknown)[] = [];
  untilStopped(async () => {
    for (const close of closers.reverse()) await close();
  }, logger);

  const postgres = await EmbeddedPostgres.start({ home, say: (message) => logger.info(message) });
  closers.push(() => postgres.stop());
  const log = await DiskLog.open({ directory: join(home, 'events') });
  closers.push(() => log.close());
  const redis = await openRedis('memory:', logger);
  closers.push(() => redis.disconnect());
  const clock = new Clock();
  const bank = await startBank({ port: 0, books: join(home, 'bank') });
  closers.push(() => bank.close());

  const defaults = { PORT: '8080', DEMAE_SANDBOX: 'on', BANK_URL: bank.url, USER_SIGNING_KEY: await signingKey(home) };
  const demae = await startDemae({
    env: { ...defaults, ...env },
    databaseUrl: (service) => postgres.url(`demae_${service}`),
    log, redis, clock, logger,
    prepare: seed({ demo: own.get<string>('DEMAE_SEED') === 'demo', adminPassword: own.get<string | undefined>('DEMAE_ADMIN_PASSWORD') }),
  });
  closers.push(() => demae.close());
  logger.info(`Demae is ready: ${demae.url}/docs`);
}

main().catch((error: unknown) => {
  console.error(error instanceof ConfigurationError ? error.message : error);
  process.exit(1);
});
