import { Inject, Injectable } from '@nestjs/common';
import type { PoolClient } from 'pg';
import type { DataSource } from 'typeorm';
import { backOff, classify, pause } from './failure.js';
import { workContext, type WorkContext } from './context.js';
import type { AnyEvent } from './handlers.js';
import { insertOutbox, outboxRow, type OutboxRow } from './outbox.js';
import { SAGA_OPTIONS, type SagaOptions } from './options.js';
import { Signals } from './signals.js';
import { runStatement, type Statement } from './writes.js';
import { Tx } from './tx.js';

/** A transaction of a command: it may also say events. */
export class CommandTx extends Tx {
  readonly said: { event: AnyEvent; context: WorkContext | undefined }[] = [];

  /**
   * Says an event when, and only when, this transaction commits.
   * @param traceparent of the trace that it belongs to, where that may not be the one in which the command works.
   */
  emit(event: AnyEvent, traceparent?: string | null): void {
    const context = workContext.getStore();
    const here = context?.traceparent;
    const elsewhere = traceparent && traceparent.slice(0, 35) !== here?.slice(0, 35);
    this.said.push({ event, context: elsewhere ? { ...context, traceparent, joins: here === undefined ? [] : [here] } : context });
  }
}

const CLASHES = 10;

/** Runs decisions against the service's own database, together with the events they say. */
@Injectable()
export class Transactions {
  constructor(
    @Inject(SAGA_OPTIONS) private readonly options: SagaOptions,
    private readonly signals: Signals,
  ) {}

  /**
   * One local transaction. It runs again when it clashed with another one, so it must not touch anything but `tx`.
   * @throws whatever the work throws (rolled back), or the last clash after ten.
   */
  async run<R>(work: (tx: CommandTx) => Promise<R>): Promise<R> {
    for (let attempt = 1; ; attempt++) {
      try {
        let rows: OutboxRow[] = [];
        const result = await this.once(CommandTx, async (tx) => {
          const result = await work(tx);
          const now = tx.now();
          rows = tx.said.map(({ event, context }) => outboxRow(event, now, context ?? {}));
          await tx.flush(insertOutbox(rows));
          return { result, said: rows.length > 0 };
        });
        this.options.tracing?.said(rows);
        return result;
      } catch (error) {
        if (classify(error) !== 'clash' || attempt >= CLASHES) throw error;
        await pause(backOff(attempt, 2, 100));
      }
    }
  }

  /** @internal One statement, which is its own transaction. */
  async single(statement: Statement, values: unknown[]): Promise<{ rows: Record<string, unknown>[] }> {
    const [client, release] = await this.connect();
    let broken: Error | undefined;
    try {
      return await runStatement(client, statement, values);
    } catch (error) {
      if (classify(error) === 'away') broken = error as Error;
      throw error;
    } finally {
      release(broken);
    }
  }

  /**
   * @internal One try: begins, works, commits, and wakes whoever has something to do now.
   * @param schema where all tables are looked for, and nowhere else; the connection's own by default.
   */
  async once<T extends Tx, R>(
    Kind: new (client: PoolClient, dataSource: DataSource, clock: SagaOptions['clock'], service: string) => T,
    work: (tx: T) => Promise<{ result: R; said: boolean }>,
    schema?: string,
  ): Promise<R> {
    const { dataSource, clock, service } = this.options;
    const [client, release] = await this.connect();
    const tx = new Kind(client, dataSource, clock, service);
    let broken: Error | undefined;
    try {
      await client.query('begin');
      if (schema !== undefined) await client.query("select set_config('search_path', $1, true)", [`"${schema}"`]);
      const { result, said } = await work(tx);
      tx.close();
      await client.query('commit');
      if (said) this.signals.said();
      if (tx.scheduled.size > 0) this.signals.scheduled(tx.scheduled);
      return result;
    } catch (error) {
      tx.close();
      await client.query('rollback').catch((failure: Error) => (broken = failure));
      throw error;
    } finally {
      // A connection that cannot even roll back is thrown away, never reused.
      release(broken);
    }
  }

  /** @internal A connection for as long as the work takes; thrown away after it, with all that its session held. */
  async session<R>(work: (client: PoolClient) => Promise<R>): Promise<R> {
    const [client, release] = await this.connect();
    try {
      return await work(client);
    } finally {
      release(new Error('the session ends'));
    }
  }

  /** A pooled connection. Whoever has one hears of its end: unheard, a connection lost between two statements would end the process. */
  private async connect(): Promise<[PoolClient, (error?: Error) => void]> {
    const [client, release] = await (this.options.dataSource.driver as unknown as Driver).obtainMasterConnection();
    let lost: Error | undefined;
    const onError = (error: Error) => (lost = error);
    client.on('error', onError);
    return [
      client,
      (error) => {
        client.off('error', onError);
        release(error ?? lost);
      },
    ];
  }
}

/** The part of TypeORM's PostgresDriver that hands out pooled connections. */
export interface Driver {
  obtainMasterConnection(): Promise<[PoolClient, (error?: Error) => void]>;
}
