import { readFileSync, writeFileSync } from 'node:fs';
import { commandLine, flag } from './command-line.js';
import { check } from './monitoring/check.js';
import { readMonitoring } from './monitoring/files.js';
import { allTold, knownMetrics } from './monitoring/known.js';

const USAGE = `npm run metrics: writes docs/metrics.md from what the code declares.
  --check  only says whether that is fresh, and whether the rules, the alerts with their tests and runbooks, and the boards in
           k8s/monitoring fit the code`;
const { values: { check: checks } } = commandLine(USAGE, { check: flag });

const file = 'docs/metrics.md';
const kinds = { counter: 'rises', gauge: 'is', histogram: 'spread' } as const;

const lines = [
  '# Figures',
  '',
  'Written by `npm run metrics` from what the code declares; `npm run check` says when it is stale. What they are for: [operations](operations.md#figures-and-alerts), [runbooks](runbooks.md).',
  '',
  'A service tells them as `GET /metrics`, in the text format of Prometheus, on the port of its probes (`HEALTH_PORT`) and never on the gateway\'s public one; `npm start` tells those of all services together when `HEALTH_PORT` is set. `METRICS=off` keeps none. Each has the label `service` besides those listed. *rises*: a counter, from the start of the process; *is*: a gauge; *spread*: a histogram. No label has an id, an address or what people write in it: their values come from the code, and a metric has at most 2,000 series.',
  '',
  'What stands in the database is looked up by bounded queries, at most every 5 seconds (sagas) or 15 (orders, money, stock), in the background and only while somebody looks; whoever asks for figures never waits for it. All replicas of a service say the same of it: take `max`, not `sum`.',
  '',
  ...allTold().flatMap(({ who, metrics }) => [
    `## Of ${who}`,
    '',
    '| name | | labels | what it is |',
    '|---|---|---|---|',
    ...metrics.map(({ name, kind, labels = [], what }) => `| \`${name}\` | ${kinds[kind]} | ${labels.map((label) => `\`${label}\``).join(' ')} | ${what.replaceAll('|', '\\|')} |`),
    '',
  ]),
];
const markdown = `${lines.join('\n').trimEnd()}\n`;
if (checks) {
  const stale = readFileSync(file, 'utf8') === markdown ? [] : [`${file} is stale; run npm run metrics and commit it.`];
  const wrong = [...stale, ...check(readMonitoring(), knownMetrics())];
  for (const one of wrong) console.error(one);
  process.exit(wrong.length === 0 ? 0 : 1);
}
writeFileSync(file, markdown);
console.log(`wrote ${file}`);
process.exit(0);
