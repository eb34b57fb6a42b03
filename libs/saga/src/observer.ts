import type { HandlerDescription } from './handlers.js';

/**
 * What came of a message or task in a transaction that has been committed: `called off` says that the step will not run because its saga
 * ended before; `parked`, that it waits for a person, or behind one that does.
 */
export const OUTCOMES = ['done', 'refused', 'called off', 'parked', 'retried'] as const;
export type HandledAs = (typeof OUTCOMES)[number];

export interface KnownHandler {
  /** "service/Class.method" */
  id: string;
  kind: HandlerDescription['kind'];
  /** What can come of its messages or tasks. */
  outcomes: readonly HandledAs[];
}

/**
 * Is told what the kit does, for figures; each call comes after the commit that it tells of, and for each message, so it must be quick,
 * wait for nothing and throw nothing. What a person redrives or replays is not told.
 */
export interface SagaObserver {
  /** Before the first message: everything that the service does for events and tasks. */
  begins(handlers: readonly KnownHandler[]): void;
  /**
   * @param handler "service/Class.method"; empty for a message that nobody knows
   * @param seconds for what was done or refused: since the event was said; of an errand, how long it was out
   */
  handled(handler: string, as: HandledAs, seconds?: number): void;
  /** An event has reached the log, so many seconds after it was said. */
  sent(event: string, seconds: number): void;
}
