import { classify } from '@demae/saga';
import type { Message, OutboxRow, SagaTracing, StoredOutboxRow, TracedBatch, TracedTask, TracedWork } from '@demae/saga';
import { workContext } from '@demae/saga';
import { asKept, continueTrace, isKept, isPlace, spanBelow, spanIdOf } from '../log/traceparent.js';
import { addKind, Records, SagaSpan, SagaSpans, type About } from './saga-spans.js';
import { now, SpanKind } from './span.js';
import type { Attributes, Done } from './span.js';
import type { Tracer } from './tracer.js';

/** Spans of what the kit does, in the words of the messaging conventions: https://opentelemetry.io/docs/specs/semconv/messaging/messaging-spans/ */
export class SagaTraces implements SagaTracing {
  /** What stands for them in a record. */
  private readonly created = new Map<string, string>();
  private readonly processed = new Map<string, Map<string, string>>();

  constructor(
    readonly tracer: Tracer,
    readonly system: string,
  ) {}

  batch(group: string, messages: readonly Message[]): TracedBatch {
    return new Batch(this, group, messages);
  }

  said(rows: readonly OutboxRow[]): void {
    if (rows.length === 0) return;
    const at = now();
    const { service, traces } = this.tracer;
    new Release(this, { service, join: traces.join, startedAt: at, endedAt: at, own: undefined, error: undefined }).said(rows).done();
  }

  sending(rows: StoredOutboxRow[]): (error?: unknown) => void {
    const { traces, service } = this.tracer;
    const startedAt = now();
    return (error) => {
      const only = rows.length === 1 && isPlace(rows[0]!.traceparent) ? rows[0]!.traceparent : undefined;
      const links = only === undefined ? [] : [only];
      if (only === undefined) for (const { traceparent } of rows) if (isPlace(traceparent) && isKept(traceparent)) links.push(traceparent);
      if (links.length === 0) return;
      const place = only !== undefined ? { traceparent: spanBelow(only), parent: traces.join === 'parents' ? spanIdOf(only) : undefined } : { traceparent: asKept(continueTrace()) };
      traces.add(service, {
        name: `send ${rows.length === 1 ? rows[0]!.topic : 'events'}`, kind: SpanKind.CLIENT, ...place, startedAt, endedAt: now(), error, links,
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

  /** @internal The kind of span that says that such an event was said. */
  creates({ type, topic }: OutboxRow): string {
    let kind = this.created.get(type);
    if (kind === undefined) this.created.set(type, (kind = addKind({ name: `create ${type}`, does: 'create', always: words(this.system, 'create', topic, type) })));
    return kind;
  }

  /** @internal The kind of span that says that such an event was handled. */
  processes(group: string, { eventType, record, handler }: Message): string {
    let ofGroup = this.processed.get(group);
    if (!ofGroup) this.processed.set(group, (ofGroup = new Map()));
    let kind = ofGroup.get(eventType);
    if (kind === undefined) ofGroup.set(eventType, (kind = addKind({ name: `process ${eventType}`, does: 'process', always: words(this.system, 'process', record.topic, eventType, group, handler?.id ?? '') })));
    return kind;
  }
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
    private readonly saga: SagaTraces,
    private readonly group: string,
    private readonly messages: readonly Message[],
  ) {
    const { traces } = saga.tracer;
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
    this.saga.tracer.traces.keep(traceparent);
    message.traceparent = asKept(traceparent);
  }

  handled(messages: readonly Message[], said: readonly OutboxRow[]): void {
    this.ran = messages;
    this.said = said;
  }

  private end(error?: unknown): void {
    const { traces, service } = this.saga.tracer;
    const alone = this.messages.length === 1;
    const endedAt = now();
    if (error !== undefined) {
      // Nothing of a failed batch has happened; each of its messages is tried again by itself. One that fails by itself is why a saga waits.
      if (!alone) return;
      if (classify(error) === 'broken') this.keep(this.messages[0]!);
    }
    // One alone is shown also when nothing was to be done: what was asked of the database for it is below it.
    const ran = error === undefined && !alone ? this.ran : this.messages;
    const { startedAt } = this;
    const own = alone ? undefined : this.own;
    const release = new Release(this.saga, { service, join: traces.join, startedAt, endedAt, own, error });
    const links: string[] = [];
    for (const message of ran) {
      if (message.traceparent === undefined) continue;
      // From the log's hands to here: what waited for longer has been slow, whoever was to blame.
      if (endedAt - message.record.timestamp > traces.slow) this.keep(message);
      if (release.processed(this.group, message, alone && this.ran.length === 0)) links.push(message.record.headers['traceparent']!);
    }
    if (own !== undefined) this.release(own, endedAt, links, error);
    if (error === undefined) release.said(this.said);
    release.done();
  }

  /** Linked to those of its messages that are kept: a link to what nobody has leads nowhere. */
  private release(own: string, endedAt: number, links: readonly string[], error: unknown): void {
    const { startedAt, group, messages, saga: { system, tracer } } = this;
    const done: Done = {
      name: `process ${group}`, kind: SpanKind.CONSUMER, traceparent: own, startedAt, endedAt, links, error,
      always: words(system, 'process', undefined, undefined, group), attributes: { 'messaging.batch.message_count': messages.length },
    };
    tracer.traces.send({ service: tracer.service, done });
  }
}

/** Sends of what was done what is kept, and puts the rest by. */
class Release {
  private readonly held = new Records();
  private eventType: string | undefined;
  private kind = '';
  private joins: Map<string, readonly string[]> | undefined;

  constructor(
    private readonly saga: SagaTraces,
    private readonly about: About,
  ) {}

  /** @returns whether it is kept */
  processed(group: string, message: Message, idle: boolean): boolean {
    const kept = isKept(message.traceparent!);
    const records = kept ? new Records() : this.held;
    records.addProcess(this.kindOf(group, message), message, idle);
    this.put(kept, records);
    return kept;
  }

  said(rows: readonly OutboxRow[]): this {
    for (const row of rows) {
      const { within, traceparent, joins } = row;
      if (!isPlace(within) || !isPlace(traceparent)) continue;
      if (joins !== undefined && joins.length > 0) (this.joins ??= new Map()).set(spanIdOf(traceparent), joins);
      const kept = isKept(traceparent);
      const records = kept ? new Records() : this.held;
      records.addCreate(this.saga.creates(row), row, within);
      this.put(kept, records);
    }
    return this;
  }

  /** Of most batches it is the same for all. */
  private kindOf(group: string, message: Message): string {
    if (message.eventType !== this.eventType) {
      this.eventType = message.eventType;
      this.kind = this.saga.processes(group, message);
    }
    return this.kind;
  }

  private put(kept: boolean, records: Records): void {
    if (kept) this.saga.tracer.traces.send(new SagaSpan(this.about, records.text(), this.joins));
  }

  done(): void {
    if (this.held.marks.length > 0) this.saga.tracer.traces.hold(new SagaSpans(this.about, this.held, this.joins));
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
