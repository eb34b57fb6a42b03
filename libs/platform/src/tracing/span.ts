import type { Attributes, SpanKind } from '@opentelemetry/api';
import { SpanStatusCode } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { withoutPersonalData } from '../log/personal-data.js';
import { isKept, spanIdOf, traceIdOf } from '../log/traceparent.js';

export { SpanKind } from '@opentelemetry/api';
export type { Attributes } from '@opentelemetry/api';

/** Whole and thousandths of milliseconds since the epoch. */
export const now = () => performance.timeOrigin + performance.now();

/** A piece of work that has come to its end, as little of it as it takes to make a span when one is wanted. */
export interface Done {
  name: string;
  kind: SpanKind;
  /** Its own place in its trace. */
  traceparent: string;
  /** The span id of what it is a part of. */
  parent?: string | undefined;
  startedAt: number;
  endedAt: number;
  /** Traceparents of what it goes back to without being a part of it. */
  links?: readonly string[] | undefined;
  attributes: Attributes;
  /** What went wrong. */
  error?: unknown;
}

/** What a span may tell of an error: more is in the logs, which stay at home. */
const LONGEST_ERROR = 200;

/** As the exporter wants it. */
export function readableSpan(done: Done, resource: Resource): ReadableSpan {
  const { name, kind, traceparent, parent, startedAt, endedAt, links = [], attributes, error } = done;
  const failed = error !== undefined;
  return {
    name,
    kind,
    spanContext: () => contextOf(traceparent),
    ...(parent === undefined ? {} : { parentSpanContext: { ...contextOf(traceparent), spanId: parent } }),
    startTime: hrTime(startedAt),
    endTime: hrTime(endedAt),
    status: failed ? { code: SpanStatusCode.ERROR, message: messageOf(error) } : { code: SpanStatusCode.UNSET },
    attributes: failed ? { ...nameless(attributes), 'error.type': typeOf(error) } : nameless(attributes),
    links: links.map((link) => ({ context: contextOf(link) })),
    events: [],
    duration: hrTime(Math.max(0, endedAt - startedAt)),
    ended: true,
    resource,
    instrumentationScope: { name: '@demae/platform' },
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
}

function contextOf(traceparent: string) {
  return { traceId: traceIdOf(traceparent), spanId: spanIdOf(traceparent), traceFlags: isKept(traceparent) ? 1 : 0 };
}

function hrTime(milliseconds: number): [number, number] {
  const seconds = Math.floor(milliseconds / 1_000);
  return [seconds, Math.round((milliseconds - seconds * 1_000) * 1e6)];
}

/** Keys of sagas are ids as a rule; some of tasks hold an address. */
function nameless(attributes: Attributes): Attributes {
  for (const name of KEYS) {
    const key = attributes[name];
    if (typeof key === 'string') attributes[name] = withoutPersonalData(key);
  }
  return attributes;
}

const KEYS = ['demae.saga.key', 'messaging.kafka.message.key', 'url.path'];

function messageOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return withoutPersonalData(text.split('\n', 1)[0]!.slice(0, LONGEST_ERROR));
}

function typeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  if (typeof code === 'string') return code;
  return error instanceof Error ? error.name : typeof error;
}
