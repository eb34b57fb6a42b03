import { Inject, Injectable } from '@nestjs/common';
import type { Handled } from './consumer.js';
import type { Asked, DeadLetter, DeadLetterDetails, DeadLetterQuery, Redriven, RedriveReport } from './dead-letter.js';
import {
  auditOf, findLetter, findParked, linesOf, listLetters, messageOf, parkedAgain, resetTask, stays, takeLine, takeOldest, takeUpTo, tasksOf, unpark, writeAudit,
  type Asking, type Line, type ParkedRow, type TaskLetter,
} from './dead-letter-rows.js';
import { SagaEngine } from './engine.js';
import { backOff, classify, pause, textOf } from './failure.js';
import { SAGA_OPTIONS, type SagaOptions } from './options.js';
import { Signals } from './signals.js';
import type { TracedBatch } from './tracing.js';
import { Transactions } from './transactions.js';
import { Tx } from './tx.js';

/** Most letters of one call, unless told otherwise. */
const MOST = 1_000;
const CLASHES = 20;

/** Thrown to undo a dry run. */
class Rehearsed extends Error {}

/** What this service could not do, and its way back. */
@Injectable()
export class DeadLetters {
  private readonly database;

  constructor(
    @Inject(SAGA_OPTIONS) private readonly options: SagaOptions,
    private readonly transactions: Transactions,
    private readonly signals: Signals,
    private readonly engine: SagaEngine,
  ) {
    const { dataSource } = options;
    this.database = { query: <R>(sql: string, values?: unknown[]) => dataSource.query<R[]>(sql, values) };
  }

  /** Oldest first. */
  list(query: DeadLetterQuery = {}): Promise<DeadLetter[]> {
    return listLetters(this.database, query);
  }

  /** One letter with all that is known about it, also when it has been sent back; undefined when there was none. */
  async get(id: string): Promise<DeadLetterDetails | undefined> {
    const [letter, lines] = await Promise.all([findLetter(this.database, id), auditOf(this.database, id)]);
    const audit = lines.map(({ what: _, detail, ...line }) => ({ ...line, detail: detail ?? undefined }));
    if (!letter) {
      const last = lines.at(-1);
      if (!last) return undefined;
      const gone = { attempts: 0, error: '', holdsKey: false, at: last.at, present: false, place: undefined, headers: {}, payload: undefined, bytes: undefined };
      return { ...last.what, ...gone, audit };
    }
    if (letter.kind === 'task') {
      const [task] = await this.database.query<{ data: unknown }>('select data from task where id = $1', [id]);
      return { ...letter, present: true, place: undefined, headers: {}, payload: task?.data, bytes: undefined, audit };
    }
    const row = await findParked(this.database, id);
    const place = row && `${row.topic}/${row.partition}/${row.log_offset}`;
    return { ...letter, present: true, place, headers: row?.headers ?? {}, payload: row && this.payloadOf(row), bytes: row?.payload, audit };
  }

  /**
   * Sends letters back to the handlers that they are for, each message in a transaction with its leaving, what it does and what it says,
   * under the id that it always had. A class gets the messages of a key in their order; at the first that fails again the others stay.
   * A dry run really runs the handlers of messages, and undoes it; it runs no task.
   * @returns undefined when there is no letter of that id.
   * @throws when the database is away: what was not yet sent stays as it was.
   */
  async redrive(what: Asked, { by, dryRun = false, most = MOST }: { by: string; dryRun?: boolean; most?: number }): Promise<RedriveReport | undefined> {
    const asking: Asking = { by, dryRun, asked: describe(what) };
    const { lines, tasks } = await this.find(what);
    if ('id' in what && lines.length + tasks.length === 0) return undefined;
    const items: Redriven[] = [];
    let left = 0;
    for (const line of lines) {
      const room = most - items.length;
      if (room <= 0) {
        left += line.size;
        continue;
      }
      const sent = dryRun ? await this.rehearse(line, room, asking) : await this.send(line, room, asking);
      items.push(...sent);
      left += Math.max(0, line.size - sent.length);
    }
    for (const task of tasks) {
      if (items.length >= most) left += 1;
      else items.push(await this.sendTask(task, asking));
    }
    return { dryRun, items, left };
  }

  /**
   * Throws away a message that can never be handled, like bytes that nobody can read. Its audit keeps who did so and why; its copy on `<topic>.dead`
   * stays for as long as the log keeps it. What has waited behind it is sent back as ever. It comes again when the log delivers it again.
   * @param reason for whoever reads the audit.
   * @returns `discarded`, or `waiting` when one that is older has to go first; undefined when there is no such message (a task is none).
   */
  async discard(id: string, { by, reason }: { by: string; reason: string }): Promise<Redriven | undefined> {
    const letter = await findParked(this.database, id);
    if (!letter) return undefined;
    const item = await this.transactions.run(async (tx) => {
      await this.engine.consumer(letter.consumer)?.enter(tx, 'wait');
      const elders = await takeUpTo(tx, letter);
      const row = elders.pop();
      // It was sent back a moment ago.
      if (row?.seq !== id) return undefined;
      const before = elders.find(({ holds_key }) => holds_key);
      if (before) return redriven(row, { outcome: 'waiting', error: `it waits behind ${before.seq}, which has to go first` });
      await unpark(tx, row);
      const discarded = redriven(row, { outcome: 'discarded', error: reason });
      await writeAudit(tx, { by, asked: `id ${id}`, dryRun: false }, [discarded]);
      return discarded;
    });
    if (item?.outcome === 'discarded') this.options.logger.warn('a dead letter is thrown away', { letter: id, handler: item.handler, key: item.key, by, reason });
    return item;
  }

  private async find(what: Asked): Promise<{ lines: Line[]; tasks: TaskLetter[] }> {
    if ('id' in what) {
      const letter = await findLetter(this.database, what.id);
      if (letter?.kind === 'message') return { lines: await linesOf(this.database, letter.consumer, letter.key), tasks: [] };
      return { lines: [], tasks: await tasksOf(this.database, { id: what.id }) };
    }
    const key = 'key' in what ? what.key : undefined;
    const [lines, tasks] = await Promise.all([linesOf(this.database, what.consumer, key), tasksOf(this.database, { consumer: what.consumer, key })]);
    return { lines, tasks };
  }

  private async send(line: Line, most: number, asking: Asking): Promise<Redriven[]> {
    const items: Redriven[] = [];
    for (let behind = '0'; items.length < most; ) {
      const sent = await this.sendNext(line, behind, asking);
      if (!sent) break;
      items.push(sent.item);
      if (!stays(sent.item)) continue;
      behind = sent.item.id;
      if (sent.holdsKey) return [...items, ...(await this.waitingBehind(line, behind, most - items.length))];
    }
    return items;
  }

  private async sendNext(line: Line, behind: string, asking: Asking): Promise<{ item: Redriven; holdsKey: boolean } | undefined> {
    for (let tries = 1; ; tries++) {
      let row: ParkedRow | undefined;
      let traced: TracedBatch | undefined;
      try {
        const sent = await this.transactions.once(Tx, async (tx) => {
          await this.engine.consumer(line.consumer)?.enter(tx, 'wait');
          row = await takeOldest(tx, line, behind);
          if (!row) return { result: undefined, said: false };
          const { item, said } = await this.handle(tx, row, (by) => (traced = by));
          await writeAudit(tx, asking, [item]);
          return { result: { item, holdsKey: row.holds_key }, said };
        });
        await traced?.run(() => Promise.resolve());
        return sent;
      } catch (error) {
        const failure = classify(error);
        if (failure === 'broken') await traced?.run(() => Promise.reject(error as Error)).catch(() => undefined);
        if (failure === 'clash' && tries < CLASHES) await pause(backOff(tries, 5));
        else if (failure === 'away' || !row) throw error;
        else return { item: await this.failed(row, textOf(error), asking), holdsKey: row.holds_key };
      }
    }
  }

  private failed(row: ParkedRow, error: string, asking: Asking): Promise<Redriven> {
    const { logger } = this.options;
    const item = redriven(row, { outcome: 'failed', error });
    logger.error('a dead letter failed again and stays', { letter: item.id, handler: item.handler, key: item.key, by: asking.by, error });
    return this.transactions.once(Tx, async (tx) => {
      await parkedAgain(tx, row, error);
      await writeAudit(tx, asking, [item]);
      return { result: item, said: false };
    });
  }

  /** Handles a row that is locked, and takes it away unless nobody can hear it. @param watched see ConsumerRunner.again */
  private async handle(tx: Tx, row: ParkedRow, watched?: (traced: TracedBatch) => void): Promise<{ item: Redriven; said: boolean }> {
    const { catalogue } = this.options;
    const runner = this.engine.consumer(row.consumer);
    const unknown = (error: string) => ({ item: redriven(row, { outcome: 'unknown', error }), said: false });
    if (!runner) return unknown(`there is no ${row.consumer} that hears events any more`);
    if (!catalogue.find(row.event_type)) return unknown(`unknown event type "${row.event_type}"`);
    await unpark(tx, row);
    if (!runner.hears(row.event_type)) return { item: redriven(row, { outcome: 'skipped', error: `${row.consumer} does not hear ${row.event_type}` }), said: false };
    const { said, ran }: Handled = await runner.again(tx, messageOf(row), watched);
    const item = ran > 0 ? redriven(row, { outcome: 'done', says: said.map(({ type }) => type) }) : redriven(row, { outcome: 'skipped', error: 'it was done before, or is not to be done' });
    return { item, said: said.length > 0 };
  }

  private async waitingBehind({ consumer, key }: Line, seq: string, most: number): Promise<Redriven[]> {
    const rows = await this.database.query<ParkedRow>('select * from parked where consumer = $1 and key = $2 and seq > $3 order by seq limit $4', [consumer, key, seq, most]);
    return rows.map((row) => redriven(row, { outcome: 'waiting' }));
  }

  /** Runs the line in one transaction, so that each sees what its elders did, and undoes it. Again without those that fail, to see past them. */
  private async rehearse(line: Line, most: number, asking: Asking): Promise<Redriven[]> {
    const errors = new Map<string, string>();
    let items: Redriven[] = [];
    for (let tries = 1; ; ) {
      let current: ParkedRow | undefined;
      items = [];
      try {
        await this.transactions.once(Tx, async (tx) => {
          await this.engine.consumer(line.consumer)?.enter(tx, 'wait');
          let held = false;
          for (const row of await takeLine(tx, line, most)) {
            const error = errors.get(row.seq);
            current = row;
            const item: Redriven = held
              ? redriven(row, { outcome: 'waiting' })
              : error === undefined ? (await this.handle(tx, row)).item : redriven(row, { outcome: 'failed', error });
            items.push(item);
            held ||= row.holds_key && stays(item);
          }
          throw new Rehearsed();
        });
      } catch (error) {
        if (error instanceof Rehearsed) break;
        const failure = classify(error);
        if (failure === 'clash' && tries++ < CLASHES) await pause(backOff(tries, 5));
        else if (failure === 'away' || !current) throw error;
        else errors.set(current.seq, textOf(error));
      }
    }
    await this.audit(asking, items.filter(({ outcome }) => outcome !== 'waiting'));
    return items;
  }

  private async sendTask(task: TaskLetter, asking: Asking): Promise<Redriven> {
    const { id, handler, key, causedBy } = task;
    const of = { id, kind: 'task', consumer: handler.slice(0, handler.lastIndexOf('.')).replace('/', '.'), handler, key, eventId: causedBy ?? undefined, eventType: undefined } as const;
    if (!this.engine.hasTask(handler)) {
      const item: Redriven = { ...of, outcome: 'unknown', says: [], error: `there is no ${handler} any more` };
      await this.audit(asking, [item]);
      return item;
    }
    const item = await this.transactions.once(Tx, async (tx) => {
      const reset = asking.dryRun || (await resetTask(tx, id));
      const result: Redriven = { ...of, outcome: reset ? 'queued' : 'skipped', says: [], error: reset ? undefined : 'it is not given up any more' };
      await writeAudit(tx, asking, [result]);
      return { result, said: false };
    });
    if (!asking.dryRun) this.signals.scheduled(new Map([[handler, this.options.clock.now()]]));
    return item;
  }

  private audit(asking: Asking, items: readonly Redriven[]): Promise<void> {
    return this.transactions.once(Tx, async (tx) => ({ result: await writeAudit(tx, asking, items), said: false }));
  }

  private payloadOf({ event_type, payload }: ParkedRow): unknown {
    try {
      return this.options.catalogue.find(event_type)?.decode(payload);
    } catch {
      return undefined;
    }
  }
}

function redriven(row: ParkedRow, { outcome, says = [], error }: Pick<Redriven, 'outcome'> & { says?: string[]; error?: string }): Redriven {
  const { seq: id, consumer, handler, key, event_id: eventId, event_type: eventType } = row;
  return { id, kind: 'message', consumer, handler, key, eventId, eventType, outcome, says, error };
}

function describe(what: Asked): string {
  if ('id' in what) return `id ${what.id}`;
  const whose = what.consumer ? ` of ${what.consumer}` : '';
  return 'key' in what ? `key ${what.key}${whose}` : `all${whose}`;
}
