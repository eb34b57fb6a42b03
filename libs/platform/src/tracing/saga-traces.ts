import { classify } from '@demae/saga';
import type { Message, OutboxRow, SagaTracing, StoredOutboxRow, TracedBatch, TracedTask, TracedWork } from '@demae/saga';
import { workContext } from '@demae/saga';
import { asKept, continueTrace, isKept, isPlace, spanBelow, spanIdOf } from '../log/traceparent.js';
import type { Held, Wanted } from './held.js';
import { now, SpanKind } from './span.js';
import type { Attributes, Done } from './span.js';
import type { Tracer } from './tracer.js';
import type { Traces } from './traces.js';

/** One message that was handled, as little of it as makes a span: not the record itself, whose bytes would be kept alive. */
interface Handled {
  /** In which its handler worked. */
  traceparent: string;
  /** The event's own place. */
  creation: string;
  eventId: string;
  eventType: string;
  topic: string;
  key: string;
  handler: string;
  attempt: number;
  /** False when it had been before, or was not to be done. */
  ran: boolean;
}

/** Spans of what the kit does, in the words of the messaging conventions: https://opentelemetry.io/docs/specs/semconv/messaging/messaging-spans/ */
export class SagaTraces implements SagaTracing {
  constructor(
    private readonly tracer: Tracer,
    private readonly system: string,
  ) {}

  batch(group: string, messages: readonly Message[]): TracedBatch {
    return new Batch(this.tracer, this.system, group, messages);
  }

  said(rows: readonly OutboxRow[]): void {
    if (rows.length === 0) return;
    const at = now();
    const { service, traces } = this.tracer;
    release(traces, new Spans({ service, system: this.system, group: '', join: traces.join, startedAt: at, endedAt: at, size: 0, own: undefined, error: undefined }, [], rows));
  }

  sending(rows: StoredOutboxRow[]): (error?: unknown) => void {
    const { traces, service } = this.tracer;
    const startedAt = now();
    return (error) => {
      const kept = rows.filter(({ traceparent }) => isPlace(traceparent) && isKept(traceparent));
      const only = rows.length === 1 ? rows[0]!.traceparent : undefined;
      if (kept.length === 0 && !isPlace(only)) return;
      const place = isPlace(only) ? { traceparent: spanBelow(only), parent: traces.join === 'parents' ? spanIdOf(only) : undefined } : { traceparent: asKept(continueTrace()) };
      traces.add(service, {
        name: `send ${rows.length === 1 ? rows[0]!.topic : 'events'}`, kind: SpanKind.CLIENT, ...place, startedAt, endedAt: now(), error,
        links: isPlace(only) ? [only] : kept.map(({ traceparent }) => traceparent!),
        always: words(this.system, 'send', rows.length === 1 ? rows[0]!.topic : undefined),
        attributes: { 'messaging.batch.message_count': rows.length },
      });
    };
  }

  task(kind: 'deadline' | 'errand', { handler, key, attempt, traceparent, id }: TracedTask): TracedWork {
    if (!isPlace(traceparent)) return { traceparent: undefined, end: () => undefined };
    const attributes = { 'demae.handler': handler, 'demae.saga.key': key, 'demae.attempt': attempt, 'demae.task.id': id };
    const span = this.tracer.begin(`${kind} ${handler}`, SpanKind.INTERNAL, attempt > 1 ? asKept(traceparent) : traceparent, attributes);
    return span;
  }
}

function creation({ id, topic, key, type, joins }: Pick<OutboxRow, 'id' | 'topic' | 'key' | 'type' | 'joins'>, traceparent: string, within: string, at: number, system: string): Done {
  return {
    name: `create ${type}`, kind: SpanKind.PRODUCER, traceparent, parent: spanIdOf(within), startedAt: at, endedAt: at, links: joins,
    always: words(system, 'create', topic, type),
    attributes: { 'messaging.message.id': id, 'demae.saga.key': key },
  };
}

class Batch implements TracedBatch {
  private readonly startedAt = now();
  /** Where the batch itself stands: with its only message, or in a trace of its own that is linked to those of its messages. */
  private readonly own: string | undefined;
  /** In which its statements are watched: those of a batch are everybody's, and there are many, so a batch has to be sampled itself. */
  private readonly statements: string | undefined;
  private ran: readonly Message[] = [];
  private said: readonly OutboxRow[] = [];

  constructor(
    private readonly tracer: Tracer,
    private readonly system: string,
    private readonly group: string,
    private readonly messages: readonly Message[],
  ) {
    const { traces } = tracer;
    let kept = false;
    for (const message of messages) {
      const header = message.record.headers['traceparent'];
      // Whoever has left none has no trace to go on with.
      if (!isPlace(header)) continue;
      traces.notice(header);
      const keep = isKept(header) || message.attempt > 1;
      kept ||= keep;
      message.traceparent = spanBelow(header, keep);
    }
    const [first] = messages;
    if (messages.length === 1) this.own = this.statements = first!.traceparent;
    else if (kept) {
      const own = continueTrace(undefined, traces.isSampled);
      if (isKept(own)) this.statements = own;
      this.own = asKept(own);
    }
  }

  async run<R>(work: () => Promise<R>): Promise<R> {
    try {
      const result = await workContext.run({ traceparent: this.statements }, work);
      this.end();
      return result;
    } catch (error) {
      this.end(error);
      throw error;
    }
  }

  keep(message: Message): void {
    const { traceparent } = message;
    if (traceparent === undefined) return;
    this.tracer.traces.keep(traceparent);
    message.traceparent = asKept(traceparent);
  }

  handled(messages: readonly Message[], said: readonly OutboxRow[]): void {
    this.ran = messages;
    this.said = said;
  }

  private end(error?: unknown): void {
    const { traces } = this.tracer;
    const alone = this.messages.length === 1;
    const endedAt = now();
    if (error !== undefined) {
      // Nothing of a failed batch has happened; each of its messages is tried again by itself. One that fails by itself is why a saga waits.
      if (!alone) return;
      if (classify(error) === 'broken') this.keep(this.messages[0]!);
    }
    // One alone is shown also when nothing was to be done: what was asked of the database for it is below it.
    const ran = error === undefined && !alone ? this.ran : this.messages;
    const done: Handled[] = [];
    for (const message of ran) {
      if (message.traceparent === undefined) continue;
      // From the log's hands to here: what waited for longer has been slow, whoever was to blame.
      if (endedAt - message.record.timestamp > traces.slow) this.keep(message);
      done.push(handled(message, !alone || this.ran.length > 0));
    }
    const said = error === undefined ? this.said : [];
    const span = new Spans({ service: this.tracer.service, system: this.system, group: this.group, join: traces.join, startedAt: this.startedAt, endedAt, size: this.messages.length, own: alone ? undefined : this.own, error }, done, said);
    release(traces, span);
  }
}

/** What is kept is sent, the rest is held. */
function release(traces: Traces, spans: Spans): void {
  for (const done of spans.kept) traces.send(spans.service, done);
  if (spans.weight > 0) traces.hold(spans);
}

function handled({ traceparent, record, eventId, eventType, handler, attempt }: Message, ran: boolean): Handled {
  return { traceparent: traceparent!, creation: record.headers['traceparent']!, eventId, eventType, topic: record.topic, key: record.key, handler: handler?.id ?? '', attempt, ran };
}

interface About {
  service: string;
  system: string;
  group: string;
  join: 'links' | 'parents';
  startedAt: number;
  endedAt: number;
  /** Messages of the batch. */
  size: number;
  own: string | undefined;
  error: unknown;
}

/** What a batch has done, from which the spans of those traces are made that somebody wants. */
class Spans implements Held {
  readonly heldAt = Date.now();
  private readonly unwanted: Handled[] = [];
  private readonly said: Pick<OutboxRow, 'id' | 'topic' | 'key' | 'type' | 'traceparent' | 'within' | 'joins'>[] = [];
  readonly kept: Done[] = [];

  constructor(
    private readonly about: About,
    done: readonly Handled[],
    rows: readonly OutboxRow[],
  ) {
    for (const one of done) {
      if (isKept(one.traceparent)) this.kept.push(this.process(one));
      else this.unwanted.push(one);
    }
    if (this.about.own !== undefined) this.kept.unshift(this.batch(this.about.own, done));
    for (const row of rows) {
      const { id, topic, key, type, traceparent, within, joins } = row;
      if (!isPlace(within) || !isPlace(traceparent)) continue;
      if (isKept(traceparent)) this.kept.push(creation(row, traceparent, within, about.endedAt, about.system));
      else this.said.push({ id, topic, key, type, traceparent, within, joins });
    }
  }

  get weight(): number {
    return this.unwanted.length + this.said.length;
  }

  get service(): string {
    return this.about.service;
  }

  spansOf(wanted: Wanted) {
    const found: { service: string; done: Done }[] = [];
    const { service, endedAt, system } = this.about;
    for (const one of this.unwanted) if (wanted.has(one.traceparent)) found.push({ service, done: this.process(one) });
    for (const row of this.said) if (wanted.has(row.traceparent!)) found.push({ service, done: creation(row, row.traceparent!, row.within!, endedAt, system) });
    return found;
  }

  /** Linked to those of its messages that are kept: a link to what nobody has leads nowhere. */
  private batch(own: string, done: readonly Handled[]): Done {
    const { system, group, startedAt, endedAt, size, error } = this.about;
    const links = done.flatMap(({ creation: at, traceparent }) => (isKept(traceparent) ? [at] : []));
    return { name: `process ${group}`, kind: SpanKind.CONSUMER, traceparent: own, startedAt, endedAt, links, error, always: words(system, 'process', undefined, undefined, group), attributes: { 'messaging.batch.message_count': size } };
  }

  private process({ traceparent, creation: at, eventId, eventType, topic, key, handler, attempt, ran }: Handled): Done {
    const { system, group, startedAt, endedAt, own, join, error } = this.about;
    return {
      name: `process ${eventType}`, kind: SpanKind.CONSUMER, traceparent, parent: join === 'parents' ? spanIdOf(at) : undefined, startedAt, endedAt, error,
      links: own === undefined ? [at] : [at, own],
      always: words(system, 'process', topic, eventType, group, handler),
      attributes: { 'messaging.message.id': eventId, 'demae.saga.key': key, 'demae.attempt': attempt, 'demae.nothing_to_do': ran || error !== undefined ? undefined : true },
    };
  }
}

const known = new Map<string, Attributes>();

/** What all spans of this kind say: one object for the same words, so that they are written once. */
function words(system: string, operation: 'create' | 'send' | 'process', topic?: string, type?: string, group?: string, handler?: string): Attributes {
  const name = `${system} ${operation} ${topic} ${type} ${group} ${handler}`;
  let found = known.get(name);
  if (!found) {
    found = {
      'messaging.system': system, 'messaging.operation.type': operation, 'messaging.operation.name': operation, 'messaging.destination.name': topic,
      'messaging.consumer.group.name': group, 'cloudevents.event_type': type, 'demae.handler': handler,
    };
    known.set(name, found);
  }
  return found;
}
