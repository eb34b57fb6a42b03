import type { EmbeddedPostgres } from '@demae/platform';
import { SERVICES } from '../../apps/standalone/src/demae.js';
import { freePorts } from '../kafka/cluster.js';
import { KitUnderLoad } from './kit-turns.js';
import { PlatformUnderLoad } from './platform.js';
import { spread, takeTurns, type Compared, type Length, type Spread, type Turn } from './turns.js';

export interface MetricsFigures {
  /** Against the same without: `kit` with an observer; `platform` with figures kept and looked at, and log lines written, from HTTP to CONFIRMED. `cpu` is what can be trusted on a busy machine. */
  kit: Compared[];
  platform: Compared[];
  /** How long a look at all services' figures takes, milliseconds: at rest, and while orders come; `own` is what telling them takes, the rest is waiting. */
  look: { rest: Spread; loaded: Spread; own: Spread; bytes: number; series: number };
}

/** Three times as often as Prometheus looks when nobody says otherwise, milliseconds. */
const LOOK_EVERY = 5_000;

/** What figures and log lines cost. */
export async function benchMetrics(postgres: EmbeddedPostgres, length: Length, say: (text: string) => void): Promise<MetricsFigures> {
  const { seconds, before } = length;
  const kits = [await KitUnderLoad.start(postgres, 'uncounted', {}), await KitUnderLoad.start(postgres, 'counted', { BENCH_METRICS: 'on' })];
  if (before) kits.push(await KitUnderLoad.start(postgres, 'before', { BENCH_METRICS: 'on' }, before));
  const kit = await takeTurns(kits.map((one) => ({ name: one.name, turn: () => one.turn(seconds) })), length.rounds, say);
  for (const one of kits) await one.stop();
  return { kit, ...(await benchPlatform(postgres, length, say)) };
}

async function benchPlatform(postgres: EmbeddedPostgres, { seconds, rounds, before }: Length, say: (text: string) => void): Promise<Omit<MetricsFigures, 'kit'>> {
  const [port, other] = await freePorts(2);
  const watched = (at: number | undefined) => ({ BENCH_METRICS: 'on', BENCH_LOG_LEVEL: 'info', BENCH_HEALTH_PORT: String(at) });
  const platforms = [
    { name: 'unwatched', load: await started(postgres, 'off', { BENCH_METRICS: 'off', BENCH_LOG_LEVEL: 'silent' }) },
    { name: 'watched', load: await started(postgres, 'on', watched(port)) },
  ];
  if (before) platforms.push({ name: 'before', load: await started(postgres, 'before', watched(other), before) });
  for (const { load } of platforms) await load.confirmedPerSecond(2);
  const url = (at: number | undefined) => `http://127.0.0.1:${at}/metrics`;
  const loaded: { took: number; own: number }[] = [];
  const looking = setInterval(() => {
    void look(url(port)).then((one) => loaded.push(one));
    if (before) void look(url(other));
  }, LOOK_EVERY);
  const turn = async ({ load }: (typeof platforms)[number]): Promise<Turn> => {
    const { rate, cpu } = await load.confirmedPerSecond(seconds);
    return { rate, cpu: cpu === undefined ? undefined : cpu * 1_000 };
  };
  const platform = await takeTurns(platforms.map((one) => ({ name: one.name, turn: () => turn(one) })), rounds, say);
  clearInterval(looking);
  const looks = [];
  for (let i = 0; i < 100; i++) looks.push(await look(url(port)));
  for (const { load } of platforms) await load.stop();
  return { platform, look: { rest: spread(looks.map(({ took }) => took)), loaded: spread(loaded.map(({ took }) => took)), own: spread(loaded.map(({ own }) => own)), bytes: looks[0]!.bytes, series: looks[0]!.series } };
}

function started(postgres: EmbeddedPostgres, name: string, env: Record<string, string>, from?: string): Promise<PlatformUnderLoad> {
  return PlatformUnderLoad.start(Object.fromEntries(SERVICES.map(({ name: service }) => [service, postgres.url(`demae_${name}_${service}`)])), env, 'ignore', from);
}

async function look(url: string): Promise<{ took: number; own: number; bytes: number; series: number }> {
  const began = performance.now();
  const answer = await fetch(url);
  const text = await answer.text();
  const own = Number(/dur=([\d.]+)/.exec(answer.headers.get('server-timing') ?? '')?.[1]);
  return { took: performance.now() - began, own, bytes: text.length, series: text.split('\n').filter((line) => line !== '' && !line.startsWith('#')).length };
}
