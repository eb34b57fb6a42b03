import { randomUUID } from 'node:crypto';
import { workContext, type WorkContext } from './context.js';
import { endsOf, type End } from './ends.js';
import { backOff, classify, textOf } from './failure.js';
import { arrive, callOff, entryId, refuse, type InboxEntry } from './inbox.js';
import type { BatchContext, LogRecord } from './log/event-log.js';
import type { SagaOptions } from './options.js';
import { entryOf, heardOf, type Message } from './message.js';
import { insertOutbox, outboxRow, type OutboxRow } from './outbox.js';
import { heldKeys, park, type NewDeadLetter } from './parking.js';
import { enterProjection } from './projection.js';
import { saidBy, type Consumer } from './registry.js';
import type { TracedBatch } from './tracing.js';
import type { Transactions } from './transactions.js';
import { Tx } from './tx.js';

/** What came of some messages: what is said about them, how many handlers ran, and what to tell an observer. */
export interface Handled {
  said: OutboxRow[];
  ran: number;
  ends: readonly End[];
}

const WAITS = 'waits behind a parked message of its key';

/** Thrown to hand a batch back unfinished: the log will bring it again. */
class HandedBack extends Error {}

/**
 * Takes what one class has to hear from the log, a batch per transaction: inbox, handlers, outbox, commit; then the positions move.
 * When a batch fails, its messages are taken one by one, so that only the guilty one is tried again, and in the end parked with its key.
 */
export class ConsumerRunner {
  constructor(
    private readonly consumer: Consumer,
    private readonly options: SagaOptions,
    private readonly transactions: Pick<Transactions, 'once'>,
    private readonly stopping: AbortSignal,
    /** False for one that writes beside the live tables. */
    private readonly live = true,
    /** Whether it was heard once already, by a database that has been restored since. */
    private readonly heardBefore: (record: LogRecord) => boolean = () => false,
  ) {}

  async onBatch(records: readonly LogRecord[], context: BatchContext): Promise<void> {
    for (const round of this.rounds(records)) {
      await this.takeRound(round, context);
      await context.heartbeat?.();
    }
  }

  /**
   * To come first in every transaction: while a projection's tables are exchanged, nobody may write to them.
   * A batch does not wait here, but comes again: it has a turn of the log's, which those who prepare the exchange may need.
   */
  async enter(tx: Tx, how: 'wait' | 'at once'): Promise<void> {
    if (this.live && this.consumer.projection) await enterProjection(tx, this.consumer.group, how);
  }

  /** Whether its class hears such an event. */
  hears(eventType: string): boolean {
    return this.consumer.byEvent.has(eventType);
  }

  /** Handles a parked message, in the transaction that takes it from among the parked. `watched` is given its trace, and is to say what came of that. */
  again(tx: Tx, parked: Omit<Message, 'handler'>, watched?: (traced: TracedBatch) => void): Promise<Handled> {
    const message: Message = { ...parked, handler: this.consumer.byEvent.get(parked.eventType) };
    const traced = watched && this.options.tracing?.batch(this.consumer.group, [message]);
    if (traced) watched(traced);
    return this.handle(tx, [message], 'again', traced);
  }

  /** Messages of different keys go side by side; those of one key in turn, so each round holds a key once. */
  private rounds(records: readonly LogRecord[]): Message[][] {
    const rounds: Message[][] = [];
    const seen = new Map<string, number>();
    for (const record of records) {
      const eventType = record.headers['ce_type'] ?? '';
      const handler = this.consumer.byEvent.get(eventType);
      // What is known but of no concern here is passed over; what nobody knows is kept.
      if (!handler && this.options.catalogue.find(eventType)) continue;
      const n = seen.get(record.key) ?? 0;
      seen.set(record.key, n + 1);
      (rounds[n] ??= []).push({ record, eventId: record.headers['ce_id'] ?? '', eventType, handler, attempt: 1, again: this.heardBefore(record) });
    }
    return rounds;
  }

  private async takeRound(round: Message[], context: BatchContext): Promise<void> {
    for (let tries = 1; ; tries++) {
      try {
        return await this.take(round);
      } catch (error) {
        const failure = classify(error);
        if (failure === 'broken' || (failure === 'clash' && tries >= 5)) break;
        await this.waitOut(error, tries, failure === 'clash' ? 2 : 100, context);
      }
    }
    let remaining = round;
    for (let pass = 1; remaining.length > 0; pass++) {
      if (pass > 1) await this.waitOut(undefined, pass - 1, this.options.firstPause ?? 50, context);
      const failed: Message[] = [];
      for (const message of remaining) if (!(await this.takeOne(message, context))) failed.push(message);
      remaining = failed;
    }
  }

  /** True when the message is dealt with: done, or parked. */
  private async takeOne(message: Message, context: BatchContext): Promise<boolean> {
    for (let tries = 1; ; tries++) {
      try {
        await this.take([message]);
        return true;
      } catch (error) {
        if (error instanceof HandedBack) throw error;
        const failure = classify(error);
        if (failure === 'away' || (failure === 'clash' && tries < 20)) {
          await this.waitOut(error, tries, failure === 'clash' ? 5 : 100, context);
          continue;
        }
        const work = { traceparent: traceparentOf(message), sagaKey: message.record.key, handler: message.handler?.id, attempt: message.attempt };
        return workContext.run(work, () => this.fail(message, error, context));
      }
    }
  }

  private async fail(message: Message, error: unknown, context: BatchContext): Promise<boolean> {
    const { logger, attempts = 5 } = this.options;
    const details = { handler: message.handler?.id, event: message.eventType, eventId: message.eventId, key: message.record.key, attempt: message.attempt };
    if (message.attempt < attempts) {
      logger.warn('a handler failed and will be tried again', { ...details, error: String(error) });
      message.attempt += 1;
      this.options.observer?.handled(message.handler?.id ?? '', 'retried');
      return false;
    }
    const alarm = message.handler?.description.kind === 'compensate';
    logger.error('a message is parked; the later ones of its key wait behind it', { ...details, alarm, error: textOf(error) });
    for (let tries = 1; ; tries++) {
      try {
        await this.transactions.once(Tx, async (tx) => {
          await this.enter(tx, 'at once');
          return { result: undefined, said: (await this.parkAll(tx, [this.letter(message, error)])).length > 0 };
        });
        this.options.observer?.handled(message.handler?.id ?? '', 'parked');
        return true;
      } catch (failure) {
        await this.waitOut(failure, tries, 100, context);
      }
    }
  }

  /** Pauses before another try, keeping the log informed; gives the batch back when the service stops or the log took it away. */
  private async waitOut(error: unknown, tries: number, first: number, context: BatchContext): Promise<void> {
    if (error !== undefined && tries > 3) this.options.logger.warn('waiting to try a batch again', { group: this.consumer.group, tries, error: String(error) });
    if (!this.stopping.aborted) await context.pause(backOff(tries, first));
    if (this.stopping.aborted || context.isStale()) throw new HandedBack('the batch is handed back');
  }

  private async take(messages: readonly Message[]): Promise<void> {
    const traced = this.live ? this.options.tracing?.batch(this.consumer.group, messages) : undefined;
    const work = () =>
      this.transactions.once(Tx, async (tx) => {
        await this.enter(tx, 'at once');
        const { said, ends: result } = await this.handle(tx, messages, undefined, traced);
        return { result, said: said.length > 0 };
      });
    this.tell(await (traced ? traced.run(work) : work()));
    this.options.passing?.('after the commit');
  }

  private async handle(tx: Tx, messages: readonly Message[], again?: 'again', traced?: TracedBatch): Promise<Handled> {
    const known = messages.filter((message) => message.handler !== undefined);
    const outgoing: OutboxRow[] = [];
    const letters = messages.filter((message) => !message.handler).map((message) => this.unknown(message));
    const fresh = again ? await this.notYetDone(tx, null, known) : await this.freshOf(tx, known, letters);
    const undo = fresh.filter((message) => message.handler!.description.kind === 'compensate');
    const always = this.options.sabotage === 'compensate always';
    const steps = always ? new Map<string, 'done' | 'called off'>() : await callOff(tx, undo.map((message) => this.stepOf(message)));
    const todo = fresh.filter((message) => {
      if (message.handler!.description.kind !== 'compensate') return true;
      return always || steps.get(entryId(this.stepOf(message))) === 'done';
    });
    await this.disarmDeadlines(tx, todo);
    const answers = await this.runAll(tx, todo);
    const refused: InboxEntry[] = [];
    const now = tx.now();
    answers.forEach((events, i) => {
      const message = todo[i]!;
      const fails = events.some((event) => event.type.fails);
      if (fails) refused.push(entryOf(message));
      else this.armDeadline(tx, message, now);
      if (fails || message.handler!.description.kind === 'compensate') traced?.keep(message);
      for (const event of events) outgoing.push(outboxRow(event, now, { traceparent: traceparentOf(message), causedBy: message.eventId }));
    });
    traced?.handled(todo, outgoing);
    await tx.flush([...refuse(refused), ...insertOutbox(outgoing)]);
    this.options.passing?.('in a batch');
    const parked = await this.parkAll(tx, letters);
    const ends = this.options.observer && this.live && !again ? endsOf(todo, answers, undo.filter((message) => steps.get(entryId(this.stepOf(message))) === 'called off'), letters) : [];
    return { said: [...outgoing, ...parked], ran: todo.length, ends };
  }

  private tell(ends: readonly End[]): void {
    const { observer, clock } = this.options;
    if (!observer || ends.length === 0) return;
    const now = clock.now().getTime();
    for (const { handler, as, said } of ends) observer.handled(handler, as, said === undefined ? undefined : (now - said) / 1_000);
  }

  /** Those not handled before. Messages whose key is parked join their elders there. */
  private async freshOf(tx: Tx, known: Message[], letters: NewDeadLetter[]): Promise<Message[]> {
    if (this.options.sabotage === 'no inbox') return known;
    const fresh = await this.notYetDone(tx, this.consumer.group, known);
    if (fresh.length === known.length) return fresh;
    const absent = known.filter((message) => !fresh.includes(message));
    const held = await heldKeys(tx, this.consumer.group, absent.map((message) => message.record.key));
    const free: Message[] = [];
    for (const message of absent) {
      if (held.has(message.record.key)) letters.push(this.letter({ ...message, attempt: 0 }, WAITS));
      else free.push(message);
    }
    // Done before; or its key was parked when it arrived, has been redriven since, and now it is its turn.
    return [...fresh, ...(await this.notYetDone(tx, null, free))];
  }

  private async notYetDone(tx: Tx, consumer: string | null, messages: Message[]): Promise<Message[]> {
    if (messages.length === 0) return [];
    const arrived = await arrive(tx, consumer, messages.map(entryOf));
    return messages.filter((message) => arrived.has(entryId(entryOf(message))));
  }

  private async runAll(tx: Tx, todo: readonly Message[]) {
    const running = todo.map((message) => {
      const { record } = message;
      const handler = message.handler!;
      const context: WorkContext = { traceparent: traceparentOf(message), causedBy: message.eventId, sagaKey: record.key, handler: handler.id, attempt: message.attempt };
      return workContext.run(context, async () => {
        const payload: unknown = this.options.catalogue.find(message.eventType)!.decode(record.value);
        context.userId = this.options.personOf?.(payload);
        return saidBy(handler, await handler.invoke(payload, tx, heardOf(message)));
      });
    });
    // All must have come to rest before the transaction may end, whoever failed.
    const settled = await Promise.allSettled(running);
    return settled.map((result) => {
      if (result.status === 'rejected') throw result.reason;
      return result.value;
    });
  }

  private armDeadline(tx: Tx, message: Message, now: Date): void {
    const { deadline } = message.handler!;
    if (deadline) tx.schedule(deadline.handler, new Date(now.getTime() + deadline.after), message.record.key, {}, { causedBy: message.eventId, traceparent: traceparentOf(message) });
  }

  /** An undone step waits for nothing. Before the handlers, because a deadline that passes takes its task first and its rows then, too. */
  private async disarmDeadlines(tx: Tx, todo: readonly Message[]): Promise<void> {
    const undone = todo.filter(({ handler }) => handler!.undoes?.deadline);
    for (const { handler, record } of undone) tx.unschedule(handler!.undoes!.deadline!.handler, record.key);
    if (undone.length > 0) await tx.flush();
  }

  private stepOf(message: Message) {
    const { eventId, eventType, record } = message;
    return { handler: message.handler!.undoes!.id, key: record.key, eventId, eventType };
  }

  private async parkAll(tx: Tx, letters: readonly NewDeadLetter[]): Promise<OutboxRow[]> {
    const rows: OutboxRow[] = [];
    for (const letter of letters) {
      const row = await park(tx, this.consumer.group, letter);
      if (row) rows.push(row);
    }
    await tx.flush(insertOutbox(rows));
    return rows;
  }

  private letter(message: Message, error: unknown): NewDeadLetter {
    return {
      record: message.record,
      handler: message.handler?.id ?? '',
      eventId: message.eventId || randomUUID(),
      eventType: message.eventType,
      attempts: message.attempt,
      error: textOf(error),
      holdsKey: true,
    };
  }

  /** Nothing here could have heard it, so nothing waits behind it; but it is kept, not dropped. */
  private unknown(message: Message): NewDeadLetter {
    return { ...this.letter({ ...message, attempt: 0 }, `unknown event type "${message.eventType}"`), holdsKey: false };
  }
}

function traceparentOf({ traceparent, record }: Message): string | undefined {
  return traceparent ?? record.headers['traceparent'];
}
