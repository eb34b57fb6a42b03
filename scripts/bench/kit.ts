import { Injectable, Module, type INestApplicationContext, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { BinaryReader, BinaryWriter } from '@bufbuild/protobuf/wire';
import { Column, DataSource, Entity, PrimaryColumn, VersionColumn } from 'typeorm';
import { continueTrace, SagaTraces, tracedClient, Tracer, type Traces } from '@demae/platform';
import {
  Catalogue, Clock, Compensate, CONNECTIONS, defineEvent, SAGA_MIGRATIONS, SagaEngine, SagaModule, Step, Transactions,
  type Codec, type EventLog, type SagaObserver, type Tx,
} from '@demae/saga';
import { Feed } from './kit-feed.js';
import { DATABASES, DECLINED, type Rate } from './plain.js';
import type { Turn } from './turns.js';

/** The measured saga in the kit's own words: intake and four steps in four services, two of which are undone when the payment is declined. */
export interface Sale {
  id: string;
  item: number;
  declined: boolean;
}

const sale: Codec<Sale> = {
  encode: ({ id, item, declined }) => new BinaryWriter().uint32(10).string(id).uint32(16).int32(item).uint32(24).bool(declined),
  decode: (bytes) => {
    const reader = new BinaryReader(bytes);
    const message: Sale = { id: '', item: 0, declined: false };
    while (reader.pos < reader.len) {
      const tag = reader.uint32() >>> 3;
      if (tag === 1) message.id = reader.string();
      else if (tag === 2) message.item = reader.int32();
      else message.declined = reader.bool();
    }
    return message;
  },
};
const failure: Codec<Sale & { reason: string }> = { encode: sale.encode, decode: (bytes) => ({ ...sale.decode(bytes), reason: 'declined' }) };

const Created = defineEvent({ name: 'order.created', topic: 'order.events', key: 'id', codec: sale });
const Reserved = defineEvent({ name: 'stock.reserved', topic: 'stock.events', key: 'id', codec: sale });
const Booked = defineEvent({ name: 'slot.booked', topic: 'slot.events', key: 'id', codec: sale });
const Paid = defineEvent({ name: 'payment.made', topic: 'payment.events', key: 'id', codec: sale });
const Declined = defineEvent({ name: 'payment.declined', topic: 'payment.events', key: 'id', fails: true, codec: failure });
const Confirmed = defineEvent({ name: 'order.confirmed', topic: 'order.events', key: 'id', codec: sale });
const Cancelled = defineEvent({ name: 'order.cancelled', topic: 'order.events', key: 'id', codec: sale });
const catalogue = new Catalogue([Created, Reserved, Booked, Paid, Declined, Confirmed, Cancelled]);

const row = <T extends object>(type: Type<T>, fields: Partial<T>): T => Object.assign(new type(), fields);

@Entity({ name: 'bench_order' })
class BenchOrder {
  @PrimaryColumn('uuid') id!: string;
  @Column('int4') item!: number;
  @Column('text') status!: string;
  @VersionColumn() version!: number;
}

@Entity({ name: 'bench_stock' })
class BenchStock {
  @PrimaryColumn('int4') item!: number;
  @Column('int4') available!: number;
  @Column('int4') reserved!: number;
  @VersionColumn() version!: number;
}

@Entity({ name: 'bench_reservation' })
class BenchReservation {
  @PrimaryColumn('uuid') id!: string;
  @Column('int4') item!: number;
}

@Entity({ name: 'bench_booking' })
class BenchBooking {
  @PrimaryColumn('uuid') id!: string;
  @Column('int4') slot!: number;
}

@Entity({ name: 'bench_payment' })
class BenchPayment {
  @PrimaryColumn('uuid') id!: string;
  @Column('int4') amount!: number;
  @Column('text') status!: string;
}

@Injectable()
class Reserve {
  @Step({ on: Created, emits: [Reserved] })
  async reserve(event: Sale, tx: Tx) {
    const stock = await tx.get(BenchStock, event.item);
    stock.available -= 1;
    stock.reserved += 1;
    tx.save(stock);
    tx.insert(row(BenchReservation, { id: event.id, item: event.item }));
    return Reserved(event);
  }

  @Compensate({ step: 'reserve', on: Cancelled })
  async putBack(event: Sale, tx: Tx) {
    const [stock, reservation] = await Promise.all([tx.get(BenchStock, event.item), tx.get(BenchReservation, event.id)]);
    stock.available += 1;
    stock.reserved -= 1;
    tx.save(stock);
    tx.remove(reservation);
  }
}

@Injectable()
class Book {
  @Step({ on: Reserved, emits: [Booked] })
  book(event: Sale, tx: Tx) {
    tx.insert(row(BenchBooking, { id: event.id, slot: event.item % 50 }));
    return Booked(event);
  }

  @Compensate({ step: 'book', on: Cancelled })
  async unbook(event: Sale, tx: Tx) {
    tx.remove(await tx.get(BenchBooking, event.id));
  }
}

@Injectable()
class Pay {
  @Step({ on: Booked, emits: [Paid, Declined], compensation: 'none' })
  pay(event: Sale, tx: Tx) {
    tx.insert(row(BenchPayment, { id: event.id, amount: 1000, status: event.declined ? 'DECLINED' : 'AUTHORIZED' }));
    return event.declined ? Declined({ ...event, reason: 'declined' }) : Paid(event);
  }
}

/** Told of each order that came to its end. */
const ended = { tell: (_id: string): void => undefined };

@Injectable()
class End {
  @Step({ on: Paid, emits: [Confirmed], compensation: 'none' })
  async confirm(event: Sale, tx: Tx) {
    await this.end(event, tx, 'CONFIRMED');
    return Confirmed(event);
  }

  @Step({ on: Declined, emits: [Cancelled], compensation: 'none' })
  async cancel(event: Sale, tx: Tx) {
    await this.end(event, tx, 'CANCELLED');
    return Cancelled(event);
  }

  private async end(event: Sale, tx: Tx, status: string): Promise<void> {
    const order = await tx.get(BenchOrder, event.id);
    order.status = status;
    tx.save(order);
    ended.tell(event.id);
  }
}

const SERVICES = [
  { name: 'order', entities: [BenchOrder], steps: [End] },
  { name: 'inventory', entities: [BenchStock, BenchReservation], steps: [Reserve] },
  { name: 'delivery', entities: [BenchBooking], steps: [Book] },
  { name: 'payment', entities: [BenchPayment], steps: [Pay] },
];

/** What is watched meanwhile. */
export interface Watched {
  traces?: Traces | undefined;
  /** Of each service. */
  observerOf?: ((service: string) => SagaObserver) | undefined;
  /** How long what was sent is kept, milliseconds. */
  keepSent?: number | undefined;
}

/** The kit with the four services of the saga, in this process. */
export class Kit {
  private constructor(
    private readonly services: readonly { app: INestApplicationContext; dataSource: DataSource; engine: SagaEngine }[],
    private readonly feed: Feed,
  ) {}

  static async open(urlOf: (database: string) => string, log: EventLog, { traces, observerOf, keepSent }: Watched = {}): Promise<Kit> {
    const clock = new Clock();
    const logger = { debug: () => undefined, warn: console.error, error: console.error };
    const services = await Promise.all(
      SERVICES.map(async ({ name, entities, steps }, i) => {
        const tracer = traces && new Tracer(name, traces);
        const tracing = tracer && new SagaTraces(tracer, 'demae');
        const dataSource = await new DataSource({
          type: 'postgres', url: urlOf(DATABASES[i]!), entities, migrations: SAGA_MIGRATIONS, poolSize: 8,
          extra: { ...CONNECTIONS, ...(tracer ? { Client: tracedClient(tracer, name) } : {}) },
        }).initialize();
        await dataSource.runMigrations();
        @Module({ imports: [SagaModule.forRoot({ service: name, catalogue, dataSource, log, clock, logger, tracing, observer: observerOf?.(name), keepSent })], providers: steps })
        class Root {}
        const app = await NestFactory.createApplicationContext(Root, { logger: false });
        await app.get(SagaEngine).start();
        return { app, dataSource, engine: app.get(SagaEngine) };
      }),
    );
    const transactions = services[0]!.app.get(Transactions);
    const feed = new Feed((sales) =>
      transactions.run((tx) => {
        for (const event of sales) {
          tx.insert(row(BenchOrder, { id: event.id, item: event.item, status: 'PENDING', version: 1 }));
          tx.emit(Created(event), continueTrace(undefined, traces?.isSampled));
        }
        return Promise.resolve();
      }),
    );
    ended.tell = (id) => feed.ended(id);
    return new Kit(services, feed);
  }

  /** So many orders in flight, each in a trace of its own, for so long; until the last of them is done. @param declined their share that is cancelled */
  async turn(inFlight: number, seconds: number, declined = DECLINED): Promise<Turn> {
    const usage = process.cpuUsage();
    const { perSecond, done } = await this.feed.run(inFlight, seconds, declined);
    for (const end = Date.now() + 30_000; !this.services.every(({ engine }) => engine.quiet) && Date.now() < end; ) await new Promise((resolve) => setTimeout(resolve, 20));
    const { user, system } = process.cpuUsage(usage);
    return { rate: perSecond, cpu: (user + system) / done };
  }

  isBalanced(): Promise<boolean> {
    return isBalanced(this.services.map(({ dataSource }) => dataSource));
  }

  async close(): Promise<void> {
    for (const { app, engine, dataSource } of this.services) {
      await engine.stop();
      await app.close();
      await dataSource.destroy();
    }
  }
}

/** The same transactions by the kit: inbox, outbox, relay and a durable log between the steps; so many orders in flight. */
export async function kitSagas(urlOf: (database: string) => string, log: EventLog, inFlight: number, seconds: number): Promise<Rate> {
  const kit = await Kit.open(urlOf, log);
  await kit.turn(inFlight, 2);
  const { rate } = await kit.turn(inFlight, seconds);
  const balanced = await kit.isBalanced();
  await kit.close();
  return { perSecond: rate, balanced };
}

/** Every order ended, and exactly the confirmed ones keep what was reserved and booked. */
async function isBalanced([orders, inventory, delivery]: DataSource[]): Promise<boolean> {
  const count = async (source: DataSource, sql: string) => Number((await source.query<{ n: string }[]>(sql))[0]!.n);
  const pending = await count(orders!, `select count(*) n from bench_order where status = 'PENDING'`);
  const confirmed = await count(orders!, `select count(*) n from bench_order where status = 'CONFIRMED'`);
  const reserved = await count(inventory!, 'select sum(reserved) n from bench_stock');
  const reservations = await count(inventory!, 'select count(*) n from bench_reservation');
  const bookings = await count(delivery!, 'select count(*) n from bench_booking');
  return pending === 0 && [reserved, reservations, bookings].every((n) => n === confirmed);
}
