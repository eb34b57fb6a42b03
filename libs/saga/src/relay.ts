import { Inject, Injectable } from '@nestjs/common';
import type { PoolClient } from 'pg';
import { backOff, pause } from './failure.js';
import { SAGA_OPTIONS, type SagaOptions } from './options.js';
import { toRecord, type StoredOutboxRow } from './outbox.js';
import { rush } from './rush.js';
import { Signals } from './signals.js';
import type { Driver } from './transactions.js';

const BATCH = 1000;
/** How often to look without having been woken: for rows of another process, or of one that died. */
const SLOW_POLL = 1_000;

/** How often a relay that may not carry looks whether what was said here is sent, milliseconds. */
const STAND_BY_LOOK = 50;

/** Where those who may not carry tell the one who does. */
const CHANNEL = 'saga_relay';

const TAKE = `with taken as (delete from outbox where seq in (select seq from outbox order by seq limit ${BATCH} for update skip locked) returning *)`;
const TAKE_ONLY = `${TAKE} select * from taken order by seq`;
const TAKE_AND_KEEP = `${TAKE}, kept as (insert into sent select *, now() from taken) select * from taken order by seq`;

/** How long to wait for more to send together when something has just been sent, milliseconds. */
const LINGER = 5;
/** The same in a rush, as long as it lasts: what nobody hears of makes no work. */
const RUSH_LINGER = 2_000;

/**
 * Carries the outbox to the log, one relay per database at a time (an advisory lock held by its own connection), so that the events
 * of one aggregate keep their order. A row is deleted only in the transaction in which the log has acknowledged it.
 *
 * It takes whatever unsent rows it sees. Never "everything after the last id": ids are given before the commit, so a row that
 * commits late would be skipped for good.
 */
@Injectable()
export class Relay {
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;
  private wake: AbortController | undefined;
  private dirty = true;
  private sending = false;
  private leading = false;
  private busyUntil = -Infinity;
  private lastId = 0n;
  /** When it last carried what there was; or did not have to, because another process did, or because its database was away. */
  lastProgressAt = Date.now();

  constructor(
    @Inject(SAGA_OPTIONS) private readonly options: SagaOptions,
    signals: Signals,
  ) {
    signals.onSaid(() => this.poke());
  }

  start(): void {
    this.running ??= this.run();
  }

  /** Sends what is there, then stops. */
  async stop(): Promise<void> {
    this.stopping.abort();
    this.wake?.abort();
    await this.running;
  }

  poke(): void {
    this.dirty = true;
    this.wake?.abort();
  }

  /** Nothing known to be unsent. */
  get idle(): boolean {
    return !this.dirty && !this.sending;
  }

  private async run(): Promise<void> {
    for (let failures = 0; !this.stopping.signal.aborted; ) {
      try {
        await this.session(() => (failures = 0));
      } catch (error) {
        failures += 1;
        if (this.stopping.signal.aborted) return;
        this.options.logger.warn('the relay cannot send; it will try again', { error: String(error), failures });
        await pause(backOff(failures, this.options.firstPause), this.stopping.signal);
      }
    }
  }

  /** One connection's life: become the relay, then carry until stopped. */
  private async session(healthy: () => void): Promise<void> {
    const [client, release] = await this.connect();
    let broken: Error | undefined;
    const onError = (error: Error) => (broken = error);
    client.on('error', onError);
    try {
      await client.query('select set_config($1, $2, false)', ['application_name', `${this.options.service} relay`]);
      while (!(await this.lead(client))) {
        healthy();
        await this.standBy(client);
        this.lastProgressAt = Date.now();
        if (this.stopping.signal.aborted) return;
      }
      this.leading = true;
      client.on('notification', () => this.poke());
      await client.query(`listen ${CHANNEL}`);
      await this.carry(client, healthy);
    } catch (error) {
      broken ??= error as Error;
      throw error;
    } finally {
      this.leading = false;
      client.off('error', onError);
      // Closing the session is what gives the lock back.
      release(broken ?? new Error('relay session ends'));
    }
  }

  private async connect(): Promise<[PoolClient, (error?: Error) => void]> {
    try {
      return await (this.options.dataSource.driver as unknown as Driver).obtainMasterConnection();
    } catch (error) {
      this.lastProgressAt = Date.now();
      throw error;
    }
  }

  /**
   * Another process carries: it is told when something was said here, which it would see only when it looks by itself. By a statement of
   * its own and not too often, because every commit with a NOTIFY in it takes a lock that all of the server share.
   */
  private async standBy(client: PoolClient): Promise<void> {
    for (const end = performance.now() + SLOW_POLL; !this.stopping.signal.aborted; ) {
      const left = end - performance.now();
      if (left <= 0) return;
      if (this.dirty) {
        await this.tell(client);
        // Still there: the one that carries is busy, or gone without its lock having been given back.
        await pause(this.dirty ? STAND_BY_LOOK : LINGER, this.stopping.signal);
      } else {
        this.wake = new AbortController();
        await pause(left, this.wake.signal);
        this.wake = undefined;
      }
    }
  }

  /** At rest only when it is sent, by whomever. */
  private async tell(client: PoolClient): Promise<void> {
    this.sending = true;
    try {
      this.dirty = false;
      await client.query(`notify ${CHANNEL}`);
      const { rows } = await client.query<{ unsent: boolean }>('select exists (select from outbox) unsent');
      if (rows[0]!.unsent) this.dirty = true;
    } catch (error) {
      this.dirty = true;
      throw error;
    } finally {
      this.sending = false;
    }
  }

  private async lead(client: PoolClient): Promise<boolean> {
    const { rows } = await client.query<{ locked: boolean }>("select pg_try_advisory_lock(hashtext('demae.saga.relay')) locked");
    return rows[0]!.locked;
  }

  private async carry(client: PoolClient, healthy: () => void): Promise<void> {
    this.dirty = true;
    for (;;) {
      if (!this.dirty) {
        if (this.stopping.signal.aborted) return;
        this.wake = new AbortController();
        await pause(SLOW_POLL, this.wake.signal);
        this.wake = undefined;
      }
      const rested = performance.now() - this.busyUntil;
      if (rested < LINGER) await pause(LINGER, this.stopping.signal);
      await rush.rest(RUSH_LINGER - rested, this.stopping.signal);
      this.sending = true;
      try {
        this.dirty = false;
        const sent = await this.sendOnce(client);
        healthy();
        this.lastProgressAt = Date.now();
        if (sent > 0) this.busyUntil = performance.now();
        if (sent === BATCH) this.dirty = true;
      } catch (error) {
        this.dirty = true;
        throw error;
      } finally {
        this.sending = false;
      }
    }
  }

  private async sendOnce(client: PoolClient): Promise<number> {
    await client.query('begin');
    try {
      const rows = await this.take(client);
      if (rows.length > 0) await this.publish(rows);
      await client.query('commit');
      this.observe(rows);
      return rows.length;
    } catch (error) {
      await client.query('rollback').catch(() => undefined);
      throw error;
    }
  }

  private observe(rows: readonly StoredOutboxRow[]): void {
    const { observer, clock } = this.options;
    if (!observer || rows.length === 0) return;
    const now = clock.now().getTime();
    // The copy of a dead letter bears the name of an event that was said before.
    for (const { type, at, headers } of rows) if (!headers) observer.sent(type, Math.max(0, now - at.getTime()) / 1_000);
  }

  private async publish(rows: StoredOutboxRow[]): Promise<void> {
    const sent = this.options.tracing?.sending(rows);
    try {
      await this.options.log.publish(rows.map((row) => toRecord(row, this.options.service)));
      sent?.();
    } catch (error) {
      sent?.(error);
      throw error;
    }
    this.options.passing?.('after the send');
  }

  private async take(client: PoolClient): Promise<StoredOutboxRow[]> {
    if (this.options.sabotage === 'relay by id') return this.takeById(client);
    const { rows } = await client.query<StoredOutboxRow>({
      name: 'saga relay take',
      text: this.options.keepSent === undefined ? TAKE_ONLY : TAKE_AND_KEEP,
    });
    return rows;
  }

  /** The mistake that the class comment warns of, for the test that shows that it loses events. */
  private async takeById(client: PoolClient): Promise<StoredOutboxRow[]> {
    const { rows } = await client.query<StoredOutboxRow>('select * from outbox where seq > $1 order by seq limit 1000', [String(this.lastId)]);
    if (rows.length > 0) this.lastId = BigInt(rows.at(-1)!.seq);
    return rows;
  }

  /** Whether this process is the one that carries. */
  get isLeading(): boolean {
    return this.leading;
  }
}
