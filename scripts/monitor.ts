import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createLogger, untilStopped } from '@demae/platform';
import { newId } from '@demae/saga';
import { commandLine, flag, text } from './command-line.js';
import { findPrometheus } from './stack/programs.js';
import { StackChild } from './stack/child.js';
import { readDescription, type Description } from './stack/place.js';
import { readMonitoring } from './monitoring/files.js';
import { askPrometheus, Prometheus, prometheusOf } from './monitoring/prometheus.js';
import { prove, proveRunbooks } from './monitoring/proof.js';
import { RunningStack } from './stack/running.js';
import { SERVICES } from './stack/services.js';

const USAGE = `npm run monitor: a real Prometheus with Demae's rules and alerts, on the stack that runs (DEMAE_HOME), until Ctrl-C.
  --ask EXPRESSION  what that Prometheus, which runs, says to it
  --check  on a stack of its own, through the whole demo: the demo goes well, each rule, alert and panel sees something, no alert
           fires that has no reason to, and what the services tell is as Prometheus wants it. Ends with 1 when not.`;

const { values: { ask, check: proves } } = commandLine(USAGE, { ask: text, check: flag });
const say = (text: string) => console.error(text);
/** Alerts that tell of slowness and of nothing else: on a machine that is slow they are right. */
const SLOWNESS: ReadonlySet<string> = new Set(['DemaeOrdersNotConfirmed', 'DemaeRequestsSlow', 'DemaeEventLoopSlow']);
const stackHome = resolve(process.env['DEMAE_HOME'] ?? '.demae/stack');
const programs = await findPrometheus(say);
if (ask !== undefined) await tell(ask);
else if (proves) process.exitCode = (await check()) ? 0 : 1;
else await watch(stackHome);

async function tell(expr: string): Promise<void> {
  const samples = await askPrometheus(prometheusOf(stackHome), expr);
  for (const { metric, value } of samples) {
    const labels = Object.entries(metric).filter(([label]) => label !== '__name__' && label !== 'job').map(([label, text]) => `${label}=${text}`);
    console.log(`${Number(value.toPrecision(6))}\t${metric['__name__'] ?? ''} ${labels.join(' ')}`.trimEnd());
  }
  if (samples.length === 0) console.log('nothing');
}

async function watch(home: string): Promise<void> {
  const description = readDescription(home);
  if (!description) throw new Error(`No stack runs on ${home}. Start one: DEMAE_HOME=${home} npm run stack`);
  const starting = Prometheus.start(programs.prometheus, home, targetsOf(description));
  untilStopped(async () => (await starting.catch(() => undefined))?.stop(), createLogger('warn'));
  const running = await starting;
  console.log(`${running.url} watches ${targetsOf(description).length} processes: ${running.url}/alerts`);
}

function targetsOf({ services }: Description): string[] {
  return services.flatMap(({ metrics }) => metrics ?? []);
}

async function check(): Promise<boolean> {
  const home = mkdtempSync(join(tmpdir(), 'demae-monitor-'));
  say('starting a stack');
  const stack = await StackChild.start(home, { DEMAE_RATE_LIMIT: 'off', GRPC_PATIENCE: '20s' });
  let prometheus: Prometheus | undefined;
  try {
    const description = readDescription(home)!;
    const targets = targetsOf(description);
    prometheus = await Prometheus.start(programs.prometheus, home, targets);
    say(`${prometheus.url} watches ${targets.length} processes; playing the demo`);
    const played = await run(process.execPath, ['dist/scripts/demo.js'], { DEMAE_URL: description.url! });
    // What is looked up is looked up every 15 seconds, and told every 5.
    await pause(30_000);
    const wrong = [
      ...(played ? [] : ['the demo did not go as it should']),
      ...(await findings(prometheus)),
      ...(await onTheStack(prometheus, home)),
      ...(await unwellFormed(targets)),
    ];
    for (const one of wrong) console.log(`  ${one}`);
    console.log(wrong.length === 0 ? 'Everything that watches sees, and nothing is wrong.' : `${wrong.length} findings`);
    return wrong.length === 0;
  } finally {
    await prometheus?.stop();
    await stack.remove();
  }
}

async function findings(prometheus: Prometheus): Promise<string[]> {
  const monitoring = readMonitoring();
  const { asked, wrong } = await prove(prometheus, monitoring);
  console.log(`${asked} queries of ${monitoring.rules.length} rules and alerts and ${monitoring.boards.length} boards, ${wrong.length} without an answer`);
  const fired = (await prometheus.ask('count by (alertname) (last_over_time(ALERTS{alertstate="firing"}[2h]))')).map(({ metric }) => metric['alertname']!);
  const slow = fired.filter((name) => SLOWNESS.has(name));
  if (slow.length > 0) console.log(`${slow.join(' and ')} fired: this machine is slow`);
  const scrapes = await prometheus.ask('quantile_over_time(0.5, scrape_duration_seconds[2h])');
  const slowest = await prometheus.ask('max_over_time(scrape_duration_seconds[2h])');
  const most = (samples: typeof scrapes) => (Math.max(...samples.map(({ value }) => value)) * 1_000).toFixed(1);
  const [series] = await prometheus.ask('sum(scrape_samples_scraped)');
  console.log(`a look at the slowest of ${scrapes.length} processes takes ${most(scrapes)} ms, half of the time; at worst ${most(slowest)} ms. All tell ${series?.value} series.`);
  return [...wrong, ...fired.filter((name) => !SLOWNESS.has(name)).map((name) => `${name} fired, and nothing had happened`)];
}

/** What cannot be typed of what the runbooks tell to type; and whether an alert is heard when there is a reason. */
async function onTheStack(prometheus: Prometheus, home: string): Promise<string[]> {
  const stack = RunningStack.at(home);
  try {
    const { asked, wrong } = await proveRunbooks(prometheus, readMonitoring().runbooks, SERVICES, (service, sql) => stack.query(service, sql));
    console.log(`${asked} questions of the runbooks, ${wrong.length} that cannot be answered`);
    return [...wrong, ...(await provoked(prometheus, stack))];
  } finally {
    await stack.close();
  }
}

/** Somebody writes into the ledger by hand. */
async function provoked(prometheus: Prometheus, stack: RunningStack): Promise<string[]> {
  const fires = async () => (await prometheus.ask('ALERTS{alertname="DemaeLedgerUnbalanced", alertstate="firing"}')).length > 0;
  const becomes = async (what: boolean) => {
    for (const end = Date.now() + 300_000; Date.now() < end; await pause(500)) if ((await fires()) === what) return true;
    return false;
  };
  const id = newId();
  await stack.query('payment', `insert into ledger_entry select $1, $1, id, 'sales', 0, 7, currency, now() from payment limit 1`, [id]);
  const fired = await becomes(true);
  await stack.query('payment', 'delete from ledger_entry where id = $1', [id]);
  const silent = await becomes(false);
  console.log(`a ledger that somebody has written to by hand is ${fired ? '' : 'not '}told, ${silent ? 'and no longer' : 'still'} when it is mended`);
  return fired && silent ? [] : ['DemaeLedgerUnbalanced does not follow the ledger'];
}

/** What promtool has to say about what the services tell. */
async function unwellFormed(targets: readonly string[]): Promise<string[]> {
  const wrong: string[] = [];
  for (const target of targets) {
    const text = await (await fetch(`http://${target}/metrics`)).text();
    if (!(await run(programs.promtool, ['check', 'metrics'], {}, text))) wrong.push(`promtool does not like what ${target} tells`);
  }
  return wrong;
}

function run(command: string, args: readonly string[], env: Record<string, string>, input?: string): Promise<boolean> {
  return new Promise((done) => {
    const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: [input === undefined ? 'ignore' : 'pipe', 'inherit', 'inherit'] });
    child.once('error', (error) => {
      say(error.message);
      done(false);
    });
    child.once('exit', (code) => done(code === 0));
    child.stdin?.end(input);
  });
}
