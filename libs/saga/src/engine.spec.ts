import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { Catalogue, defineEvent, Listener, SagaEngine, Step, type EventLog, type Progress, type SagaLogger, type SagaOptions, type Subscription } from '@demae/saga';
import type { DiscoveryService } from '@nestjs/core';
import { json } from '../../testing/src/testbed.js';
import type { Relay } from './relay.js';
import type { Tasks } from './tasks.js';
import type { Transactions } from './transactions.js';

const Said = defineEvent({ name: 'test.said', topic: 'test.events', key: 'id', codec: json<{ id: string }>() });

class Hears {
  @Listener({ on: Said }) hear() {}
}

class Answers {
  @Listener({ on: Said, emits: [Said] }) say() {}
}

class Does {
  @Step({ on: Said, compensation: 'none' }) do() {}
}

const engines: SagaEngine[] = [];
let subscribed: Subscription[] = [];
let told: [message: string, details?: object][] = [];

afterEach(async () => {
  jest.restoreAllMocks();
  await Promise.all(engines.splice(0).map((engine) => engine.stop()));
  subscribed = [];
  told = [];
});

/** An engine that has started, over a log and a relay that move as told. */
async function started(progress: Progress, relay: { isLeading: boolean; lastProgressAt: number }): Promise<SagaEngine> {
  const log = { ensureTopics: () => Promise.resolve(), subscribe: (subscription: Subscription) => {
    subscribed.push(subscription);
    return Promise.resolve({ close: () => Promise.resolve(), progress: () => progress });
  } };
  const nothing = { start: () => undefined, stop: () => Promise.resolve() };
  const dataSource = { query: () => Promise.resolve([]) };
  const logger: Partial<SagaLogger> = { error: (...words) => told.push(words) };
  const options = { service: 'shop', catalogue: new Catalogue([Said]), log: log as Partial<EventLog>, dataSource, logger } as unknown as SagaOptions;
  const discovery = { getProviders: () => [Hears, Answers, Does].map((metatype) => ({ metatype, instance: new metatype() })) } as unknown as DiscoveryService;
  const engine = new SagaEngine(options, {} as Transactions, Object.assign(relay, nothing) as unknown as Relay, nothing as unknown as Tasks, discovery);
  engines.push(engine);
  await engine.start();
  return engine;
}

describe("a service's part in the sagas is alive as long as it gets on:", () => {
  const look = ({ ready, live }: { ready: boolean; live: boolean }) => ({ ready, live });
  const [alive, dead] = [{ ready: true, live: true }, { ready: false, live: false }];
  const later = (time: number) => jest.spyOn(Date, 'now').mockReturnValue(time);

  it('not when it has records to read, or does not even know, and has done nothing about them for a minute', async () => {
    const now = Date.now();
    for (const lag of [7, undefined]) {
      const engine = await started({ lag, lastProgressAt: now }, { isLeading: false, lastProgressAt: now });
      later(now + 59_000);
      expect(look(engine.health())).toEqual(alive);
      later(now + 61_000);
      expect(look(engine.health())).toEqual(dead);
      expect(engine.health().details).toMatchObject({ stuck: ['shop.Hears', 'shop.Answers', 'shop.Does'] });
    }
  });

  it('also when there has been nothing to do for long', async () => {
    const now = Date.now();
    const engine = await started({ lag: 0, lastProgressAt: now }, { isLeading: false, lastProgressAt: now });
    later(now + 3_600_000);
    expect(look(engine.health())).toEqual(alive);
  });

  it('not when it is the one that carries the outbox, and has not sent for a minute', async () => {
    const now = Date.now();
    const relay = { isLeading: true, lastProgressAt: now };
    const engine = await started({ lag: 0, lastProgressAt: now }, relay);
    later(now + 61_000);
    expect(look(engine.health())).toEqual(dead);
    relay.isLeading = false;
    expect(look(engine.health())).toEqual(alive);
  });

  it('and says once who stands still, and again when it comes to that again', async () => {
    const now = Date.now();
    const progress = { lag: 7, lastProgressAt: now };
    const relay = { isLeading: true, lastProgressAt: now };
    const engine = await started(progress, relay);
    const said = () => told.splice(0);
    const words = 'no progress, although there is something to do';
    later(now + 61_000);
    progress.lastProgressAt = now + 60_000;
    engine.health();
    engine.health();
    expect(said()).toEqual([[words, { name: 'the relay' }]]);
    relay.lastProgressAt = now + 180_000;
    later(now + 181_000);
    engine.health();
    expect(said()).toEqual(['shop.Hears', 'shop.Answers', 'shop.Does'].map((name) => [words, { name, ...progress }]));
    later(now + 241_000);
    engine.health();
    expect(said()).toEqual([[words, { name: 'the relay' }]]);
  });
});

it('those who only listen read rarely, and those from whom something follows at once', async () => {
  await started({ lag: 0, lastProgressAt: Date.now() }, { isLeading: false, lastProgressAt: Date.now() });
  expect(subscribed.map(({ group, readEvery }) => [group, readEvery])).toEqual([['shop.Hears', 200], ['shop.Answers', undefined], ['shop.Does', undefined]]);
});
