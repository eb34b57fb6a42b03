import type { DataSource } from 'typeorm';
import type { Clock, SagaEngine } from '@demae/saga';
import type { Breaker } from '../grpc/breaker.js';
import type { Redis } from '../redis/redis.js';
import { METRICS } from './declared.js';
import { Meter, tell } from './instruments.js';
import { processMetrics } from './process-metrics.js';
import { RequestMetrics } from './request-metrics.js';
import { SagaMetrics } from './saga-metrics.js';
import { addSurvey, Surveys, type Survey } from './surveys.js';

export interface Watched {
  redis: Redis;
  clock: Clock;
  breakers: ReadonlyMap<string, Breaker>;
  dataSource: DataSource | undefined;
  /** How far this machine's clock is off, where somebody looks. */
  clocks?: { readonly ahead: number | undefined } | undefined;
  /** Of the service itself. */
  surveys: readonly Survey[];
}

/** How often the database is asked whether it is there, at most, milliseconds. */
const PING = 5_000;

/** All that one service tells of itself. */
export class ServiceMetrics {
  readonly meter: Meter;
  readonly requests: RequestMetrics;
  readonly saga: SagaMetrics | undefined;
  private readonly surveys: Surveys;

  constructor(service: string, { redis, clock, clocks, breakers, dataSource, surveys }: Watched) {
    const meter = new Meter(service);
    this.meter = meter;
    this.requests = new RequestMetrics(meter);
    this.saga = dataSource && new SagaMetrics(meter);
    const up = meter.values(METRICS.redis).of();
    meter.beforeTelling(() => up.set(redis.status === 'ready' ? 1 : 0));
    const ahead = meter.values(METRICS.clockAhead);
    meter.beforeTelling(() => (clocks?.ahead === undefined ? ahead.clear() : ahead.of().set(clocks.ahead / 1_000)));
    this.watchPeers(breakers);
    this.surveys = new Surveys(meter, meter.values(METRICS.surveyed));
    if (!dataSource) return;
    this.watchDatabase(dataSource);
    for (const survey of surveys) addSurvey(this.surveys, meter, survey, { dataSource, clock });
  }

  /** Once its sagas run. @param events that it says */
  watch(engine: SagaEngine, events: readonly string[]): void {
    this.saga?.watch(engine, this.surveys, events);
  }

  /** Looks everything up in the database that is looked up there, whenever it was last. */
  survey(): Promise<void> {
    return this.surveys.takeAll();
  }

  async close(): Promise<void> {
    await this.surveys.close();
  }

  private watchPeers(breakers: ReadonlyMap<string, Breaker>): void {
    const calls = this.meter.values(METRICS.peerCalls);
    const states = this.meter.values(METRICS.peerBreaker);
    this.meter.beforeTelling(() => {
      for (const [peer, breaker] of breakers) {
        for (const [outcome, count] of Object.entries(breaker.calls)) calls.of(peer, outcome).set(count);
        for (const state of ['closed', 'open', 'half_open']) states.of(peer, state).set(breaker.state === state ? 1 : 0);
      }
    });
  }

  private watchDatabase(dataSource: DataSource): void {
    const up = this.meter.values(METRICS.database).of();
    this.surveys.add('database', PING, async () => {
      await dataSource.query('select 1');
      up.set(1);
    }, () => up.set(0));
    const connections = this.meter.values(METRICS.poolConnections);
    const most = this.meter.values(METRICS.poolMost).of();
    const waiting = this.meter.values(METRICS.poolWaiting).of();
    this.meter.beforeTelling(() => {
      const pool = (dataSource.driver as unknown as { master?: Pool }).master;
      if (!pool) return;
      connections.of('idle').set(pool.idleCount);
      connections.of('used').set(pool.totalCount - pool.idleCount);
      most.set(pool.options.max);
      waiting.set(pool.waitingCount);
    });
  }
}

/** The part of pg's pool that TypeORM's driver holds. */
interface Pool {
  totalCount: number;
  idleCount: number;
  waitingCount: number;
  options: { max: number };
}

/** The content type of what `tellAll` returns. */
export const TEXT_FORMAT = 'text/plain; version=0.0.4; charset=utf-8';

/** What /metrics answers: these services, and the process that they share. @param owner stands as `service` of what is the process's */
export async function tellAll(services: readonly ServiceMetrics[], owner: string): Promise<string> {
  const ofProcess = processMetrics();
  ofProcess.setDefaultLabels({ service: owner });
  return tell(services.map(({ meter }) => meter)) + (await ofProcess.metrics());
}
