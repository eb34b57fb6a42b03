import type { ChildProcess } from 'node:child_process';
import pg from 'pg';
import { connect } from '@demae/client';
import { endOf, startChild } from './child.js';
import { processorTime } from './memory.js';
import { OrderConnections } from './order-connections.js';

export interface PlatformFigures {
  /** Orders answered 201 per second, over 128 connections. */
  accepted: number;
  /** Orders from HTTP to CONFIRMED per second, at most 1,024 unconfirmed at a time. */
  confirmed: number;
  /** Created → confirmed at half that rate, milliseconds. */
  halfLoad: { p50: number; p99: number };
  /** Proportional set size when idle, MiB; undefined where the system does not tell. */
  memory: { node: number; postgres: number } | undefined;
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** A platform, and everything needed to load it with orders. */
export class PlatformUnderLoad {
  private accepted = 0;
  private oldestPending = '00000000-0000-0000-0000-000000000000';

  private constructor(
    private readonly child: ChildProcess | undefined,
    private readonly connections: OrderConnections,
    private readonly orders: pg.Pool,
  ) {}

  /** In one process, a child of this one, on these databases. */
  static async start(urls: Record<string, string>, env: Record<string, string> = {}, output: 'inherit' | 'ignore' = 'inherit', from?: string): Promise<PlatformUnderLoad> {
    const { url, child } = await startChild('platform-child', { BENCH_DATABASE_URLS: JSON.stringify(urls), ...env }, output, from);
    return PlatformUnderLoad.at(url, urls['order']!, child);
  }

  /** Orders from HTTP to CONFIRMED a second, and what each costs of the processor, milliseconds, where the system tells. Nothing of them is left on its way. */
  async confirmedPerSecond(seconds: number): Promise<{ rate: number; cpu: number | undefined }> {
    const [ordersBefore, cpuBefore] = [this.accepted, processorTime(this.pid)];
    const rate = await this.through(seconds);
    await this.drained();
    const cpuAfter = processorTime(this.pid);
    return { rate, cpu: cpuBefore === undefined || cpuAfter === undefined ? undefined : (cpuAfter - cpuBefore) / (this.accepted - ordersBefore) };
  }

  /** One that runs already. @param orders its order service's database */
  static async at(url: string, orders: string, child?: ChildProcess): Promise<PlatformUnderLoad> {
    const demae = connect({ url });
    const { accessToken } = await demae.login({ body: { email: 'customer@demae.test', password: 'demae-demo' } });
    const { items } = await demae.listStores({ limit: 100 });
    const store = items.find(({ name }) => name === 'Menya Hachi')!;
    const order = { storeId: store.id, lines: [{ sku: 'gyoza', quantity: 2 }], fulfillment: { type: 'pickup' }, payment: { method: 'card', token: 'tok_ok' } };
    return new PlatformUnderLoad(child, new OrderConnections(new URL(url), accessToken, order), new pg.Pool({ connectionString: orders, max: 2 }));
  }

  /** Of the child. */
  get pid(): number {
    return this.child!.pid!;
  }

  async measure(seconds: number): Promise<Omit<PlatformFigures, 'memory'>> {
    await this.intake(64, 2);
    await this.drained();
    const accepted = await this.intake(128, seconds);
    await this.drained();
    const confirmed = await this.through(seconds);
    await this.drained();
    const halfLoad = await this.latency(confirmed / 2, seconds);
    return { accepted, confirmed, halfLoad };
  }

  async stop(): Promise<void> {
    await this.orders.end();
    this.connections.close();
    if (this.child) await endOf(this.child);
  }

  private async intake(connections: number, seconds: number): Promise<number> {
    let done = 0;
    let stop = false;
    const workers = Array.from({ length: connections }, async () => {
      while (!stop) {
        await this.connections.place();
        done += 1;
      }
    });
    await pause(1_000);
    const before = done;
    const started = performance.now();
    await pause(seconds * 1_000);
    const rate = (done - before) / ((performance.now() - started) / 1_000);
    stop = true;
    await Promise.all(workers);
    return rate;
  }

  /** Keeps placing as long as not too many wait, and counts what is confirmed meanwhile. */
  private async through(seconds: number): Promise<number> {
    let placed = 0;
    let accepted = 0;
    let stop = false;
    let confirmed = 0;
    const workers = Array.from({ length: 64 }, async () => {
      while (!stop) {
        if (placed - confirmed > 1_024) await pause(2);
        else {
          placed += 1;
          await this.connections.place();
          accepted += 1;
          this.accepted += 1;
        }
      }
    });
    const watch = async () => {
      const before = accepted;
      return (confirmed = Math.max(confirmed, before - (await this.pending())));
    };
    const watcher = setInterval(() => void watch(), 25);
    await pause(2_000);
    const before = await watch();
    const started = performance.now();
    await pause(seconds * 1_000);
    const rate = ((await watch()) - before) / ((performance.now() - started) / 1_000);
    stop = true;
    clearInterval(watcher);
    await Promise.all(workers);
    return rate;
  }

  private async latency(rate: number, seconds: number): Promise<{ p50: number; p99: number }> {
    const { rows: [at] } = await this.orders.query<{ now: Date }>('select now()');
    const placing: Promise<void>[] = [];
    const started = performance.now();
    for (let n = 0; n < rate * seconds; n++) {
      const early = started + (n * 1_000) / rate - performance.now();
      if (early > 1) await pause(early);
      placing.push(this.connections.place());
    }
    await Promise.all(placing);
    await this.drained();
    const { rows } = await this.orders.query<{ p50: number; p99: number }>(
      `select percentile_cont(0.5) within group (order by ms) p50, percentile_cont(0.99) within group (order by ms) p99 from (
        select extract(epoch from h.at - o.created_at) * 1000 ms from customer_order o
        join order_history h on h.order_id = o.id and h.status = 'CONFIRMED' where o.created_at > $1) t`,
      [at!.now],
    );
    return { p50: rows[0]!.p50, p99: rows[0]!.p99 };
  }

  /** How many orders wait to be confirmed. Asked often, and of a growing table, so it looks no further back than it must. */
  private async pending(): Promise<number> {
    const { rows: [row] } = await this.orders.query<{ n: number; oldest: string | null }>(
      `select count(*)::int n, min(id::text) oldest from customer_order where status = 'PENDING' and id >= $1`,
      [this.oldestPending],
    );
    this.oldestPending = row!.oldest ?? this.oldestPending;
    return row!.n;
  }

  /** Waits until no order is on its way to being confirmed. */
  private async drained(): Promise<void> {
    for (;;) {
      const { rows } = await this.orders.query<{ n: string }>(`select count(*) n from customer_order where status = 'PENDING'`);
      if (rows[0]!.n === '0') return;
      await pause(100);
    }
  }
}
