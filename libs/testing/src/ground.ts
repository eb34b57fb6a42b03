import type { Actor } from '@demae/contracts';
import type { Peers } from '@demae/platform';
import type { Clock, EventLog, SagaOptions } from '@demae/saga';
import type { BookedCharge } from '../../../apps/payment/src/bank/books.js';
import type { Behaviour } from '../../../apps/payment/src/bank/start-bank.js';
import type { Demae } from '../../../apps/standalone/src/demae.js';
import type { Hostility } from './hostile-log.js';

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

/** Somebody for whom an account is made without asking, whatever their roles. */
export interface Known {
  email: string;
  password: string;
  name: string;
  roles: (Role | 'admin')[];
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
  /** Absent where the services are other processes, as is their clock. */
  demae?: Demae;
  clock?: Clock;
  /** What a service has under this class's name, to make it fail or wait. By name: the class that a suite imports is another one, see PlatformEnvironment. */
  provider?<T>(service: string, name: string): T;
  /** The rows of a query on one service's own database. */
  query<R>(service: string, sql: string, values?: unknown[]): Promise<R[]>;
  /** Absent where the services are other processes, which make such accounts for nobody. */
  ensureUser?(user: Known): Promise<Actor>;
  /** Somebody with an account. */
  person(role: Role, name: string): Promise<Actor>;
  /** Moves the platform's clock. */
  advance(milliseconds: number): Promise<void>;
  /** @throws Error when something is not at rest after so many milliseconds */
  settles(patience: number): Promise<void>;
  close(): Promise<void>;
}

/** Opens a platform in the process of the tests but outside their module system; {@link PlatformEnvironment} gives it to them. */
export type OpenPlatform = (options: GroundOptions) => Promise<Ground>;

/**
 * The stack that DEMAE_TEST_STACK (its home) names, or else a platform of its own in this process. Each kind is loaded when it is asked
 * for: a suite that asks the platform for everything need not load it.
 */
export async function openGround(options: GroundOptions): Promise<Ground> {
  const home = process.env['DEMAE_TEST_STACK'];
  if (home !== undefined) return (await import('./stack-ground.js')).stackGround(home, options);
  const { demaePlatform } = globalThis as { demaePlatform?: OpenPlatform };
  return demaePlatform ? demaePlatform(options) : (await import('./platform-ground.js')).platformGround(options);
}
