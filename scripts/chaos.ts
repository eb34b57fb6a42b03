import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chaos, type ChaosOptions, type ChaosOutcome } from './chaos/run.js';
import { CONTROLS } from './chaos/controls.js';
import { commandLine, flag, misused, text, wholeNumber } from './command-line.js';
import { removeHome } from './stack/place.js';

const USAGE = `npm run chaos: a stack of its own, orders through HTTP, and faults of many kinds meanwhile; then the audit, as a process of its own.
  --orders N (1000)  --faults N (40)  --seed N (by the clock)
  --controls         the same with one guard switched off at a time: the audit has to notice each
  --keep             leaves the stack's home for who wants to look
  --json
Environment: DEMAE_REPLICAS (2) of each service, DEMAE_BROKERS (3). Ends with 1 when anything is not as it should be.`;

const { values: { controls, keep, json, ...values } } = commandLine(USAGE, { orders: text, faults: text, seed: text, controls: flag, keep: flag, json: flag });
if (controls && (values.orders ?? values.faults) !== undefined) misused(USAGE, '--controls has its own orders and faults.');
const orders = wholeNumber(USAGE, '--orders', values.orders, { usual: 1_000, least: 1 });
const faults = wholeNumber(USAGE, '--faults', values.faults, { usual: 40 });
const seed = wholeNumber(USAGE, '--seed', values.seed, { usual: Date.now() % 1_000_000 });
const began = Date.now();
const say = (text: string) => console.error(`${((Date.now() - began) / 1_000).toFixed(1).padStart(7)} s  ${text}`);

async function run(options: Omit<ChaosOptions, 'home' | 'say'>): Promise<ChaosOutcome> {
  const home = mkdtempSync(join(tmpdir(), 'demae-chaos-'));
  let outcome: ChaosOutcome | undefined;
  try {
    outcome = await chaos({ ...options, home, say });
    return outcome;
  } finally {
    const asExpected = outcome !== undefined && (outcome.wrong.length === 0) === (options.control === undefined);
    if (keep || !asExpected) say(`the stack's home is left: ${home}`);
    else removeHome(home);
  }
}

function print({ orders, struck, seconds, wrong }: ChaosOutcome): void {
  const kinds = new Map<string, number>();
  for (const { kind } of struck) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  console.log(`\n${orders} orders, ${struck.length} faults of ${kinds.size} kinds in ${seconds.toFixed(0)} s, seed ${seed}`);
  for (const [kind, count] of kinds) console.log(`${String(count).padStart(6)}  ${kind}`);
  if (wrong.length === 0) {
    console.log('The books balance: nothing lost, nothing double, nothing oversold, nobody stuck.');
    return;
  }
  console.log(`\n${wrong.length} findings:`);
  for (const one of wrong.slice(0, 50)) console.log(`  ${one}`);
  console.log('\nWhat was done, and when:');
  for (const { at, kind, details } of struck) console.log(`  ${at.toISOString()}  ${kind}: ${details}`);
  console.log(`\nAgain: npm run chaos -- --orders ${orders} --faults ${struck.length} --seed ${seed} --keep`);
}

if (controls) {
  const results = [];
  for (const control of CONTROLS) {
    say(`with ${control.sabotage} …`);
    const { wrong } = await run({ orders: control.orders, faults: control.faults, seed, control });
    results.push({ sabotage: control.sabotage, findings: wrong.length, first: wrong[0] });
    say(`${control.sabotage}: ${wrong.length} findings${wrong[0] ? `, the first: ${wrong[0]}` : ': THE AUDIT HAS NOT NOTICED'}`);
  }
  if (json) console.log(JSON.stringify(results, null, 2));
  process.exitCode = results.every(({ findings }) => findings > 0) ? 0 : 1;
} else {
  const outcome = await run({ orders, faults, seed });
  if (json) console.log(JSON.stringify({ seed, ...outcome }, null, 2));
  else print(outcome);
  process.exitCode = outcome.wrong.length === 0 ? 0 : 1;
}
// What a broken stack has left open does not keep this process.
process.exit();
