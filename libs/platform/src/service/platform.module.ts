import { Module } from '@nestjs/common';
import type { DynamicModule, Provider } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { Clock, SagaModule } from '@demae/saga';
import type { SagaOptions } from '@demae/saga';
import { Settings } from '../config/settings.js';
import { Peers } from '../grpc/peers.js';
import { DeadLettersGrpc } from '../ops/dead-letters.grpc.js';
import { LogLevel } from '../ops/log-level.js';
import { LogLevelGrpc } from '../ops/log-level.grpc.js';
import { OpsGrpc } from '../ops/ops.grpc.js';
import { ReplaysGrpc } from '../ops/replays.grpc.js';
import type { Redis } from '../redis/redis.js';
import { OutsideCalls } from '../tracing/outside-calls.js';
import type { Tracer } from '../tracing/tracer.js';
import type { ServiceDefinition } from './define-service.js';
import { REDIS, SERVICE } from './tokens.js';
import type { ServiceIdentity } from './tokens.js';

export interface PlatformParts {
  definition: ServiceDefinition;
  identity: ServiceIdentity;
  settings: Settings;
  peers: Peers;
  clock: Clock;
  redis: Redis;
  dataSource: DataSource | undefined;
  saga: SagaOptions | undefined;
  tracer: Tracer | undefined;
  logLevel: LogLevel;
}

/** What every service may inject (Settings, Peers, OutsideCalls, Clock, REDIS, DataSource, Transactions), with the service's own module on top. */
@Module({})
export class PlatformModule {
  static of({ definition, identity, settings, peers, clock, redis, dataSource, saga, tracer, logLevel }: PlatformParts): DynamicModule {
    const providers: Provider[] = [
      { provide: SERVICE, useValue: identity },
      { provide: Settings, useValue: settings },
      { provide: Peers, useValue: peers },
      { provide: LogLevel, useValue: logLevel },
      { provide: OutsideCalls, useValue: new OutsideCalls(tracer) },
      { provide: Clock, useValue: clock },
      { provide: REDIS, useValue: redis },
    ];
    const tables = TypeOrmModule.forFeature([...(definition.entities ?? [])] as (new () => object)[]);
    const database = dataSource ? [TypeOrmModule.forRootAsync({ useFactory: () => dataSource.options, dataSourceFactory: async () => dataSource }), tables] : [];
    return {
      module: PlatformModule,
      global: true,
      imports: [...database, ...(saga ? [SagaModule.forRoot(saga)] : []), definition.module],
      controllers: definition.http ? [] : [OpsGrpc, DeadLettersGrpc, ReplaysGrpc, LogLevelGrpc],
      providers,
      exports: [...providers.map((provider) => (provider as { provide: symbol }).provide), ...(dataSource ? [tables] : [])],
    };
  }
}
