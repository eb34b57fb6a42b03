import type { HandledAs, KnownHandler, SagaEngine, SagaObserver } from '@demae/saga';
import { METRICS } from './declared.js';
import type { Distribution, Distributions, Meter, Value, Values } from './instruments.js';
import type { Surveys } from './surveys.js';

/** How often the outbox, the tasks and the dead letters are counted at most, milliseconds. */
const EVERY = 5_000;

/** What is counted for each message of one handler. */
interface Counted {
  outcomes: Partial<Record<HandledAs, Value>>;
  seconds: Distribution;
}

const UNKNOWN: KnownHandler = { id: 'unknown', kind: 'listener', outcomes: ['parked'] };

/** What the saga kit does, as figures. */
export class SagaMetrics implements SagaObserver {
  private readonly handledValues: Values;
  private readonly effects: Distributions;
  private readonly errands: Distributions;
  private readonly sentValues: Values;
  private readonly waited: Distribution;
  private readonly byHandler = new Map<string, Counted>();
  private readonly byEvent = new Map<string, Value>();
  private handlers: readonly KnownHandler[] = [];

  constructor(private readonly meter: Meter) {
    this.handledValues = meter.values(METRICS.handled);
    this.effects = meter.distributions(METRICS.effect);
    this.errands = meter.distributions(METRICS.errand);
    this.sentValues = meter.values(METRICS.sent);
    this.waited = meter.distributions(METRICS.outboxWait).of();
  }

  begins(handlers: readonly KnownHandler[]): void {
    this.handlers = handlers;
    // All of them from zero on: what appears with its first failure has no rate.
    for (const handler of [...handlers, UNKNOWN]) this.byHandler.set(handler === UNKNOWN ? '' : handler.id, this.counted(handler));
  }

  handled(handler: string, as: HandledAs, seconds?: number): void {
    const counted = this.byHandler.get(handler) ?? this.byHandler.get('');
    if (!counted) return;
    counted.outcomes[as]?.add();
    if (seconds !== undefined) counted.seconds.observe(Math.max(0, seconds));
  }

  sent(event: string, seconds: number): void {
    let value = this.byEvent.get(event);
    if (!value) this.byEvent.set(event, (value = this.sentValues.of(event)));
    value.add();
    this.waited.observe(seconds);
  }

  /** @param events that this service says: counted from zero on */
  watch(engine: SagaEngine, surveys: Surveys, events: readonly string[]): void {
    for (const event of events) this.byEvent.set(event, this.sentValues.of(event));
    this.watchMovement(engine);
    this.surveyTables(engine, surveys);
  }

  private counted({ id, kind, outcomes }: KnownHandler): Counted {
    const label = kind === 'errand' ? this.errands.of(id) : this.effects.of(id, kind);
    const counts = outcomes.map((outcome) => [outcome, this.handledValues.of(id, kind, outcome.replace(' ', '_'))] as const);
    return { outcomes: Object.fromEntries(counts), seconds: label };
  }

  private watchMovement(engine: SagaEngine): void {
    const lag = this.meter.values(METRICS.lag);
    const progress = this.meter.values(METRICS.progress);
    const [relay, up] = [this.meter.values(METRICS.relay).of(), this.meter.values(METRICS.log).of()];
    this.meter.beforeTelling(() => {
      const { consumers, relay: leading, log } = engine.movement;
      relay.set(leading ? 1 : 0);
      up.set(log ? 1 : 0);
      lag.clear();
      for (const [group, { lagByTopic = {}, lastProgressAt }] of consumers) {
        for (const [topic, behind] of Object.entries(lagByTopic)) lag.of(group, topic).set(behind);
        progress.of(group).set(lastProgressAt / 1_000);
      }
    });
  }

  private surveyTables(engine: SagaEngine, surveys: Surveys): void {
    const [events, oldest, due, overdue, givenUp, parked] = [METRICS.outboxEvents, METRICS.outboxOldest, METRICS.due, METRICS.overdue, METRICS.givenUp, METRICS.parked].map((metric) => this.meter.values(metric));
    const tasks = this.handlers.filter(({ kind }) => kind === 'deadline' || kind === 'errand');
    const messages = this.handlers.filter(({ kind }) => kind !== 'deadline' && kind !== 'errand');
    const clear = () => [events, oldest, due, overdue, givenUp, parked].forEach((values) => values!.clear());
    surveys.add('sagas', EVERY, async () => {
      const found = await engine.survey();
      clear();
      events!.of().set(found.outbox.events);
      oldest!.of().set(found.outbox.oldest);
      for (const { id, kind } of tasks) {
        due!.of(id, kind).set(found.due.get(id)?.tasks ?? 0);
        overdue!.of(id, kind).set(found.due.get(id)?.oldest ?? 0);
        givenUp!.of(id, kind).set(found.givenUp.get(id) ?? 0);
      }
      const known = new Set(messages.map(({ id }) => id));
      for (const { id, kind } of messages) parked!.of(id, kind).set(found.parked.get(id) ?? 0);
      // Of handlers of another version, or of none.
      parked!.of('unknown', 'unknown').set([...found.parked].reduce((sum, [id, count]) => (known.has(id) ? sum : sum + count), 0));
    }, clear);
  }
}
