import { Clock } from './clock.js';
import { workContext } from './context.js';
import { handlersOf } from './handlers.js';
import type { LogRecord } from './log/event-log.js';
import type { Extent } from './log/kafka-places.js';
import { keepAgain } from './resay.js';
import type { Recovery } from './recovery.js';
import type { RejoinOptions } from './rejoin.js';
import { Signals } from './signals.js';
import { Transactions } from './transactions.js';
import { Tx } from './tx.js';

/** What is read at a time, milliseconds of the log; more of a long time. */
const SLICE = 300_000;
const MOST_SLICES = 50;
/** Facts of one transaction. */
const BATCH = 100;

/** Everything happens when it was said. */
class ThatTime extends Clock {
  at = new Date(0);

  override now(): Date {
    return this.at;
  }
}

/** Undoes everything. */
class OnlyTried extends Error {}

/** Writes again what a service had said itself and its restored database may not know, in the order in which it was said. */
export class FactsAgain {
  private readonly clock = new ThatTime();
  private readonly transactions: Transactions;
  private readonly byEvent: ReadonlyMap<string, Recovery>;
  private readonly recovered: string[] = [];
  private readonly toLookAt: string[] = [];

  constructor(
    private readonly options: RejoinOptions,
    private readonly knownUntil: Date | undefined,
  ) {
    this.transactions = new Transactions({ ...options, clock: this.clock }, new Signals());
    this.byEvent = new Map(options.recoveries.map((recovery) => [recovery.on.eventName, recovery]));
  }

  /** @param from when it was said; from the beginning when absent. */
  async write(from: Date | undefined): Promise<{ recovered: string[]; toLookAt: string[] }> {
    if (this.byEvent.size > 0 || this.options.keepsSent) {
      for (const slice of await this.slices(from)) {
        const facts = await this.facts(slice);
        for (let i = 0; i < facts.length; i += BATCH) await this.writeSome(facts.slice(i, i + BATCH));
      }
    }
    return { recovered: this.recovered, toLookAt: [...new Set(this.toLookAt)] };
  }

  private async slices(from: Date | undefined): Promise<ReadonlyMap<string, Extent>[]> {
    const { log: { places }, topics } = this.options;
    const extents = await places.extents(topics);
    if (!from) return [extents];
    const span = Math.max(SLICE, (Date.now() - from.getTime()) / MOST_SLICES);
    const slices: Map<string, Extent>[] = [];
    let begins = await places.offsetsAt(topics, from);
    for (let at = from.getTime() + span; ; at += span) {
      const last = at >= Date.now();
      const ends = last ? new Map([...extents].map(([place, { end }]) => [place, end])) : await places.offsetsAt(topics, new Date(at));
      slices.push(new Map([...begins].map(([place, begin]) => [place, { begin, end: ends.get(place)! }])));
      if (last) return slices;
      begins = ends;
    }
  }

  /** One relay at a time sends what a service says, so their times are in order over all partitions; of one moment, their ids. */
  private async facts(slice: ReadonlyMap<string, Extent>): Promise<LogRecord[]> {
    const facts: LogRecord[] = [];
    const { log, dataSource, keepsSent, dryRun } = this.options;
    await log.places.read(slice, async (records) => {
      facts.push(...records.filter(({ headers }) => this.byEvent.has(headers['ce_type'] ?? '')));
      if (keepsSent && !dryRun) await keepAgain(dataSource, records);
    });
    const id = ({ headers }: LogRecord) => headers['ce_id'] ?? '';
    return facts.sort((a, b) => a.timestamp - b.timestamp || (id(a) < id(b) ? -1 : 1));
  }

  private async writeSome(facts: readonly LogRecord[]): Promise<void> {
    try {
      await this.transactions.once(Tx, async (tx) => {
        for (const fact of facts) await this.writeOne(tx, this.byEvent.get(fact.headers['ce_type']!)!, fact);
        await tx.flush();
        if (this.options.dryRun) throw new OnlyTried();
        return { result: undefined, said: false };
      });
    } catch (error) {
      if (!(error instanceof OnlyTried)) throw error;
    }
  }

  private async writeOne(tx: Tx, { on, step, recover }: Recovery, { headers, key, value, timestamp }: LogRecord): Promise<void> {
    const { ce_id: id = '', ce_causationid: causedBy, traceparent } = headers;
    this.clock.at = new Date(headers['ce_time'] ?? timestamp);
    const said = { id, name: on.eventName, key, at: this.clock.at, attempt: 1, again: true, causedBy, knownUntil: this.knownUntil };
    const put = await workContext.run({ causedBy: id, sagaKey: key, traceparent }, () => recover(on.decode(value), tx, said));
    if (typeof put === 'string') this.recovered.push(put);
    else if (put) this.toLookAt.push(put.look);
    if (!step) return;
    const cause = handlersOf(step.type).find(({ method }) => method === step.method);
    const heard = cause && 'on' in cause ? cause.on[0]!.eventName : on.eventName;
    await tx.query(
      'insert into inbox (handler, key, state, event_id, event_type, attempts, at) values ($1, $2, $3, $4, $5, 1, $6) on conflict do nothing',
      [`${this.options.service}/${step.type.name}.${step.method}`, key, on.fails ? 2 : 1, causedBy ?? id, heard, this.clock.at],
    );
  }
}
