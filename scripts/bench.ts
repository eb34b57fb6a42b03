import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDatabaseIfMissing, EmbeddedPostgres } from '@demae/platform';
import { DiskLog } from '@demae/saga';
import { SERVICES } from '../apps/standalone/src/demae.js';
import { commandLine, flag, misused, text, wholeNumber } from './command-line.js';
import { browsePages } from './bench/browse-pages.js';
import { browseSearch, type Milliseconds } from './bench/browse-search.js';
import { kitSagas } from './bench/kit.js';
import { proportionalSetSize } from './bench/memory.js';
import { benchOnStack, type StackFigures } from './bench/on-stack.js';
import { benchKept } from './bench/kept.js';
import { benchMetrics, type MetricsFigures } from './bench/metrics.js';
import { createTables, DATABASES, plainOrders, plainSagas } from './bench/plain.js';
import { PlatformUnderLoad } from './bench/platform.js';
import { benchTraces } from './bench/traces.js';
import { told, type Spread } from './bench/turns.js';

const USAGE = `npm run bench: everything in one run, on one Postgres that syncs every commit to disk, as ratios, because machines differ and are noisy.
  --stack     on real Kafka, and every service a process of its own, against the same in one process
  --traces    what it costs to trace one saga in a hundred, and those that fail; ends with 1 when that is more than 5 %
  --metrics   with figures and log lines, and without, in turns; ends with 1 when they cost more than 5 %, or a look at them takes 20 ms
  --kept      what it costs to keep what was sent, for a Kafka that loses its end
  --browse    cached pages, search and distance in small and large catalogs, and the import of one
  --seconds N (8) of each measurement   --rounds N (12) of what is measured in turns
  --before DIR  for those: and what it cost there, where an older version is built
  --json`;

const { values: { stack, traces, metrics, kept, browse: browses, before, json, ...values } } = commandLine(USAGE, { stack: flag, traces: flag, metrics: flag, kept: flag, browse: flag, seconds: text, rounds: text, before: text, json: flag });
if ([stack, traces, metrics, kept, browses].filter(Boolean).length > 1) misused(USAGE, 'One thing is measured at a time.');
const seconds = wholeNumber(USAGE, '--seconds', values.seconds, { usual: 8, least: 1 });
const rounds = wholeNumber(USAGE, '--rounds', values.rounds, { usual: 12, least: 1 });
const say = (text: string) => console.error(text);

const home = mkdtempSync(join(tmpdir(), 'demae-bench-'));
const postgres = await EmbeddedPostgres.start({ home });
try {
  if (browses) {
    const figures = await browse();
    if (json) console.log(JSON.stringify(figures, null, 2));
    else printBrowse(figures);
  } else if (traces) {
    const figures = await benchTraces(postgres, { seconds, rounds, before }, say);
    if (json) console.log(JSON.stringify(figures, null, 2));
    else for (const { name, failing, rate, cpu } of figures.compared) console.log(`${name}, 1 % sampled, ${100 * failing} % failing: rate ${told(rate)} ×, processor ${told(cpu)} × of no traces`);
    if (figures.compared.some(({ name, cpu }) => name === 'traced' && cpu.middle > 1.05)) process.exitCode = 1;
  } else if (kept) {
    const { rate, cpu } = await benchKept(postgres, { seconds, rounds, before }, say);
    if (json) console.log(JSON.stringify({ rate, cpu }, null, 2));
    else console.log(`while what was sent is kept: rate ${told(rate)} ×, processor ${told(cpu)} × of not keeping it`);
  } else if (metrics) {
    const figures = await benchMetrics(postgres, { seconds, rounds, before }, say);
    if (json) console.log(JSON.stringify(figures, null, 2));
    else printMetrics(figures);
    const costly = [...figures.kit, ...figures.platform].some(({ name, cpu }) => name !== 'before' && cpu.middle > 1.05);
    if (costly || figures.look.rest.middle >= 20) process.exitCode = 1;
  } else if (stack) {
    const figures = await benchOnStack(postgres, home, seconds, say);
    if (json) console.log(JSON.stringify(figures, null, 2));
    else printOnStack(figures);
  } else {
    const figures = await bench();
    if (json) console.log(JSON.stringify(figures, null, 2));
    else print(figures);
  }
} finally {
  await postgres.stop({ remove: true });
  rmSync(home, { recursive: true, force: true });
}

async function databases(prefix: string): Promise<(database: string) => string> {
  const urlOf = (database: string) => postgres.url(`${prefix}_${database}`);
  for (const database of DATABASES) await createDatabaseIfMissing(urlOf(database));
  await createTables(urlOf);
  return urlOf;
}

async function kit(inFlight: number) {
  const urlOf = await databases(`kit${inFlight}`);
  const log = await DiskLog.open({ directory: join(home, `events${inFlight}`) });
  const rate = await kitSagas(urlOf, log, inFlight, seconds);
  await log.close();
  return rate;
}

async function browse() {
  const pages = await browsePages(Object.fromEntries(SERVICES.map(({ name }) => [name, postgres.url(`demae_${name}`)])), home, seconds, say);
  return { ...pages, ...(await browseSearch(postgres, say)) };
}

function printBrowse({ redis, pages, imported, search, kinds, radius }: Awaited<ReturnType<typeof browse>>): void {
  for (const { name, bytes, gateway, bare, ratio } of pages) {
    line(`${name} from the cache, ${bytes} bytes, Redis ${redis}`, gateway, ratio);
    line('  bare Fastify with one Redis GET of the same', bare);
  }
  const both = ({ small, large }: { small: Milliseconds; large: Milliseconds }) => `p50 ${small.p50.toFixed(1)} → ${large.p50.toFixed(1)} ms, p95 ${small.p95.toFixed(1)} → ${large.p95.toFixed(1)} ms`;
  console.log(`search, 1,000 → 200,000 products: ${both(search)}, ${search.ratio.toFixed(2)} ×`);
  for (const [kind, times] of Object.entries(kinds)) console.log(`  ${kind.padEnd(30)} ${both(times)}`);
  console.log(`stores around a place, of 50,000: p50 ${radius.p50.toFixed(1)} ms, p95 ${radius.p95.toFixed(1)} ms`);
  console.log(`10,000 products imported: answered after ${imported.answered.toFixed(1)} s, the last shelf counted after ${imported.counted.toFixed(1)} s`);
}

async function bench() {
  say('a plain script, no engine');
  const plain = (await plainSagas(await databases('plain'), seconds)).perSecond;
  say('the database alone, taking orders');
  await createDatabaseIfMissing(postgres.url('intake'));
  const single = await plainOrders(postgres.url('intake'), seconds);
  const rates = [];
  for (const inFlight of [64, 256, 1024]) {
    say(`the kit, ${inFlight} in flight`);
    const { perSecond, balanced } = await kit(inFlight);
    rates.push({ inFlight, perSecond, ratio: perSecond / plain, balanced });
  }
  say('the whole platform');
  const platform = await PlatformUnderLoad.start(Object.fromEntries(SERVICES.map(({ name }) => [name, postgres.url(`demae_${name}`)])));
  await new Promise((resolve) => setTimeout(resolve, 12_000));
  const memory = { node: proportionalSetSize(platform.pid), postgres: proportionalSetSize(postgres.pid) };
  const { accepted, confirmed, halfLoad } = await platform.measure(seconds);
  await platform.stop();
  return {
    machine: { node: process.version, cpus: (await import('node:os')).cpus().length },
    plainScript: { sagasPerSecond: plain },
    databaseAlone: { ordersPerSecond: single },
    kit: rates,
    intake: { ordersPerSecond: accepted, ratioToDatabase: accepted / single },
    platform: { confirmedPerSecond: confirmed, ratioToPlainScript: confirmed / plain, createdToConfirmedMs: halfLoad },
    idleMemoryMiB: memory,
  };
}

function line(what: string, perSecond: number, ratio?: number): void {
  console.log(`${what.padEnd(56)} ${perSecond.toFixed(0).padStart(8)}/s ${ratio === undefined ? '' : `${ratio.toFixed(2)} ×`.padStart(10)}`);
}

function printMetrics({ kit: alone, platform, look }: MetricsFigures): void {
  for (const { name, rate, cpu } of alone) console.log(`the kit, ${name}: rate ${told(rate)} ×, processor ${told(cpu)} × of no figures`);
  for (const { name, rate, cpu } of platform) console.log(`the platform, ${name}: rate ${told(rate)} ×, processor ${told(cpu)} × of no figures and no log lines`);
  const took = ({ middle, most }: Spread) => `${middle.toFixed(1)} ms, at most ${most.toFixed(1)} ms`;
  console.log(`a look at the figures of all services in one process: ${took(look.rest)}, ${look.series} series, ${look.bytes} bytes; under load ${took(look.loaded)}, of which telling them ${took(look.own)}`);
}

function printOnStack({ plainScript, kit: rates, embedded, stack }: StackFigures): void {
  line('plain script: the same transactions, no engine', plainScript.sagasPerSecond);
  for (const { inFlight, perSecond, ratio, balanced } of rates) line(`the kit on Kafka, ${inFlight} in flight${balanced ? '' : ' (NOT BALANCED)'}`, perSecond, ratio);
  line('the whole platform in one process, HTTP to confirmed', embedded.confirmedPerSecond);
  line('the whole platform on the stack, HTTP to confirmed', stack.confirmedPerSecond, stack.ratioToEmbedded);
  line('orders accepted on the stack over HTTP', stack.acceptedPerSecond);
  console.log(`created → confirmed on the stack at half load: p50 ${stack.createdToConfirmedMs.p50.toFixed(0)} ms, p99 ${stack.createdToConfirmedMs.p99.toFixed(0)} ms`);
  console.log(`the stack was up after ${stack.startSeconds.toFixed(1)} s`);
}

function print(figures: Awaited<ReturnType<typeof bench>>): void {
  line('plain script: the same transactions, no engine', figures.plainScript.sagasPerSecond);
  for (const { inFlight, perSecond, ratio, balanced } of figures.kit) line(`the kit, ${inFlight} in flight${balanced ? '' : ' (NOT BALANCED)'}`, perSecond, ratio);
  line('the whole platform, HTTP to confirmed', figures.platform.confirmedPerSecond, figures.platform.ratioToPlainScript);
  line('the database alone: one statement an order', figures.databaseAlone.ordersPerSecond);
  line('orders accepted over HTTP', figures.intake.ordersPerSecond, figures.intake.ratioToDatabase);
  const { p50, p99 } = figures.platform.createdToConfirmedMs;
  console.log(`created → confirmed at half load: p50 ${p50.toFixed(0)} ms, p99 ${p99.toFixed(0)} ms`);
  const { node, postgres: server } = figures.idleMemoryMiB;
  if (node !== undefined && server !== undefined) console.log(`idle memory (PSS): ${(node + server).toFixed(0)} MiB, of which Node ${node.toFixed(0)}, Postgres ${server.toFixed(0)}`);
}
