import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CommandBus } from '@nestjs/cqrs';
import { UserServiceService, type Actor } from '@demae/contracts';
import { createLogger, openRedis, type Peers } from '@demae/platform';
import { Clock, DiskLog, newId, type EventLog, type SagaOptions } from '@demae/saga';
import type { BookedCharge } from '../../../apps/payment/src/bank/books.js';
import { startBank, type Behaviour } from '../../../apps/payment/src/bank/start-bank.js';
import { SERVICES, startDemae, type Demae } from '../../../apps/standalone/src/demae.js';
import { EnsureUser } from '../../../apps/user/src/accounts/ensure-user.command.js';
import { RunningStack } from '../../../scripts/stack/running.js';
import { databaseUrl, dropDatabases } from './databases.js';
import { HostileLog, type Hostility } from './hostile-log.js';
import { migratedDatabases } from './migrated.js';
import { Random } from '../../../scripts/random.js';

export interface GroundOptions {
  /** A log that duplicates, resends, reorders and crashes by this seed. */
  hostile?: number;
  hostility?: Hostility;
  sabotage?: SagaOptions['sabotage'];
  /** Settings of the services over the usual ones. */
  env?: Record<string, string>;
  logLevel?: string;
  /** Takes the log lines instead of the standard output. */
  lines?: (line: string) => void;
}

export type Role = 'customer' | 'merchant' | 'driver' | 'support';

/** The simulated bank's own door. */
export interface BankDoor {
  books(): Promise<BookedCharge[]>;
  /** @param times for so many operations; until told otherwise when absent. */
  behaves(behaviour: Behaviour, times?: number): Promise<void>;
  /** Behaves well again. The books stay as they are. */
  reset(): Promise<void>;
}

/** What a shop under test stands on: the whole platform in this process, or a stack of separate processes on the real servers. */
export interface Ground {
  /** Of the gateway. */
  url: string;
  peers: Peers;
  log: EventLog;
  bank: BankDoor;
  /** Absent where the services are other processes. */
  demae?: Demae;
  /** The rows of a query on one service's own database. */
  query<R>(service: string, sql: string, values?: unknown[]): Promise<R[]>;
  /** Somebody with an account. */
  person(role: Role, name: string): Promise<Actor>;
  /** Moves the platform's clock. */
  advance(milliseconds: number): Promise<void>;
  /** @throws Error when something is not at rest after so many milliseconds */
  settles(patience: number): Promise<void>;
  close(): Promise<void>;
}

/** The stack that DEMAE_TEST_STACK (its home) names, or else a platform of its own in this process. */
export function openGround(options: GroundOptions): Promise<Ground> {
  const home = process.env['DEMAE_TEST_STACK'];
  return home === undefined ? inThisProcess(options) : onTheStack(home, options);
}

async function inThisProcess(options: GroundOptions): Promise<Ground> {
  const directory = mkdtempSync(join(tmpdir(), 'demae-shop-'));
  const logger = createLogger(options.logLevel ?? 'silent', options.lines && { write: options.lines });
  const databases = await migratedDatabases(SERVICES, randomBytes(5).toString('hex'));
  const disk = await DiskLog.open({ directory: join(directory, 'events'), sync: false });
  const log = options.hostile === undefined ? disk : new HostileLog(disk, new Random(options.hostile), options.hostility);
  const bank = await startBank({ port: 0, books: join(directory, 'bank') });
  const clock = new Clock();
  const redis = await openRedis('memory:', logger);
  const demae = await startDemae({
    env: { PORT: '0', BANK_URL: bank.url, BANK_TIMEOUT: '1s', DEMAE_SANDBOX: 'on', DEMAE_RATE_LIMIT: 'off', ...options.env },
    databaseUrl: (service) => databaseUrl(databases.get(service)!),
    log, redis, clock, logger,
    saga: { firstPause: 2, sabotage: options.sabotage },
  });
  return {
    url: demae.url,
    peers: demae.peers,
    log,
    demae,
    bank: {
      books: () => Promise.resolve(bank.books()),
      behaves: (behaviour, times) => Promise.resolve(bank.behaves(behaviour, times)),
      reset: () => Promise.resolve(bank.reset()),
    },
    query: <R>(service: string, sql: string, values: unknown[] = []) => demae.services.get(service)!.dataSource!.query<R[]>(sql, values),
    person: async (role, name) => {
      const commands = demae.services.get('user')!.app.get(CommandBus);
      const user = await commands.execute(new EnsureUser({ email: `${newId()}@demae.test`, password: 'demae-demo', name, roles: [role] }));
      return { userId: user.id, roles: user.roles };
    },
    advance: (milliseconds) => Promise.resolve(clock.advance(milliseconds)),
    settles: (patience) => settled(demae, patience),
    close: async () => {
      await demae.close();
      await log.close();
      await bank.close();
      redis.disconnect();
      await dropDatabases([...databases.values()]);
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

async function onTheStack(home: string, { hostile, sabotage, env }: GroundOptions): Promise<Ground> {
  if (hostile !== undefined || sabotage !== undefined || env !== undefined) throw new Error('A stack that runs already cannot be made hostile or be set otherwise.');
  const stack = RunningStack.at(home);
  const users = stack.peers.client(UserServiceService);
  return {
    url: stack.url,
    peers: stack.peers,
    log: await stack.log(),
    bank: {
      books: () => stack.charges(),
      behaves: async (behaviour, times) => void (await stack.bank('POST', 'behaviour', { behaviour, times })),
      reset: async () => void (await stack.bank('DELETE', 'behaviour')),
    },
    query: (service, sql, values) => stack.query(service, sql, values),
    person: async (role, name) => {
      // Nobody can register as that; the services believe the gateway who somebody is.
      if (role === 'support') return { userId: newId(), roles: [role] };
      const { user } = await users.register({ email: `${newId()}@demae.test`, password: 'demae-demo', name, role, locale: '', userAgent: '' });
      return { userId: user!.id, roles: user!.roles };
    },
    advance: (milliseconds) => stack.advance(milliseconds),
    // Several processes and a real log are slower than one process.
    settles: (patience) => stack.settles(3 * patience),
    close: () => stack.close(),
  };
}
