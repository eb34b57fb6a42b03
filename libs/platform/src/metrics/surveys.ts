import type { DataSource } from 'typeorm';
import type { Clock } from '@demae/saga';
import type { MetricDeclaration, Meter, Values } from './instruments.js';

/** Figures that a service has to look up in its database. */
export interface Survey {
  /** Names it where it is told when it was last taken. */
  name: string;
  gauges: readonly MetricDeclaration[];
  /** How often at most, milliseconds. */
  every: number;
  /** A query that reads a bounded number of rows, however much there is. Returns each gauge's value, or its values with their labels in order. */
  take(from: { dataSource: DataSource; clock: Clock }): Promise<Readonly<Record<string, number | readonly LabelledValue[]>>>;
}

export type LabelledValue = readonly [labels: readonly string[], value: number];

/** Longest that a survey may take, milliseconds. */
const PATIENCE = 5_000;

/**
 * Takes surveys while somebody looks. Whoever asks for figures never waits for the database: they get those of the last survey, and
 * asking has the next one taken when it is time.
 */
export class Surveys {
  private readonly all: { name: string; every: number; next: number; take(): Promise<void>; failed(): void }[] = [];
  private readonly running = new Set<Promise<void>>();
  private closed = false;
  private looked = false;

  /** @param surveyed when each was last taken */
  constructor(
    meter: Meter,
    private readonly surveyed: Values,
  ) {
    meter.beforeTelling(() => this.look());
  }

  /** @param take notes the figures itself; `failed` when it could not, after which none of them are told */
  add(name: string, every: number, take: () => Promise<void>, failed: () => void): void {
    const survey = { name, every, next: 0, take, failed };
    this.all.push(survey);
    // The first figures are there before anybody asks.
    this.start(survey);
  }

  /** Takes all of them anew, for who cannot wait until it is time. */
  async takeAll(): Promise<void> {
    await Promise.all(this.running);
    for (const survey of this.all) this.start(survey);
    await Promise.all(this.running);
  }

  /** Waits for those that are being taken. */
  async close(): Promise<void> {
    this.closed = true;
    await Promise.all(this.running);
  }

  /** Not before whoever looks has their answer. */
  private look(): void {
    if (this.looked || this.all.every(({ next }) => performance.now() < next)) return;
    this.looked = true;
    setImmediate(() => {
      this.looked = false;
      for (const survey of this.all) if (performance.now() >= survey.next) this.start(survey);
    });
  }

  private start(survey: (typeof this.all)[number]): void {
    if (this.closed) return;
    // Not again before this one has ended, also when it is no longer waited for: it has a connection that others need.
    survey.next = Infinity;
    const taking = survey.take();
    void taking.catch(() => undefined).then(() => (survey.next = performance.now() + survey.every));
    const run = this.waitFor(survey, taking).finally(() => this.running.delete(run));
    this.running.add(run);
  }

  private async waitFor({ name, failed }: (typeof this.all)[number], taking: Promise<void>): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, fail) => (timer = setTimeout(() => fail(new Error(`no answer within ${PATIENCE} ms`)), PATIENCE)));
    try {
      await Promise.race([taking, late]);
      this.surveyed.of(name).set(Date.now() / 1_000);
    } catch {
      // Old figures would look as if they were today's. That there are none is told by the time of the last success.
      failed();
    } finally {
      clearTimeout(timer);
    }
  }
}

/** Has a service's own survey taken. */
export function addSurvey(surveys: Surveys, meter: Meter, survey: Survey, from: { dataSource: DataSource; clock: Clock }): void {
  const gauges = new Map(survey.gauges.map((declaration) => [declaration.name, meter.values(declaration)]));
  const clear = () => gauges.forEach((values) => values.clear());
  const take = async () => {
    const figures = await survey.take(from);
    clear();
    for (const [name, figure] of Object.entries(figures)) {
      const values = gauges.get(name);
      if (!values) throw new Error(`The survey "${survey.name}" does not declare ${name}; add it to its gauges.`);
      if (typeof figure === 'number') values.of().set(figure);
      else for (const [labels, value] of figure) values.of(...labels).set(value);
    }
  };
  surveys.add(survey.name, survey.every, take, clear);
}
