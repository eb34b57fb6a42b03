import { Module, type DynamicModule } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { DeadLetters } from './dead-letters.js';
import { SagaEngine } from './engine.js';
import { SAGA_OPTIONS, type SagaOptions } from './options.js';
import { Relay } from './relay.js';
import { Replays } from './replays.js';
import { Signals } from './signals.js';
import { Tasks } from './tasks.js';
import { Transactions } from './transactions.js';

/** Imported once by a service. `SagaEngine.start()` when everything is wired, `stop()` before the database closes. */
@Module({})
export class SagaModule {
  static forRoot(options: SagaOptions): DynamicModule {
    return {
      module: SagaModule,
      global: true,
      imports: [DiscoveryModule],
      providers: [{ provide: SAGA_OPTIONS, useValue: options }, Signals, Transactions, Relay, Tasks, SagaEngine, DeadLetters, Replays],
      exports: [SAGA_OPTIONS, Transactions, SagaEngine, DeadLetters, Replays],
    };
  }
}
