import { workContext } from '@demae/saga';
import { continueTrace, isTraceparent, spanBelow, spanIdOf } from '../log/traceparent.js';
import { now, SpanKind } from './span.js';
import type { Attributes } from './span.js';
import type { Traces } from './traces.js';

/** Makes the spans of one service. Without traces to be sent there is none of it, and nothing is spent on it. */
export class Tracer {
  constructor(
    readonly service: string,
    readonly traces: Traces,
  ) {}

  /** Work that begins here: below the given traceparent, or in a trace of its own. */
  begin(name: string, kind: SpanKind, parent: string | undefined, attributes: Attributes | undefined): OpenSpan {
    return new OpenSpan(this, name, kind, parent === undefined ? continueTrace(undefined, this.traces.isSampled) : spanBelow(parent), parent && spanIdOf(parent), attributes);
  }

  /** Work for somebody outside: in the trace that they name, but it is ours to say whether that is kept. */
  beginForOutside(name: string, received: string | undefined, attributes: Attributes): OpenSpan {
    const traceparent = continueTrace(received, this.traces.isSampled);
    return new OpenSpan(this, name, SpanKind.SERVER, traceparent, isTraceparent(received) ? spanIdOf(received) : undefined, attributes);
  }

  /** Work for another service of ours, which has said whether the trace is kept. */
  beginForPeer(name: string, received: string | undefined, attributes: Attributes): OpenSpan {
    if (!isTraceparent(received)) return this.begin(name, SpanKind.SERVER, undefined, attributes);
    this.traces.notice(received);
    return this.begin(name, SpanKind.SERVER, received, attributes);
  }

  /** A call to somebody else from the work at hand; undefined when there is none, or it has no trace. */
  beginCall(name: string, attributes: Attributes): OpenSpan | undefined {
    const { traceparent: parent, joins } = workContext.getStore() ?? {};
    if (!isTraceparent(parent)) return undefined;
    const span = this.begin(name, SpanKind.CLIENT, parent, attributes);
    span.links = joins;
    return span;
  }
}

/** Work under way. */
export class OpenSpan {
  private readonly startedAt = now();
  links: readonly string[] | undefined;
  /** What it has in common with others. */
  always: Attributes | undefined;
  readonly attributes: Attributes;

  constructor(
    private readonly tracer: Tracer,
    public name: string,
    private readonly kind: SpanKind,
    /** Its place in its trace, for what is done on its behalf. */
    readonly traceparent: string,
    private readonly parent: string | undefined,
    attributes: Attributes = {},
  ) {
    this.attributes = attributes;
  }

  /** @param keep whether the whole trace is worth keeping for it: by default when it failed or took long. */
  end(error?: unknown, keep?: boolean): void {
    const { tracer, name, kind, traceparent, parent, startedAt, links, always, attributes } = this;
    const endedAt = now();
    if (keep ?? (error !== undefined || endedAt - startedAt > tracer.traces.slow)) tracer.traces.keep(traceparent);
    tracer.traces.add(tracer.service, { name, kind, traceparent, parent, startedAt, endedAt, links, always, attributes, error });
  }
}
