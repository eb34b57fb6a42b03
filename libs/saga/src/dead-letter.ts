/** What could not be done and waits for a person: a message that kept failing, or a task that was given up. */
export interface DeadLetter {
  /** Unique within its service, and the same for as long as the letter is there. */
  id: string;
  kind: 'message' | 'task';
  /** Whose letter it is: "shelf.HoldItem". */
  consumer: string;
  /** "shelf/HoldItem.hold"; empty for a message that nobody could hear. */
  handler: string;
  /** Of the saga. */
  key: string;
  /** Of a message; for a task the event in whose handling it was asked for. */
  eventId: string | undefined;
  eventType: string | undefined;
  /** 0 for one that only waits behind an older one of its key, or that nobody could hear. */
  attempts: number;
  /** Why it is here, with the stack where there was one. */
  error: string;
  /** Whether later messages of its key wait behind it. */
  holdsKey: boolean;
  /** Since when it is a dead letter. */
  at: Date;
}

export interface DeadLetterDetails extends DeadLetter {
  /** False when it has left: its audit says how. */
  present: boolean;
  /** Where on the log the message is: "sale.events/3/17". */
  place: string | undefined;
  headers: Record<string, string>;
  /** What the event or task says; undefined when nobody can read it, or when it has left. */
  payload: unknown;
  /** As on the log. */
  bytes: Uint8Array | undefined;
  audit: RedriveLine[];
}

/** One try to send a letter back, or its being thrown away. */
export interface RedriveLine {
  at: Date;
  /** Who asked. */
  by: string;
  /** What they asked for: "id 12", "key …", "all", "all of shelf.HoldItem". */
  asked: string;
  dryRun: boolean;
  outcome: Outcome;
  /** What was said, the error, or why it was thrown away. */
  detail: string | undefined;
}

export interface DeadLetterQuery {
  /** Most letters; default 20. */
  limit?: number | undefined;
  /** Those behind this one. */
  after?: { at: Date; id: string } | undefined;
  consumer?: string | undefined;
  key?: string | undefined;
}

/** Which letters to send back. One message takes all of its class and key with it, from the oldest on. */
export type Asked = { id: string } | { key: string; consumer?: string | undefined } | { all: true; consumer?: string | undefined };

/**
 * - `done`: handled and gone;
 * - `skipped`: there was nothing to do (it had been done before, was called off, or is of no concern to its class any more); gone;
 * - `queued`: a task; it will run at once, and comes back if it fails as often as before;
 * - `failed`: it failed again and stays, with the new error;
 * - `unknown`: still nobody can hear it; it stays;
 * - `waiting`: not tried, because an older one of its key stays;
 * - `discarded`: thrown away by a person; gone, without having been handled.
 */
export type Outcome = 'done' | 'skipped' | 'queued' | 'failed' | 'unknown' | 'waiting' | 'discarded';

/** What came of one letter, or in a dry run what would come of it. */
export interface Redriven extends Pick<DeadLetter, 'id' | 'kind' | 'consumer' | 'handler' | 'key' | 'eventId' | 'eventType'> {
  outcome: Outcome;
  /** The events it said. */
  says: string[];
  /** Why it stays, was skipped or thrown away. */
  error: string | undefined;
}

export interface RedriveReport {
  dryRun: boolean;
  /** In the order in which they went. */
  items: Redriven[];
  /** How many more were asked for than are sent at once: ask again. */
  left: number;
}
