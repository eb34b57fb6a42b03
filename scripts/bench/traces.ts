import { join } from 'node:path';
import { createLogger, openRedis, Settings, Traces, traceSettings } from '@demae/platform';
import { DiskLog } from '@demae/saga';
import { endOf, startChild } from './child.js';
import { kitSagas } from './kit.js';

export interface TraceFigures {
  /** Sagas per second of each turn, without traces and with one in a hundred of them sampled; those that fail are kept besides. */
  without: Turn[];
  sampled: Turn[];
  /** Of the medians; 1 is free. */
  ratio: number;
  /** Of this process's time for a saga, which tells more where others use the machine, too; 1 is free. */
  cpuRatio: number;
}

export interface Turn {
  perSecond: number;
  /** Microseconds of this process for a saga. */
  cpu: number;
}

const IN_FLIGHT = 256;

/** What traces cost, in alternation, so that what the machine does besides hits both alike. */
export async function benchTraces(databases: (prefix: string) => Promise<(database: string) => string>, home: string, seconds: number, turns: number, say: (text: string) => void): Promise<TraceFigures> {
  const collector = await startChild('collector-child', {});
  const logger = createLogger('warn');
  const redis = await openRedis('memory:', logger);
  const settings = Settings.read('bench', traceSettings, { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, TRACE_SAMPLE: '0.01' });
  const turn = async (name: string, isTraced: boolean) => {
    const traces = isTraced ? Traces.open(settings, redis, logger) : undefined;
    const log = await DiskLog.open({ directory: join(home, name) });
    const { perSecond, balanced, cpu } = await kitSagas(await databases(name), log, IN_FLIGHT, seconds, { traces });
    await log.close();
    await traces?.close();
    if (!balanced) throw new Error(`${name} is not balanced`);
    say(`${isTraced ? 'sampled at 1 %' : 'without traces'}: ${Math.round(perSecond)} sagas/s, ${Math.round(cpu)} µs each`);
    return { perSecond, cpu };
  };
  const without: Turn[] = [];
  const sampled: Turn[] = [];
  for (let n = 0; n < turns; n++) {
    // Whoever comes second has the warmer machine: each in turn.
    for (const isTraced of n % 2 === 0 ? [false, true] : [true, false]) (isTraced ? sampled : without).push(await turn(`traces${n}${isTraced ? 'on' : 'off'}`, isTraced));
  }
  redis.disconnect();
  await endOf(collector.child);
  const ratio = (of: (turn: Turn) => number) => median(sampled.map(of)) / median(without.map(of));
  return { without, sampled, ratio: ratio(({ perSecond }) => perSecond), cpuRatio: ratio(({ cpu }) => cpu) };
}

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
