import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Module, type Provider, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Column, DataSource, Entity, PrimaryColumn, VersionColumn } from 'typeorm';
import {
  Catalogue, Clock, CONNECTIONS, defineEvent, DiskLog, SAGA_MIGRATIONS, SagaEngine, SagaModule, Transactions,
  type Codec, type EventLog, type SagaOptions,
} from '@demae/saga';
import { databaseUrl, dropDatabases, newDatabase } from './databases.js';

/** For the specs of the kit: a tiny business with a shelf, in JSON, far away from Demae. */
export const json = <P>(): Codec<P> => ({
  encode: (message) => ({ finish: () => Buffer.from(JSON.stringify(message)) }),
  decode: (bytes) => JSON.parse(Buffer.from(bytes).toString()) as P,
});

export const Placed = defineEvent({ name: 'sale.placed', topic: 'sale.events', key: 'id', codec: json<{ id: string; item: string; n: number }>() });
export const Cancelled = defineEvent({ name: 'sale.cancelled', topic: 'sale.events', key: 'id', codec: json<{ id: string }>() });
export const Held = defineEvent({ name: 'shelf.held', topic: 'shelf.events', key: 'id', codec: json<{ id: string }>() });
export const Refused = defineEvent({ name: 'shelf.refused', topic: 'shelf.events', key: 'id', fails: true, codec: json<{ id: string; reason: string }>() });
export const Expired = defineEvent({ name: 'shelf.expired', topic: 'shelf.events', key: 'id', fails: true, codec: json<{ id: string; reason: string }>() });
export const catalogue = new Catalogue([Placed, Cancelled, Held, Refused, Expired]);

@Entity()
export class Item {
  @PrimaryColumn('text')
  id!: string;

  @Column('int4')
  n!: number;

  @VersionColumn()
  version!: number;

  static of(id: string, n: number): Item {
    return Object.assign(new Item(), { id, n, version: 1 });
  }
}

export interface Testbed {
  dataSource: DataSource;
  log: EventLog;
  clock: Clock;
  engine: SagaEngine;
  transactions: Transactions;
  messages: { level: string; message: string; details: object | undefined }[];
  get<T>(type: Type<T>): T;
  /** Resolves when this service has nothing left to do. */
  quiet(): Promise<void>;
  close(): Promise<void>;
}

/** A service on a database and log of its own, with these handlers and what they need. */
export async function testbed(handlers: Provider[], options: Partial<SagaOptions> = {}, start = true): Promise<Testbed> {
  const database = await newDatabase('kit');
  const dataSource = await new DataSource({
    type: 'postgres', url: databaseUrl(database), entities: [Item], migrations: SAGA_MIGRATIONS, poolSize: 8,
    extra: CONNECTIONS,
  }).initialize();
  await dataSource.runMigrations();
  await dataSource.query('create table item (id text primary key, n int not null check (n >= 0), version int not null)');
  const directory = mkdtempSync(join(tmpdir(), 'demae-log-'));
  const log = options.log ?? (await DiskLog.open({ directory, sync: false }));
  const clock = new Clock();
  const messages: Testbed['messages'] = [];
  const note = (level: string) => (message: string, details?: object) => void messages.push({ level, message, details });
  const logger = { debug: note('debug'), warn: note('warn'), error: note('error') };
  @Module({ imports: [SagaModule.forRoot({ service: 'shelf', catalogue, dataSource, log, clock, logger, firstPause: 2, ...options })], providers: handlers })
  class Root {}
  const app = await NestFactory.createApplicationContext(Root, { logger: false, abortOnError: false });
  const engine = app.get(SagaEngine);
  if (start) await engine.start();
  return {
    dataSource, log, clock, engine, messages,
    transactions: app.get(Transactions),
    get: (type) => app.get(type),
    quiet: async () => {
      for (const end = Date.now() + 60_000; !engine.quiet; await new Promise((resolve) => setTimeout(resolve, 2))) {
        if (Date.now() > end) throw new Error(`not quiet after 20 s: ${JSON.stringify(engine.health().details)}`);
      }
    },
    close: async () => {
      await engine.stop();
      await app.close();
      await log.close();
      await dataSource.destroy();
      await dropDatabases([database]);
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
