import { Inject, Injectable } from '@nestjs/common';
import { ConsumerRunner } from './consumer.js';
import { SagaEngine } from './engine.js';
import { pause } from './failure.js';
import { newId } from './id.js';
import type { LogRecord } from './log/event-log.js';
import { SAGA_OPTIONS, type SagaOptions } from './options.js';
import type { Consumer } from './registry.js';
import { CLAIM, STATE, stateOf, TELL, valuesOf, type ReplayState } from './replay-rows.js';
import { Shadow } from './shadow.js';
import { Transactions } from './transactions.js';

/** The end is given up when nothing has been read for so long, milliseconds: the live handlers wait for it. */
const PATIENCE = 15_000;
const LOOK = 20;
/** How often it is told how far it is, milliseconds. */
const TELL_EVERY = 1_000;
/** So many batches behind the live tables it is time to exchange them: those wait for the rest, and do not run ahead any more. */
const CLOSE = 5;

/** Makes projections anew from the log, beside the live ones, while those go on. */
@Injectable()
export class Replays {
  private readonly running = new Map<string, Promise<void>>();
  private readonly stopping = new AbortController();

  constructor(
    @Inject(SAGA_OPTIONS) private readonly options: SagaOptions,
    private readonly transactions: Transactions,
    private readonly engine: SagaEngine,
  ) {
    engine.alongside(async () => {
      this.stopping.abort();
      await Promise.all(this.running.values());
    });
  }

  /**
   * Begins to make a projection anew; how it goes is told by `state`. Whatever fails, the live tables stay as they are.
   * @returns undefined when there is no such projection; the state of the one that runs, in whichever replica, when somebody is at it already.
   */
  async start(projection: string, by: string): Promise<ReplayState | undefined> {
    const consumer = this.engine.consumers.find(({ group, projection: tables }) => tables && group === `${this.options.service}.${projection}`);
    if (!consumer) return undefined;
    const state: ReplayState = { projection, phase: 'reading', read: 0, behind: undefined, startedAt: new Date(), endedAt: undefined, by, error: undefined };
    const { rows } = await this.transactions.single(CLAIM, valuesOf(state));
    if (rows.length === 0) return this.state(projection);
    this.running.set(projection, this.run(consumer, state));
    return { ...state };
  }

  /** Of the last replay, in whichever replica it was, as it was a second ago. */
  async state(projection: string): Promise<ReplayState | undefined> {
    const { rows: [row] } = await this.transactions.single(STATE, [projection]);
    return row && stateOf(row);
  }

  /** Resolves when the one of this process has ended, well or not. */
  async ended(projection: string): Promise<ReplayState | undefined> {
    await this.running.get(projection);
    return this.state(projection);
  }

  private async run(consumer: Consumer, state: ReplayState): Promise<void> {
    const { logger } = this.options;
    let telling: Promise<void> | undefined;
    const teller = setInterval(() => {
      telling ??= this.tell(state).catch(() => undefined).finally(() => (telling = undefined));
    }, TELL_EVERY);
    try {
      logger.warn('a projection is being made anew', { projection: consumer.group, by: state.by });
      await this.transactions.session((client) => this.rebuild(consumer, new Shadow(client, consumer, this.options.dataSource), state));
      // Copies are of less worth than the tables, which are right now.
      await consumer.rebuilt?.().catch((error: unknown) => logger.warn('copies of a projection may be of before', { projection: consumer.group, error: String(error) }));
      state.phase = 'done';
      logger.warn('a projection has been made anew', { projection: consumer.group, by: state.by, read: state.read });
    } catch (error) {
      state.phase = 'failed';
      state.error = error instanceof Error ? error.message : String(error);
      logger.error('a projection could not be made anew; the live one stays', { projection: consumer.group, error: state.error });
    } finally {
      clearInterval(teller);
      // Else what was told before could be written after the end.
      await telling;
      state.endedAt = new Date();
      await this.tell(state).catch((error: unknown) => logger.warn('that a replay has ended could not be written', { projection: consumer.group, phase: state.phase, error: String(error) }));
      this.running.delete(state.projection);
    }
  }

  private async tell(state: ReplayState): Promise<void> {
    await this.transactions.single(TELL, valuesOf(state));
  }

  private async rebuild(consumer: Consumer, shadow: Shadow, state: ReplayState): Promise<void> {
    const { log, maxBatch = 200 } = this.options;
    await shadow.create();
    const reading = new Reading();
    const runner = new ConsumerRunner(consumer, this.options, { once: (Kind, work) => this.transactions.once(Kind, work, shadow.schema) }, this.stopping.signal, false);
    const subscribed = await log.subscribe({
      group: `${consumer.group}.replay.${newId()}`,
      temporary: true,
      topics: consumer.topics,
      maxBatch,
      onBatch: async (records, context) => {
        reading.check(records);
        await runner.onBatch(records, context);
        state.read += records.length;
      },
    });
    try {
      const close = CLOSE * maxBatch;
      await this.until(reading, async () => {
        state.behind = subscribed.progress().lag;
        return state.behind === 0 || (await shadow.behind(close)) < close;
      });
      state.phase = 'swapping';
      await this.swap(shadow, reading, state, () => subscribed.close());
      state.behind = 0;
    } finally {
      await subscribed.close();
      await shadow.remove();
    }
  }

  private async swap(shadow: Shadow, reading: Reading, state: ReplayState, close: () => Promise<void>): Promise<void> {
    await shadow.lockOut();
    try {
      await this.until(reading, async () => (await shadow.behind(1)) === 0, () => state.read);
      await close();
      await shadow.swap();
    } catch (error) {
      await shadow.giveUp();
      throw error;
    }
  }

  /** @param progress a number that changes as long as there is hope; without it there always is. */
  private async until(reading: Reading, reached: () => Promise<boolean>, progress?: () => number): Promise<void> {
    let since = Date.now();
    for (let last = progress?.(); !(await reached()); await pause(LOOK, this.stopping.signal)) {
      if (reading.failure) throw reading.failure;
      if (this.stopping.signal.aborted) throw new Error('the service stops');
      const current = progress?.();
      if (!progress || current !== last) since = Date.now();
      last = current;
      if (Date.now() - since > PATIENCE) throw new Error('the live tables have heard of events that the log does not have any more, or does not give');
    }
  }
}

/** Whether the log has been read from the very beginning. */
class Reading {
  failure: Error | undefined;
  private readonly places = new Set<string>();

  /** @throws Error when what was said first is not there any more: what is made of the rest would lack it. */
  check(records: readonly LogRecord[]): void {
    for (const { topic, partition, offset } of records) {
      const place = `${topic}/${partition}`;
      if (!this.places.has(place) && offset !== '0') this.failure = new Error(`the log does not reach back to the beginning: ${place} begins at ${offset}`);
      this.places.add(place);
    }
    if (this.failure) throw this.failure;
  }
}
