import type { SpanKind } from '@opentelemetry/api';

export { SpanKind } from '@opentelemetry/api';

/** Named as the semantic conventions do. */
export type Attributes = Record<string, string | number | boolean | undefined>;

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
  /** What it has in common with others: one object for all of them, never changed. */
  always?: Attributes | undefined;
  attributes?: Attributes | undefined;
  /** What went wrong. */
  error?: unknown;
}
