import type { Message } from './message.js';
import type { OutboxRow, StoredOutboxRow } from './outbox.js';

/**
 * Watches the kit at work, to make traces of it. It is asked once per batch, not per statement; what it throws is nobody's to catch.
 * A traceparent is what W3C calls one: "00-<trace>-<span>-<flags>". The creation context of an event is its trace, and the second half of
 * its own id as the span: whoever knows an event knows the span that said it.
 */
export interface SagaTracing {
  /** Before messages of one class are handled in one transaction; sets the `traceparent` of each, in which its handler works. */
  batch(group: string, messages: readonly Message[]): TracedBatch;
  /** These were said and are committed. */
  said(rows: readonly OutboxRow[]): void;
  /** Before these are sent; may change their traceparents. Returns what to call when they are, or could not be. */
  sending(rows: StoredOutboxRow[]): (error?: unknown) => void;
  /** Before a deadline passes or an errand goes out. */
  task(kind: 'deadline' | 'errand', task: TracedTask): TracedWork;
}

export interface TracedTask {
  id: string;
  handler: string;
  key: string;
  attempt: number;
  traceparent: string | null;
}

export interface TracedWork {
  /** In which it works. */
  readonly traceparent: string | undefined;
  end(error?: unknown): void;
}

export interface TracedBatch {
  /** The transaction, and what comes of it. */
  run<R>(work: () => Promise<R>): Promise<R>;
  /** What concerns this message is to be kept: a step said no, or was undone. */
  keep(message: Message): void;
  /** These ran (the others had before), and this is to be said about them. */
  handled(messages: readonly Message[], said: readonly OutboxRow[]): void;
}

/** "00-", 32 digits, "-", 16 digits, "-", 2 digits. */
const LENGTH = 55;

/** The traceparent with which an event travels that is said in such a context. */
export function creationContext(within: string | null | undefined, eventId: string): string | null {
  if (!within || within.length !== LENGTH) return within ?? null;
  return within.slice(0, 36) + eventId.slice(19, 23) + eventId.slice(24) + within.slice(52);
}
