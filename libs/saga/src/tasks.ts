import { Inject, Injectable } from '@nestjs/common';
import { Alarm } from './alarm.js';
import { workContext } from './context.js';
import { backOff, classify, pause, textOf } from './failure.js';
import type { AnyEvent } from './handlers.js';
import { SAGA_OPTIONS, type SagaOptions } from './options.js';
import { insertOutbox, type OutboxRow } from './outbox.js';
import { saidBy, type Answer, type Registry } from './registry.js';
import { Signals } from './signals.js';
import type { Statement } from './writes.js';
import { contextOf, rowsOf, within, type TaskRow } from './task-work.js';
import { AGAIN, CLAIM, END, GIVE_UP, NEXT, RENEW, TAKE_DUE } from './task-rows.js';
import { Transactions } from './transactions.js';
import { Tx } from './tx.js';

/** One that could not be done, or recorded. */
type FailedTask = Pick<TaskRow, 'id' | 'handler' | 'attempt'>;

interface Finished {
  row: TaskRow;
  /** How long the outside world took, seconds. */
  out: number;
  record(tx: Tx): Answer | Promise<Answer>;
}

const ERRANDS_AT_ONCE = 128;
const RENEW_EVERY = 2_000;

/** Runs what was put off: deadlines, each in a transaction when it passes; errands to the outside world, and then what they record. */
@Injectable()
export class Tasks {
  private readonly stopping = new AbortController();
  private readonly deadlineAlarm = new Alarm();
  private readonly errandAlarm = new Alarm();
  private readonly recordAlarm = new Alarm();
  private finished: Finished[] = [];
  /** Ids of the errands that are out. */
  private readonly abroad = new Set<string>();
  private renewer: NodeJS.Timeout | undefined;
  private moreWait = false;
  private busy = 0;
  private loops: Promise<void>[] = [];
  private registry!: Registry;

  constructor(
    @Inject(SAGA_OPTIONS) private readonly options: SagaOptions,
    private readonly transactions: Transactions,
    private readonly signals: Signals,
  ) {}

  start(registry: Registry): void {
    this.registry = registry;
    this.recordAlarm.next = Infinity;
    this.renewer = setInterval(() => void this.renew(), RENEW_EVERY).unref();
    this.loops = [
      this.loop(this.deadlineAlarm, [...registry.deadlines.keys()], () => this.passDeadlines()),
      this.loop(this.errandAlarm, [...registry.errands.keys()], () => this.claimErrands()),
      this.recordLoop(),
    ];
  }

  /** Errands that are out are waited for and recorded; what is not yet begun stays for the next start. */
  async stop(): Promise<void> {
    this.stopping.abort();
    for (const alarm of [this.deadlineAlarm, this.errandAlarm, this.recordAlarm]) alarm.at(0);
    await Promise.all(this.loops);
    clearInterval(this.renewer);
  }

  /** No deadline has passed unheard and no errand is to be done or recorded. */
  get idle(): boolean {
    const now = this.options.clock.now().getTime();
    return this.busy === 0 && this.abroad.size === 0 && this.finished.length === 0 && this.deadlineAlarm.next > now && this.errandAlarm.next === Infinity;
  }

  /** @param work does what is due; true when there may be more of it at once, undefined when it wants to be woken for that. */
  private async loop(alarm: Alarm, handlers: string[], work: () => Promise<boolean | undefined>): Promise<void> {
    if (handlers.length === 0) {
      alarm.next = Infinity;
      return;
    }
    this.signals.onScheduled((due) => {
      for (const [handler, at] of due) if (handlers.includes(handler)) alarm.at(at.getTime());
    });
    this.stopping.signal.addEventListener('abort', this.options.clock.watch(() => alarm.at(0)));
    for (let failures = 0; !this.stopping.signal.aborted; ) {
      await alarm.sleep(this.options.clock.now().getTime());
      if (this.stopping.signal.aborted) return;
      this.busy += 1;
      try {
        alarm.next = Infinity;
        const more = await work();
        if (more) alarm.at(0);
        else if (more === false) {
          const { rows } = await this.query(NEXT, [handlers]);
          const next = rows[0]!['next'] as Date | null;
          if (next) alarm.at(next.getTime());
        }
        failures = 0;
      } catch (error) {
        failures += 1;
        alarm.next = 0;
        this.options.logger.warn('tasks cannot be looked after; trying again', { error: String(error) });
        await pause(backOff(failures, 100), this.stopping.signal);
      } finally {
        this.busy -= 1;
      }
    }
  }

  private query(statement: Statement, values: unknown[]) {
    return this.transactions.single(statement, values);
  }

  private async passDeadlines(): Promise<boolean> {
    const limit = this.options.maxBatch ?? 200;
    const handlers = [...this.registry.deadlines.keys()];
    try {
      return (await this.passSome(handlers, limit)) === limit;
    } catch (error) {
      if (classify(error) === 'away') throw error;
    }
    // Somebody in that batch fails: one by one, so that the others are not held up.
    const due = await this.query({ name: 'saga due ids', text: 'select id from task where handler = any($1) and due_at <= $2 and (leased_until is null or leased_until < now()) order by due_at limit $3' }, [handlers, this.options.clock.now(), limit]);
    for (const { id } of due.rows) await this.passOne(id as string);
    return due.rows.length > 0;
  }

  private async passSome(handlers: string[], limit: number): Promise<number> {
    const passed = await this.transaction(async (tx) => {
      const { rows } = await tx.run(TAKE_DUE, [handlers, tx.now(), limit]);
      const result = rows as unknown as TaskRow[];
      return { result, said: await this.runDeadlines(tx, result) };
    });
    for (const { handler } of passed) this.options.observer?.handled(handler, 'done');
    return passed.length;
  }

  private async passOne(id: string): Promise<void> {
    let task: FailedTask = { id, handler: '', attempt: 1 };
    try {
      await this.transaction(async (tx) => {
        const { rows } = await tx.run({ name: 'saga take one', text: 'delete from task where id = $1 returning id, handler, key, data, attempts + 1 as attempt, caused_by as "causedBy", traceparent' }, [id]);
        const taken = rows as unknown as TaskRow[];
        if (taken[0]) task = taken[0];
        return { result: undefined, said: await this.runDeadlines(tx, taken) };
      });
      this.options.observer?.handled(task.handler, 'done');
    } catch (error) {
      await this.putOff(task, error, this.options.attempts ?? 5);
    }
  }

  /** What is said in it is known to whoever watches when it is committed. */
  private async transaction<R>(work: (tx: Tx) => Promise<{ result: R; said: OutboxRow[] }>): Promise<R> {
    let rows: OutboxRow[] = [];
    const result = await this.transactions.once(Tx, async (tx) => {
      const done = await work(tx);
      rows = done.said;
      return { result: done.result, said: rows.length > 0 };
    });
    this.options.tracing?.said(rows);
    return result;
  }

  private async runDeadlines(tx: Tx, rows: TaskRow[]): Promise<OutboxRow[]> {
    if (rows.length === 0) return [];
    const settled = await Promise.allSettled(
      rows.map((row) => {
        const handler = this.registry.deadlines.get(row.handler)!;
        return within('deadline', row, this.options.tracing, async () => rowsOf(saidBy(handler, await handler.invoke(row, tx)), tx));
      }),
    );
    return this.say(tx, settled);
  }

  private async say(tx: Tx, settled: PromiseSettledResult<OutboxRow[]>[]): Promise<OutboxRow[]> {
    const rows = settled.flatMap((result) => {
      if (result.status === 'rejected') throw result.reason;
      return result.value;
    });
    await tx.flush(insertOutbox(rows));
    return rows;
  }

  private async claimErrands(): Promise<boolean | undefined> {
    const free = ERRANDS_AT_ONCE - this.abroad.size;
    // As long as more may wait than could go, whoever comes back wakes this loop.
    this.moreWait = true;
    if (free <= 0) return undefined;
    const { rows } = await this.query(CLAIM, [[...this.registry.errands.keys()], this.options.clock.now(), free]);
    for (const row of rows as unknown as TaskRow[]) void this.goOut(row);
    return (this.moreWait = rows.length === free) ? undefined : false;
  }

  /** A lease that could not be renewed ends: then somebody else asks, too, under the same key. */
  private async renew(): Promise<void> {
    if (this.abroad.size > 0) await this.query(RENEW, [[...this.abroad]]).catch(() => undefined);
  }

  private async goOut(row: TaskRow): Promise<void> {
    this.abroad.add(row.id);
    const left = performance.now();
    try {
      const handler = this.registry.errands.get(row.handler)!;
      const record = await within('errand', row, this.options.tracing, () => handler.invoke(row));
      this.options.passing?.('before the record');
      this.finished.push({ row, out: (performance.now() - left) / 1_000, record: async (tx) => saidBy(handler, await record(tx)) });
      this.recordAlarm.at(0);
    } catch (error) {
      await workContext.run(contextOf(row), () => this.putOff(row, error, Infinity)).catch((failure: unknown) => this.options.logger.warn('an errand waits for its lease to end', { error: String(failure) }));
      this.errandAlarm.at(0);
    } finally {
      this.abroad.delete(row.id);
      if (this.moreWait) this.errandAlarm.at(0);
      // Ends the record loop's wait for errands that are out.
      if (this.stopping.signal.aborted) this.recordAlarm.at(0);
    }
  }

  /** Not now: again after a growing pause, or never again without a person when it has failed too often. */
  private async putOff({ id, handler, attempt }: FailedTask, error: unknown, most: number): Promise<void> {
    const reason = textOf(error);
    if (attempt >= most) {
      this.options.logger.error('a task is given up; it stays among the dead letters with its error', { task: id, attempt, alarm: true, error: reason });
      await this.query(GIVE_UP, [id, attempt, reason, this.options.clock.now()]);
      this.options.observer?.handled(handler, 'parked');
      return;
    }
    this.options.logger.warn('a task failed and will be tried again', { task: id, attempt, error: String(error) });
    await this.query(AGAIN, [id, attempt, new Date(this.options.clock.now().getTime() + backOff(attempt, 200, 60_000)), reason]);
    this.options.observer?.handled(handler, 'retried');
  }

  private async recordLoop(): Promise<void> {
    for (let failures = 0; ; ) {
      await this.recordAlarm.sleep(this.options.clock.now().getTime());
      const over = this.abroad.size === 0 && this.finished.length === 0;
      // Answers that cannot be recorded now are asked for again after the next start, with the same key.
      if (this.stopping.signal.aborted && (over || failures > 5)) return;
      this.recordAlarm.next = Infinity;
      const batch = this.finished.splice(0, this.options.maxBatch ?? 200);
      if (batch.length === 0) continue;
      this.busy += 1;
      try {
        await this.recordAll(batch);
        failures = 0;
      } catch (error) {
        failures += 1;
        if (failures > 1 && batch.length === 1 && classify(error) === 'broken') {
          await this.putOff(batch[0]!.row, error, this.options.attempts ?? 5).catch(() => undefined);
          this.errandAlarm.at(0);
        } else await this.recordSingly(batch, failures);
      } finally {
        this.busy -= 1;
        // When stopping, there may be nothing more to wait for.
        if (this.finished.length > 0 || this.stopping.signal.aborted) this.recordAlarm.at(0);
      }
    }
  }

  private async recordSingly(batch: Finished[], failures: number): Promise<void> {
    await pause(backOff(failures, 20, 2_000));
    for (const finished of batch) {
      try {
        await this.recordAll([finished]);
      } catch (error) {
        if (classify(error) === 'broken') {
          await this.putOff(finished.row, error, this.options.attempts ?? 5).catch(() => undefined);
          this.errandAlarm.at(0);
        } else this.finished.push(finished);
      }
    }
  }

  /** Ends the errands and records their answers. One that somebody else ended first is not recorded twice. */
  private async recordAll(batch: Finished[]): Promise<void> {
    const recorded = await this.transaction(async (tx) => {
      const { rows } = await tx.run(END, [batch.map(({ row }) => row.id)]);
      const ended = new Set(rows.map((row) => row['id'] as string));
      const mine = batch.filter(({ row }) => ended.has(row.id));
      const settled = await Promise.allSettled(
        mine.map(({ row, record }) => workContext.run(contextOf(row), async () => rowsOf((await record(tx)) as AnyEvent[], tx))),
      );
      return { result: mine, said: await this.say(tx, settled) };
    });
    for (const { row, out } of recorded) this.options.observer?.handled(row.handler, 'done', out);
  }
}
