import { catalogue } from '@demae/contracts';
import { METRICS, processMetrics, type MetricDeclaration } from '@demae/platform';
import { gateway } from '../../apps/gateway/src/gateway.module.js';
import { SERVICES } from '../../apps/standalone/src/demae.js';

/** A metric as rules and boards may use it. */
export interface KnownMetric {
  labels: ReadonlySet<string>;
  /** The only values that a label can have, where they are known. */
  values: Readonly<Record<string, readonly string[]>>;
}

export interface Told {
  who: string;
  metrics: readonly MetricDeclaration[];
}

/** All that the code tells, by who tells it. */
export function allTold(): Told[] {
  const own = SERVICES.filter(({ surveys = [] }) => surveys.length > 0).map(({ name, surveys = [] }) => ({ who: name, metrics: surveys.flatMap(({ gauges }) => gauges) }));
  return [{ who: 'every service', metrics: Object.values(METRICS) }, ...own, { who: 'every process', metrics: ofProcess() }];
}

/** @returns by the names that queries use: of a histogram, those of its parts */
export function knownMetrics(): Map<string, KnownMetric> {
  const services = [gateway, ...SERVICES].map(({ name }) => name);
  const common = { service: [...services, 'standalone'], peer: services, event: catalogue.all().map(({ eventName }) => eventName) };
  const known = new Map<string, KnownMetric>();
  for (const { name, kind, labels = [], values = {} } of allTold().flatMap(({ metrics }) => metrics)) {
    const all = ['service', 'job', 'instance', ...labels];
    const parts = kind === 'histogram' ? [['_bucket', 'le'], ['_sum'], ['_count']] : [['']];
    for (const [suffix, ...more] of parts) known.set(`${name}${suffix}`, { labels: new Set([...all, ...more]), values: { ...common, ...values } });
  }
  // Prometheus' own, of what it looks at.
  for (const name of ['up', 'scrape_duration_seconds']) known.set(name, { labels: new Set(['job', 'instance']), values: {} });
  return known;
}

function ofProcess(): MetricDeclaration[] {
  const found = processMetrics().getMetricsAsArray() as unknown as { name: string; help: string; type: string; labelNames: string[] }[];
  return found.map(({ name, help, type, labelNames }) => ({ name, kind: type as MetricDeclaration['kind'], what: help, labels: labelNames }));
}
