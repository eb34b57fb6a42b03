import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ModulesContainer } from '@nestjs/core';
import { CommandBus } from '@nestjs/cqrs';
import type { Actor } from '@demae/contracts';
import { createLogger, openRedis } from '@demae/platform';
import { Clock, DiskLog, newId } from '@demae/saga';
import { startBank } from '../../../apps/payment/src/bank/start-bank.js';
import { SERVICES, startDemae, type Demae } from '../../../apps/standalone/src/demae.js';
import { EnsureUser } from '../../../apps/user/src/accounts/ensure-user.command.js';
import { databaseUrl, dropDatabases } from './databases.js';
import type { Ground, GroundOptions, Known } from './ground.js';
import { HostileLog } from './hostile-log.js';
import { MigratedDatabases } from './migrated.js';
import { Random } from '../../../scripts/random.js';

/** The whole platform in this process, on databases of its own while it is open. @param pool for those who open one after another */
export async function platformGround(options: GroundOptions, pool?: MigratedDatabases): Promise<Ground> {
  const directory = mkdtempSync(join(tmpdir(), 'demae-shop-'));
  const logger = createLogger(options.logLevel ?? 'silent', options.lines && { write: options.lines });
  const databases = await (pool ?? new MigratedDatabases()).take(SERVICES);
  const disk = await DiskLog.open({ directory: join(directory, 'events'), sync: false });
  const log = options.hostile === undefined ? disk : new HostileLog(disk, new Random(options.hostile), options.hostility);
  const bank = await startBank({ port: 0, books: join(directory, 'bank') });
  const clock = new Clock();
  const redis = await openRedis('memory:', logger);
  const demae = await startDemae({
    // On a machine that has much else to do an answer may take its time.
    env: { PORT: '0', BANK_URL: bank.url, BANK_TIMEOUT: '1s', GRPC_PATIENCE: '1m', DEMAE_SANDBOX: 'on', DEMAE_RATE_LIMIT: 'off', ...options.env },
    databaseUrl: (service) => databaseUrl(databases.get(service)!),
    log, redis, clock, logger,
    saga: { firstPause: 2, sabotage: options.sabotage },
  });
  const ensureUser = async (user: Known): Promise<Actor> => {
    const { id, roles } = await demae.services.get('user')!.app.get(CommandBus).execute(new EnsureUser(user));
    return { userId: id, roles };
  };
  return {
    url: demae.url,
    peers: demae.peers,
    log,
    demae,
    clock,
    provider: <T>(service: string, name: string) => {
      for (const { providers } of demae.services.get(service)!.app.get(ModulesContainer).values()) {
        for (const provider of providers.values()) if (provider.name === name) return provider.instance as T;
      }
      throw new Error(`The service ${service} has no ${name}.`);
    },
    bank: {
      books: () => Promise.resolve(bank.books()),
      behaves: (behaviour, times) => Promise.resolve(bank.behaves(behaviour, times)),
      reset: () => Promise.resolve(bank.reset()),
    },
    query: <R>(service: string, sql: string, values: unknown[] = []) => demae.services.get(service)!.dataSource!.query<R[]>(sql, values),
    ensureUser,
    person: (role, name) => ensureUser({ email: `${newId()}@demae.test`, password: 'demae-demo', name, roles: [role] }),
    advance: (milliseconds) => Promise.resolve(clock.advance(milliseconds)),
    settles: (patience) => settled(demae, patience),
    close: async () => {
      await demae.close();
      await log.close();
      await bank.close();
      redis.disconnect();
      await (pool ? pool.giveBack(databases) : dropDatabases([...databases.values()]));
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

async function settled(demae: Demae, patience: number): Promise<void> {
  for (const end = Date.now() + patience; !demae.quiet(); await new Promise((resolve) => setTimeout(resolve, 1))) {
    if (Date.now() < end) continue;
    const unrest = [...demae.services.values()].flatMap(({ name, engine }) => (engine && !engine.quiet ? [{ name, ...engine.health().details }] : []));
    throw new Error(`not at rest after ${patience} ms: ${JSON.stringify(unrest, null, 1)}`);
  }
}
