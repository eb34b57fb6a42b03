import type { Demae, ReplayView } from '@demae/client';
import { commandLine, flag, misused } from './command-line.js';
import { finish, loginAs, whereAndWho } from './demo/staff.js';

const USAGE = `npm run replay -- <service> <projection> [--json], like: npm run replay -- catalog StockDisplay
Makes a projection of a running platform anew from its event log, and tells how far it is.
${whereAndWho('admin')}`;

const { values: { json }, positionals: [service, projection] } = commandLine(USAGE, { json: flag }, 2);
if (service === undefined || projection === undefined) misused(USAGE, 'Which projection, of which service?');

function line({ phase, read, behind, error }: ReplayView): string {
  if (phase === 'failed') return `failed, the live one stays as it was: ${error}`;
  if (phase === 'done') return `done: made anew from ${read} events`;
  return `${phase}: ${read} events read${behind === undefined ? '' : `, ${behind} to go`}`;
}

async function follow(admin: Demae, which: { service: string; projection: string }): Promise<ReplayView> {
  let told = '';
  for (let state = await admin.startReplay(which); ; state = await admin.getReplay(which)) {
    const over = state.phase === 'done' || state.phase === 'failed';
    if (!json && line(state) !== told) console.log((told = line(state)));
    if (over) return state;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

await finish(async () => {
  const state = await follow(await loginAs('admin'), { service, projection });
  if (json) console.log(JSON.stringify(state, null, 2));
  return state.phase === 'done';
});
