import type { DataSource } from 'typeorm';
import type { Clock } from './clock.js';
import type { Catalogue } from './event.js';
import type { EventLog } from './log/event-log.js';
import type { SagaObserver } from './observer.js';
import type { SagaTracing } from './tracing.js';

export const SAGA_OPTIONS = Symbol('SAGA_OPTIONS');

/** What the kit tells; Nest's own Logger fits, and so does pino. */
export interface SagaLogger {
  debug(message: string, details?: object): void;
  warn(message: string, details?: object): void;
  error(message: string, details?: object): void;
}

/**
 * - `in a batch`: handlers have run and written, nothing is committed;
 * - `after the commit`: of a batch, before the log hears that it is done;
 * - `after the send`: the log has the events, the outbox still has them, too;
 * - `before the record`: the outside world has answered an errand, nothing of that is written.
 */
export const CRASH_POINTS = ['in a batch', 'after the commit', 'after the send', 'before the record'] as const;
export type CrashPoint = (typeof CRASH_POINTS)[number];

export interface SagaOptions {
  /** The service's name: publishes to its own topics, prefixes its consumer groups. */
  service: string;
  catalogue: Catalogue;
  /** Of the service's own database; the kit's migration must have run on it. */
  dataSource: DataSource;
  log: EventLog;
  clock: Clock;
  logger: SagaLogger;
  /** Is told what is done, for figures. */
  observer?: SagaObserver | undefined;
  /** Most events of one transaction. Default 200. */
  maxBatch?: number;
  /** Tries of a handler that keeps failing before its key is parked. Default 5. */
  attempts?: number;
  /** First pause between tries that failed, milliseconds; doubles each time. Default 50. */
  firstPause?: number;
  /** Milliseconds after which a reader with something to hear, or a relay, that has not moved counts as stuck. Default 60,000. */
  stuckAfter?: number;
  /** How long what was sent is kept, for a log that loses its end, milliseconds. Not at all when absent. */
  keepSent?: number | undefined;
  /** Days that the inbox remembers. Must exceed the log's retention, or redelivery could repeat effects. Default 30. */
  rememberDays?: number;
  /** Switches one guard off, for negative controls only: to show that the tests notice. */
  sabotage?: 'no inbox' | 'compensate always' | 'relay by id' | undefined;
  /** Called at moments in which a process that dies tells whether the guarantees hold; tests of them end it there. */
  passing?: ((point: CrashPoint) => void) | undefined;
  /** Whom an event concerns, for the log lines of its handlers. */
  personOf?: ((payload: unknown) => string | undefined) | undefined;
  /** Makes traces of what happens; nobody does when absent. */
  tracing?: SagaTracing | undefined;
}
