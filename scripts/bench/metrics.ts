import { join } from 'node:path';
import { DiskLog } from '@demae/saga';
import { createDatabaseIfMissing, Meter, SagaMetrics, type EmbeddedPostgres } from '@demae/platform';
import { SERVICES } from '../../apps/standalone/src/demae.js';
import { freePorts } from '../kafka/cluster.js';
import { kitSagas } from './kit.js';
import { createTables, DATABASES } from './plain.js';
import { PlatformUnderLoad } from './platform.js';

interface Pair {
  on: number;
  off: number;
}

export interface MetricsFigures {
  /** Sagas a second with an observer and without, in turns; the median of the ratios. */
  kit: { pairs: Pair[]; ratio: number };
  /** Orders from HTTP to CONFIRMED a second: figures kept and looked at each second and log lines written, or neither. */
  platform: { pairs: Pair[]; ratio: number };
  /** What an order costs of the platform's processor, milliseconds, with and without; the median of the ratios. Other work on the machine hardly changes it. */
  processor: { pairs: Pair[]; ratio: number };
  /** How long a look at all services' figures takes, milliseconds: at rest, and (`loaded`) while orders come. */
  look: { p50: number; p99: number; loaded: number; bytes: number; series: number };
}

const PAIRS = { kit: 4, platform: 15 };
/** Three times as often as Prometheus looks when nobody says otherwise, milliseconds. */
const LOOK_EVERY = 5_000;

/** What figures and log lines cost. Machines are noisy, so with and without take turns, and the middle of the ratios counts. */
export async function benchMetrics(postgres: EmbeddedPostgres, home: string, seconds: number, say: (text: string) => void): Promise<MetricsFigures> {
  const kit = await inTurns((on, turn) => kitOnce(postgres, home, seconds, `${on ? 'on' : 'off'}${turn}`, on), 'the kit, with and without figures', PAIRS.kit, say);
  const [port] = await freePorts(1);
  const platforms = {
    on: await started(postgres, 'on', { BENCH_METRICS: 'on', BENCH_LOG_LEVEL: 'info', BENCH_HEALTH_PORT: String(port) }),
    off: await started(postgres, 'off', { BENCH_METRICS: 'off', BENCH_LOG_LEVEL: 'silent' }),
  };
  const url = `http://127.0.0.1:${port}/metrics`;
  const loaded: number[] = [];
  for (const platform of Object.values(platforms)) await platform.confirmedPerSecond(2);
  const looking = setInterval(() => void look(url).then(({ took }) => loaded.push(took)), LOOK_EVERY);
  const costs: { on: boolean; cpu: number }[] = [];
  const platform = await inTurns(async (on) => {
    const { rate, cpu } = await platforms[on ? 'on' : 'off'].confirmedPerSecond(seconds);
    costs.push({ on, cpu: cpu ?? NaN });
    return rate;
  }, 'the whole platform, with and without figures', PAIRS.platform, say);
  clearInterval(looking);
  const looks = [];
  for (let i = 0; i < 100; i++) looks.push(await look(url));
  for (const one of Object.values(platforms)) await one.stop();
  const took = looks.map((one) => one.took);
  return { kit, platform, processor: pairsOf(costs), look: { p50: quantile(took, 0.5), p99: quantile(took, 0.99), loaded: quantile(loaded, 0.5), bytes: looks[0]!.bytes, series: looks[0]!.series } };
}

/** With and without, then without and with, so that what slows down in time slows both. */
export async function inTurns(measure: (on: boolean, turn: number) => Promise<number>, what: string, count: number, say: (text: string) => void): Promise<{ pairs: Pair[]; ratio: number }> {
  const pairs: Pair[] = [];
  for (let turn = 0; turn < count; turn++) {
    say(`${what}, ${turn + 1} of ${count}`);
    const first = turn % 2 === 0;
    const [one, other] = [await measure(first, turn), await measure(!first, turn)];
    pairs.push(first ? { on: one, off: other } : { on: other, off: one });
  }
  return { pairs, ratio: median(pairs.map(({ on, off }) => on / off)) };
}

function pairsOf(costs: readonly { on: boolean; cpu: number }[]): { pairs: Pair[]; ratio: number } {
  const of = (which: boolean) => costs.filter(({ on }) => on === which).map(({ cpu }) => cpu);
  const pairs = of(true).map((on, i) => ({ on, off: of(false)[i]! }));
  return { pairs, ratio: median(pairs.map(({ on, off }) => on / off)) };
}

async function kitOnce(postgres: EmbeddedPostgres, home: string, seconds: number, name: string, observed: boolean): Promise<number> {
  const urlOf = (database: string) => postgres.url(`kit_${name}_${database}`);
  for (const database of DATABASES) await createDatabaseIfMissing(urlOf(database));
  await createTables(urlOf);
  const log = await DiskLog.open({ directory: join(home, `events-${name}`) });
  const meter = (service: string) => new SagaMetrics(new Meter(service));
  const { perSecond } = await kitSagas(urlOf, log, 256, seconds, observed ? { observerOf: meter } : {});
  await log.close();
  return perSecond;
}

function started(postgres: EmbeddedPostgres, name: string, env: Record<string, string>): Promise<PlatformUnderLoad> {
  return PlatformUnderLoad.start(Object.fromEntries(SERVICES.map(({ name: service }) => [service, postgres.url(`demae_${name}_${service}`)])), env, 'ignore');
}

async function look(url: string): Promise<{ took: number; bytes: number; series: number }> {
  const began = performance.now();
  const text = await (await fetch(url)).text();
  return { took: performance.now() - began, bytes: text.length, series: text.split('\n').filter((line) => line !== '' && !line.startsWith('#')).length };
}

/** Of an even number of values, between the two in the middle. */
function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[Math.floor((sorted.length - 1) / 2)]! + sorted[Math.ceil((sorted.length - 1) / 2)]!) / 2;
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
