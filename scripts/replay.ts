import type { Demae, ReplayView } from '@demae/client';
import { finish, loginAs, whereAndWho } from './demo/staff.js';

/* `npm run replay -- <service> <projection> [--json]`: makes a projection of a running platform anew from its event log, and tells how far it is. */

const [service, projection] = process.argv.slice(2).filter((word) => !word.startsWith('--'));
if (!service || !projection) {
  console.error(`Which projection? npm run replay -- catalog StockDisplay [--json]\n${whereAndWho('admin')}`);
  process.exit(2);
}
const json = process.argv.includes('--json');

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
