import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { commandLine, flag, text, wholeNumber } from './command-line.js';
import { rollout, type RolloutOutcome } from './rollout/run.js';
import { removeHome } from './stack/place.js';

const USAGE = `npm run rollout: a stack of its own with two of each service, a steady stream of orders, and every process restarted meanwhile.
  --from <git ref>   the version that runs at first: it is built from the repository's history, replaced by this one, and comes back (a rollback)
  --rate N (5)       orders a second   --seconds N (120) of restarts at least   --quiet N (30) seconds before   --seed N (1)
  --json
Ends with 1 when an order is lost, anybody is answered 5xx or not at all, or the books do not balance.`;

const { values: { from, json, ...values } } = commandLine(USAGE, { from: text, rate: text, seconds: text, quiet: text, seed: text, json: flag });
const rate = wholeNumber(USAGE, '--rate', values.rate, { usual: 5, least: 1 });
const busy = wholeNumber(USAGE, '--seconds', values.seconds, { usual: 120, least: 1 });
const quiet = wholeNumber(USAGE, '--quiet', values.quiet, { usual: 30, least: 1 });
const seed = wholeNumber(USAGE, '--seed', values.seed, { usual: 1, least: 1 });
const began = Date.now();
const say = (text: string) => console.error(`${((Date.now() - began) / 1_000).toFixed(1).padStart(7)} s  ${text}`);

/** That version, built, with today's packages. */
function build(ref: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'demae-version-'));
  say(`building ${ref}`);
  execFileSync('sh', ['-c', `git archive "${ref}" | tar -x -C "${folder}"`]);
  cpSync(resolve('node_modules'), join(folder, 'node_modules'), { recursive: true, verbatimSymlinks: true, filter: (path) => !path.endsWith('/node_modules/.cache') });
  for (const lib of readdirSync(resolve('libs'))) {
    const own = resolve('libs', lib, 'node_modules');
    if (existsSync(own) && existsSync(join(folder, 'libs', lib))) cpSync(own, join(folder, 'libs', lib, 'node_modules'), { recursive: true, verbatimSymlinks: true });
  }
  execFileSync(process.execPath, ['scripts/build.mjs'], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  return folder;
}

function print({ orders, restarts, seconds, quiet, rolling, ratio, answers, wrong }: RolloutOutcome): void {
  const ms = ({ p50, p99, max }: RolloutOutcome['quiet']) => `p50 ${p50.toFixed(0)}, p99 ${p99.toFixed(0)}, longest ${max.toFixed(0)} ms`;
  console.log(`\n${orders} orders, ${restarts} restarts in ${seconds.toFixed(0)} s; answers ${JSON.stringify(answers)}`);
  console.log(`placing an order, nothing restarted: ${ms(quiet)}`);
  console.log(`placing an order, during restarts:   ${ms(rolling)}; p99 ${ratio.toFixed(1)} ×`);
  if (wrong.length === 0) console.log('Nothing lost, nobody turned away, the books balance.');
  else for (const one of [`${wrong.length} findings:`, ...wrong.slice(0, 50)]) console.log(`  ${one}`);
}

const here = resolve('.');
const old = from === undefined ? undefined : build(from);
const home = mkdtempSync(join(tmpdir(), 'demae-rollout-'));
let outcome: RolloutOutcome | undefined;
try {
  const versions = old === undefined ? [here, here] : [old, here, old, here];
  outcome = await rollout({ home, versions, rate, quiet, busy, seed, say });
} finally {
  if (old !== undefined) rmSync(old, { recursive: true, force: true });
  if (outcome?.wrong.length === 0) removeHome(home);
  else say(`the stack's home is left: ${home}`);
}
if (json) console.log(JSON.stringify(outcome, null, 2));
else print(outcome);
// What a broken stack has left open does not keep this process.
process.exit(outcome.wrong.length === 0 ? 0 : 1);
