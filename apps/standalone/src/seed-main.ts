import { Clock, type EventLog, type Subscribed } from '@demae/saga';
import { addressBook, ConfigurationError, createLogger, openRedis, Peers, peersTls, processEnvironment, Settings, startService } from '@demae/platform';
import { user } from '../../user/src/user.module.js';
import { seed } from './seed.js';
import { seedSettings } from './standalone-settings.js';

/*
 * Seeds a platform whose services run as processes of their own, then ends. Accounts are made in the user service's database, by its own
 * code; all else goes through the services (USER_DATABASE_URL and the *_GRPC_URL of its peers), as people do through the gateway: with TLS it
 * needs the gateway's certificate, unless it makes the admin only, for which it asks nobody. What exists stays as it is.
 */

/** Neither reads nor sends: what is said here waits in the outbox for the user service that runs. */
const silence: EventLog = {
  ensureTopics: () => Promise.resolve(),
  publish: () => Promise.reject(new Error('the user service itself sends it')),
  subscribe: () => Promise.resolve<Subscribed>({ close: () => Promise.resolve(), progress: () => ({ lag: 0, lastProgressAt: Date.now() }) }),
  history: () => Promise.resolve([]),
  close: () => Promise.resolve(),
};

async function run(): Promise<void> {
  const env = { ...processEnvironment(), GRPC_PORT: '0', HEALTH_PORT: '' };
  const own = Settings.read('seed', seedSettings, env);
  const logger = createLogger(own.get<string>('LOG_LEVEL'));
  const redis = await openRedis('memory:', logger);
  const demo = own.get<string>('DEMAE_SEED') === 'demo';
  const tls = demo ? peersTls('gateway', env, logger) : undefined;
  const peers = new Peers(addressBook(undefined, env), undefined, tls?.client);
  // Nobody calls this user service, and it calls nobody.
  const accounts = await startService(user, { env: { ...env, TLS_CERT: '', TLS_KEY: '', TLS_CA: '' }, redis, logger, log: silence, clock: new Clock() });
  try {
    const prepare = seed({ demo, adminPassword: own.get<string | undefined>('DEMAE_ADMIN_PASSWORD') });
    await prepare(new Map([['user', accounts]]), peers);
  } finally {
    peers.close();
    tls?.close();
    await accounts.close();
    redis.disconnect();
  }
}

try {
  await run();
  process.exit(0);
} catch (error) {
  // What is missing is for people; anything else wants its stack.
  console.error(error instanceof ConfigurationError ? error.message : error);
  process.exit(1);
}
