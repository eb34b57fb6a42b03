import { randomUUID } from 'node:crypto';
import pg from 'pg';

/** The four databases of the measured saga, with the tables that both contestants write. */
export const DATABASES = ['bench_order', 'bench_inventory', 'bench_delivery', 'bench_payment'] as const;
export const ITEMS = 10_000;
/** Share of sagas whose payment is declined, so that the order is cancelled and two steps are undone. */
export const DECLINED = 0.1;

const TABLES: Record<(typeof DATABASES)[number], string> = {
  bench_order: 'create table bench_order (id uuid primary key, item int not null, status text not null, version int not null)',
  bench_inventory: `create table bench_stock (item int primary key, available int not null, reserved int not null, version int not null);
    insert into bench_stock select i, 100000000, 0, 1 from generate_series(1, ${ITEMS}) i;
    create table bench_reservation (id uuid primary key, item int not null)`,
  bench_delivery: 'create table bench_booking (id uuid primary key, slot int not null)',
  bench_payment: 'create table bench_payment (id uuid primary key, amount int not null, status text not null)',
};

export async function createTables(urlOf: (database: string) => string): Promise<void> {
  for (const database of DATABASES) {
    const client = new pg.Client({ connectionString: urlOf(database) });
    await client.connect();
    await client.query(TABLES[database]);
    await client.end();
  }
}

export interface Rate {
  perSecond: number;
  balanced: boolean;
}

/**
 * What the saga would cost without any engine: the same transactions one after another, over 16 connections to each database.
 * Nothing is durable between the steps.
 */
export async function plainSagas(urlOf: (database: string) => string, seconds: number): Promise<Rate> {
  const pools = DATABASES.map((database) => new pg.Pool({ connectionString: urlOf(database), max: 16 }));
  const [orders, inventory, delivery, payment] = pools as [pg.Pool, pg.Pool, pg.Pool, pg.Pool];
  const inTx = async (pool: pg.Pool, ...statements: { name: string; text: string; values: unknown[] }[]) => {
    const client = await pool.connect();
    try {
      await client.query('begin');
      for (const statement of statements) await client.query(statement);
      await client.query('commit');
    } finally {
      client.release();
    }
  };
  const saga = async () => {
    const id = randomUUID();
    const item = 1 + Math.floor(Math.random() * ITEMS);
    const declined = Math.random() < DECLINED;
    await inTx(orders, { name: 'place', text: `insert into bench_order values ($1, $2, 'PENDING', 1)`, values: [id, item] });
    await inTx(
      inventory,
      { name: 'take', text: 'update bench_stock set available = available - 1, reserved = reserved + 1, version = version + 1 where item = $1 and available >= 1', values: [item] },
      { name: 'reserve', text: 'insert into bench_reservation values ($1, $2)', values: [id, item] },
    );
    await inTx(delivery, { name: 'book', text: 'insert into bench_booking values ($1, $2)', values: [id, item % 50] });
    await inTx(payment, { name: 'pay', text: 'insert into bench_payment values ($1, $2, $3)', values: [id, 1000, declined ? 'DECLINED' : 'AUTHORIZED'] });
    await inTx(orders, { name: 'end', text: 'update bench_order set status = $2, version = version + 1 where id = $1', values: [id, declined ? 'CANCELLED' : 'CONFIRMED'] });
    if (!declined) return;
    await inTx(
      inventory,
      { name: 'put back', text: 'update bench_stock set available = available + 1, reserved = reserved - 1, version = version + 1 where item = $1', values: [item] },
      { name: 'unreserve', text: 'delete from bench_reservation where id = $1', values: [id] },
    );
    await inTx(delivery, { name: 'unbook', text: 'delete from bench_booking where id = $1', values: [id] });
  };
  const perSecond = await sustained(saga, 16, seconds);
  for (const pool of pools) await pool.end();
  return { perSecond, balanced: true };
}

/** The database's own limit for taking orders: one statement that writes an order and its event, over 16 connections. */
export async function plainOrders(url: string, seconds: number): Promise<number> {
  const pool = new pg.Pool({ connectionString: url, max: 16 });
  await pool.query('create table if not exists bench_intake (id uuid primary key, customer uuid, store uuid, status text, checkout bytea, at timestamptz)');
  await pool.query('create table if not exists bench_outbox (seq bigserial primary key, id uuid, topic text, key text, payload bytea, at timestamptz)');
  const payload = Buffer.alloc(600, 7);
  const text = `with o as (insert into bench_intake values ($1, $2, $3, 'PENDING', $4, now()))
    insert into bench_outbox (id, topic, key, payload, at) values ($5, 'order.events', $6, $4, now())`;
  const perSecond = await sustained(async () => {
    const id = randomUUID();
    await pool.query({ name: 'intake', text, values: [id, randomUUID(), randomUUID(), payload, randomUUID(), id] });
  }, 16, seconds);
  await pool.end();
  return perSecond;
}

/** So many side by side, after a second of warming up. */
export async function sustained(work: () => Promise<void>, atOnce: number, seconds: number): Promise<number> {
  let done = 0;
  let stop = false;
  const workers = Array.from({ length: atOnce }, async () => {
    while (!stop) {
      await work();
      done += 1;
    }
  });
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  const before = done;
  const started = performance.now();
  await new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
  const perSecond = (done - before) / ((performance.now() - started) / 1_000);
  stop = true;
  await Promise.all(workers);
  return perSecond;
}
