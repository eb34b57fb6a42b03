import type { Heard } from './handlers.js';
import type { InboxEntry } from './inbox.js';
import type { LogRecord } from './log/event-log.js';
import type { EventHandler } from './registry.js';

/** A record from the log, and who is to handle it. */
export interface Message {
  record: LogRecord;
  eventId: string;
  eventType: string;
  /** Absent for an event type that the catalogue does not know. */
  handler: EventHandler | undefined;
  attempt: number;
  /** It was heard once already, by a database that has been restored since. */
  again?: boolean;
  /** In which its handler works; that of the record when nobody watches. */
  traceparent?: string | undefined;
}

/** As which it enters the inbox. */
export function entryOf(message: Message): InboxEntry {
  const handler = message.handler!;
  return {
    handler: handler.id,
    key: handler.once === 'per key' ? message.record.key : message.eventId,
    eventId: message.eventId,
    eventType: message.eventType,
    attempts: message.attempt,
    sagaKey: message.record.key,
  };
}

/** As a handler is told of it. */
export function heardOf(message: Message): Heard {
  const { record } = message;
  return {
    id: message.eventId,
    name: message.eventType,
    key: record.key,
    at: new Date(record.headers['ce_time'] ?? record.timestamp),
    attempt: message.attempt,
    again: message.again ?? false,
  };
}
