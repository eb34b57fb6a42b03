import { Inject, Injectable } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { ConsumerRunner } from './consumer.js';
import { handlersOf } from './handlers.js';
import type { Progress, Subscribed } from './log/event-log.js';
import type { HandledAs, KnownHandler } from './observer.js';
import { SAGA_OPTIONS, type SagaOptions } from './options.js';
import { deadTopic } from './parking.js';
import { heardBefore, mustNotOutliveLog, Positions, readPositions } from './positions.js';
import { Registry, type Consumer, type EventHandler } from './registry.js';
import { Relay } from './relay.js';
import { heardFor, waitingFor, type HeardEntry, type WaitingEntry } from './story.js';
import { surveySagas, type SagaSurvey } from './survey.js';
import { Tasks } from './tasks.js';
import { Transactions } from './transactions.js';

/** How often those who only listen look for something new, milliseconds: no order waits for them. */
const LISTENERS_READ_EVERY = 200;

/** Whether the service's part in the sagas moves. */
export interface EngineHealth {
  ready: boolean;
  live: boolean;
  details: Record<string, unknown>;
}

/** Starts and stops a service's part in the sagas: its consumers, its relay, its deadlines and errands. */
@Injectable()
export class SagaEngine {
  private registry!: Registry;
  private readonly stopping = new AbortController();
  private readonly subscriptions: Subscribed[] = [];
  private started = false;
  private readonly companions: (() => Promise<void>)[] = [];
  private readonly positions: Positions[] = [];
  private readonly runners = new Map<string, ConsumerRunner>();
  private cleaner: NodeJS.Timeout | undefined;
  /** Who was found stuck when the health was last asked for. */
  private told: readonly string[] = [];

  constructor(
    @Inject(SAGA_OPTIONS) private readonly options: SagaOptions,
    private readonly transactions: Transactions,
    private readonly relay: Relay,
    private readonly tasks: Tasks,
    private readonly discovery: DiscoveryService,
  ) {}

  private providers(): object[] {
    const found = new Set<object>();
    for (const { metatype, instance } of this.discovery.getProviders()) {
      if (typeof metatype === 'function' && instance && handlersOf(metatype).length > 0) found.add(instance as object);
    }
    return [...found];
  }

  /** @throws Error that lists everything wrong with the service's handlers, and what to write instead. */
  async start(): Promise<void> {
    const { log, catalogue, service } = this.options;
    // Not in the constructor: then some providers are still without their dependencies.
    this.registry = new Registry(service, catalogue, this.providers());
    this.options.observer?.begins(knownHandlers(this.registry));
    const topics = catalogue.topics();
    await log.ensureTopics([...topics, ...topics.map(deadTopic)]);
    const positions = await readPositions(this.options.dataSource, this.registry.consumers);
    await mustNotOutliveLog(service, positions, log);
    this.relay.start();
    this.tasks.start(this.registry);
    for (const consumer of this.registry.consumers) {
      const runner = new ConsumerRunner(consumer, this.options, this.transactions, this.stopping.signal, true, heardBefore(consumer.group, positions));
      this.runners.set(consumer.group, runner);
      const position = new Positions(consumer.group, this.transactions);
      this.positions.push(position);
      this.subscriptions.push(
        await log.subscribe({
          group: consumer.group,
          topics: consumer.topics,
          maxBatch: this.options.maxBatch ?? 200,
          readEvery: isWaitedFor(consumer) ? undefined : LISTENERS_READ_EVERY,
          onBatch: async (records, context) => {
            await runner.onBatch(records, context);
            position.note(records);
          },
        }),
      );
    }
    this.cleaner = setInterval(() => void this.forget().catch(() => undefined), 3_600_000);
    this.cleaner.unref();
    this.started = true;
  }

  /** Finishes what is running, sends what was said, and stops. Nothing is lost: the rest is durable. */
  async stop(): Promise<void> {
    clearInterval(this.cleaner);
    this.stopping.abort();
    await Promise.all(this.companions.map((stop) => stop()));
    await Promise.all(this.subscriptions.splice(0).map((subscription) => subscription.close()));
    await Promise.all(this.positions.splice(0).map((position) => position.close()));
    await this.tasks.stop();
    await this.relay.stop();
    this.started = false;
  }

  /** Nothing known to be unsent, unheard, due or out. In one process, with all engines quiet, every saga is at rest. */
  get quiet(): boolean {
    return this.relay.idle && this.tasks.idle && this.subscriptions.every((subscription) => subscription.progress().lag === 0);
  }

  health(): EngineHealth {
    const { stuckAfter = 60_000, log: { reachable } } = this.options;
    const now = Date.now();
    // While the log is away nobody moves, and a new process would not, either: it would not even start, and nobody would answer for it meanwhile.
    const couldMoveSince = reachable === undefined ? 0 : reachable.now ? reachable.since : now;
    const standsStill = (lastProgressAt: number) => now - Math.max(lastProgressAt, couldMoveSince) > stuckAfter;
    const consumers = Object.fromEntries(this.registry.consumers.map(({ group }, i) => [group, this.subscriptions[i]?.progress()]));
    const stuck = Object.entries(consumers).flatMap(([group, progress]) => (progress !== undefined && progress.lag !== 0 && standsStill(progress.lastProgressAt) ? [group] : []));
    const relayStuck = this.relay.isLeading && standsStill(this.relay.lastProgressAt);
    this.tellStuck(relayStuck ? [...stuck, 'the relay'] : stuck, consumers);
    const live = stuck.length === 0 && !relayStuck;
    return {
      ready: this.started && live,
      live,
      details: {
        consumers, stuck,
        relay: { leading: this.relay.isLeading, lastProgressAt: new Date(this.relay.lastProgressAt) },
        ...(reachable ? { log: reachable.now } : {}),
      },
    };
  }

  /** Each once, with how far it is: whoever asks for the health may end this process without having read its answer. */
  private tellStuck(names: readonly string[], consumers: Readonly<Record<string, Progress | undefined>>): void {
    for (const name of names) {
      if (!this.told.includes(name)) this.options.logger.error('no progress, although there is something to do', { name, ...consumers[name] });
    }
    this.told = names;
  }

  /** How far each group of readers is, whether this process carries the outbox, and whether the log could be asked lately. Costs nothing to ask. */
  get movement(): { consumers: ReadonlyMap<string, Progress>; relay: boolean; log: boolean } {
    const reading = this.started ? this.registry.consumers : [];
    const consumers = reading.flatMap(({ group }, i) => (this.subscriptions[i] ? [[group, this.subscriptions[i].progress()] as const] : []));
    return { consumers: new Map(consumers), relay: this.relay.isLeading, log: this.options.log.reachable?.now ?? true };
  }

  /** What of its sagas waits: one query, which reads little however much there is. */
  survey(): Promise<SagaSurvey> {
    return surveySagas(this.options);
  }

  /** @internal The classes that hear events. @throws Error before the start. */
  get consumers(): readonly Consumer[] {
    this.mustHaveStarted();
    return this.registry.consumers;
  }

  /** @internal Stopped before everything else. */
  alongside(stop: () => Promise<void>): void {
    this.companions.push(stop);
  }

  /** @internal Who hears events under this name, "shelf.HoldItem". @throws Error before the start. */
  consumer(name: string): ConsumerRunner | undefined {
    this.mustHaveStarted();
    return this.runners.get(name);
  }

  /** @internal Whether there is such a deadline or errand, "shelf/Ask.call". @throws Error before the start. */
  hasTask(handler: string): boolean {
    this.mustHaveStarted();
    return this.registry.deadlines.has(handler) || this.registry.errands.has(handler);
  }

  private mustHaveStarted(): void {
    if (!this.started) throw new Error(`The sagas of ${this.options.service} are not started: there is nobody to give a dead letter to.`);
  }

  /** What this service heard and did for one saga key. */
  heard(key: string, eventIds: readonly string[]): Promise<HeardEntry[]> {
    const handlers = this.registry.consumers.flatMap((consumer) => [...consumer.byEvent.values()].map((handler) => handler.id));
    return heardFor(this.options.dataSource, [...new Set(handlers)], key, eventIds);
  }

  /** What is still to be done here about one saga key and its events. */
  waiting(key: string, eventIds: readonly string[]): Promise<WaitingEntry[]> {
    return waitingFor(this.options.dataSource, (handler) => this.registry.deadlines.has(handler), key, eventIds);
  }

  private async forget(): Promise<void> {
    const { dataSource, clock, rememberDays = 30, keepSent = 0 } = this.options;
    await dataSource.query('delete from sent where sent_at < $1', [new Date(Date.now() - keepSent)]);
    await dataSource.query('delete from inbox where at < $1', [new Date(clock.now().getTime() - rememberDays * 86_400_000)]);
  }
}

function knownHandlers({ consumers, deadlines, errands }: Registry): KnownHandler[] {
  const hearing = new Set(consumers.flatMap(({ byEvent }) => [...byEvent.values()]));
  return [
    ...[...hearing].map((handler) => ({ id: handler.id, kind: handler.description.kind, outcomes: outcomesOf(handler) })),
    ...[...deadlines.values(), ...errands.values()].map(({ id, description }) => ({ id, kind: description.kind, outcomes: ['done', 'retried', 'parked'] as const })),
  ];
}

function outcomesOf({ description, once }: EventHandler): HandledAs[] {
  const refuses = description.emits.some((event) => event.fails);
  const undone = description.kind === 'step' && once === 'per key';
  return ['done', ...(refuses ? (['refused'] as const) : []), ...(undone ? (['called off'] as const) : []), 'retried', 'parked'];
}

/** Whether anything in the sagas follows from what it does. */
function isWaitedFor({ byEvent }: Consumer): boolean {
  return [...byEvent.values()].some(({ description }) => description.kind !== 'listener' || description.emits.length > 0);
}
