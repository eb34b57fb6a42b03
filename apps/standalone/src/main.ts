import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Clock, DiskLog } from '@demae/saga';
import { ConfigurationError, createLogger, EmbeddedPostgres, openRedis, processEnvironment, Settings, untilStopped, type Logger } from '@demae/platform';
import { startBank } from '../../payment/src/bank/start-bank.js';
import { startDemae } from './demae.js';
import { seed } from './seed.js';
import { signingKey } from './signing-key.js';
import { standaloneSettings } from './standalone-settings.js';

/** Things to close, the last opened first. */
class Opened {
  private readonly closers: (() => unknown)[] = [];

  add(close: () => unknown): void {
    this.closers.unshift(close);
  }

  async close(): Promise<void> {
    for (const close of this.closers.splice(0)) await close();
  }
}

/** Node alone: a real Postgres from npm, an event log on disk, a Redis in memory, the simulated bank, and every service in this process. */
async function start(own: Settings, logger: Logger, opened: Opened): Promise<string> {
  const env = processEnvironment();
  const home = resolve(own.get<string>('DEMAE_HOME'));
  mkdirSync(home, { recursive: true });
  const postgres = await EmbeddedPostgres.start({ home, say: (message) => logger.info(message) });
  opened.add(() => postgres.stop());
  const log = await DiskLog.open({ directory: join(home, 'events') });
  opened.add(() => log.close());
  const redis = await openRedis('memory:', logger);
  opened.add(() => redis.disconnect());
  const bank = await startBank({ port: 0, books: join(home, 'bank') });
  opened.add(() => bank.close());
  const demae = await startDemae({
    env: { PORT: '8080', DEMAE_SANDBOX: 'on', BANK_URL: bank.url, USER_SIGNING_KEY: await signingKey(home), ...env },
    databaseUrl: (service) => postgres.url(`demae_${service}`),
    log,
    redis,
    clock: new Clock(),
    logger,
    prepare: seed({ demo: own.get<string>('DEMAE_SEED') === 'demo', adminPassword: own.get<string | undefined>('DEMAE_ADMIN_PASSWORD') }),
  });
  opened.add(() => demae.close());
  return demae.url;
}

const [, , argument] = process.argv;
if (argument !== undefined) {
  console.error(`npm start takes no "${argument}". What can be set is set in the environment, as in: PORT=8081 DEMAE_HOME=/var/lib/demae npm start; see docs/configuration.md`);
  process.exit(2);
}
try {
  const own = Settings.read('standalone', standaloneSettings, processEnvironment());
  const logger = createLogger(own.get<string>('LOG_LEVEL'));
  const opened = new Opened();
  let starting: Promise<unknown> = Promise.resolve();
  untilStopped(async () => {
    await starting.catch(() => undefined);
    await opened.close();
  }, logger);
  starting = start(own, logger, opened).catch(async (error: unknown) => {
    await opened.close();
    throw error;
  });
  logger.info(`Demae is ready: ${String(await starting)}/docs`);
} catch (error) {
  // What is missing is for people; anything else wants its stack.
  console.error(error instanceof ConfigurationError ? error.message : error);
  process.exit(1);
}
