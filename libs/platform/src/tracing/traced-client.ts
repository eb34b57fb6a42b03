import pg from 'pg';
import { workContext } from '@demae/saga';
import { isPlace } from '../log/traceparent.js';
import { SpanKind } from './span.js';
import type { Attributes } from './span.js';
import type { OpenSpan, Tracer } from './tracer.js';

type Query = (...args: unknown[]) => unknown;

/** Longest text of a statement that a span tells. */
const LONGEST = 2_000;

/**
 * Connections whose statements are spans: their text, never their values. https://opentelemetry.io/docs/specs/semconv/db/postgresql/
 * All statements of a transaction belong to the work that began it, though any handler of a batch may be the one that has it read something.
 */
export function tracedClient(tracer: Tracer, database: string): typeof pg.Client {
  return class TracedClient extends pg.Client {
    /** The place of whoever began the transaction that runs; null when none does. */
    private begunBy: string | null | undefined = null;

    constructor(config?: string | pg.ClientConfig) {
      super(config);
      const plain = super.query.bind(this) as Query;
      this.query = ((asked: unknown, values: unknown, told: unknown) => {
        const within = this.begunBy === null ? workContext.getStore()?.traceparent : this.begunBy;
        if (typeof asked === 'string') this.passes(asked, within);
        if (!isPlace(within)) return plain(asked, values, told);
        const statement = statementOf(asked);
        if (statement === undefined) return plain(asked, values, told);
        return watched(plain, [asked, values, told], beginStatement(tracer, database, within, statement));
      }) as pg.Client['query'];
    }

    private passes(text: string, within: string | undefined): void {
      // Whoever begins and ends transactions does it in one word, or says more behind it.
      if (/^begin|^start transaction/i.test(text)) this.begunBy = within;
      else if (text.length < 9 && /^(commit|rollback|end)$/i.test(text)) this.begunBy = null;
    }
  };
}

interface Statement {
  name?: string | undefined;
  text: string;
}

/** Undefined for what is no statement but a stream of one. */
function statementOf(asked: unknown): Statement | undefined {
  if (typeof asked === 'string') return { text: asked };
  const { text, name, submit } = (asked ?? {}) as { text?: unknown; name?: string; submit?: unknown };
  return typeof text === 'string' && submit === undefined ? { text, name } : undefined;
}

function beginStatement(tracer: Tracer, database: string, within: string, { text, name }: Statement): OpenSpan {
  const operation = /^\s*(\w+)/.exec(text)?.[1]?.toUpperCase() ?? 'SQL';
  const span = tracer.begin(name ?? operation, SpanKind.CLIENT, within, undefined);
  span.always = words(database, operation, text, name);
  return span;
}

/** Statements that are remembered: those of the kit and of queries that differ in their values only. */
const MOST_KNOWN = 2_000;
const known = new Map<string, Attributes>();

function words(database: string, operation: string, text: string, name: string | undefined): Attributes {
  const key = `${database} ${text}`;
  let found = known.get(key);
  if (!found) {
    found = { 'db.system.name': 'postgresql', 'db.namespace': database, 'db.operation.name': operation, 'db.query.text': text.slice(0, LONGEST), 'db.query.summary': name };
    if (known.size < MOST_KNOWN) known.set(key, found);
  }
  return found;
}

/** The answer comes as a promise or by a callback, as it was asked for. A clash of two transactions is no failure of their traces: it runs again. */
function watched(plain: Query, args: unknown[], span: OpenSpan): unknown {
  const at = args.findLastIndex((arg) => typeof arg === 'function');
  if (at >= 0) {
    const told = args[at] as Query;
    return plain(...args.slice(0, at), (error: Error | null, ...rest: unknown[]) => {
      span.end(error ?? undefined, false);
      told(error, ...rest);
    });
  }
  const answer = plain(...args) as Promise<unknown>;
  answer.then(() => span.end(undefined, false), (error: unknown) => span.end(error, false));
  return answer;
}
