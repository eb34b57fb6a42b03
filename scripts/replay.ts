import type { Client } from './demo/client.js';
import { finish, loginAs, whereAndWho } from './demo/staff.js';

/* `npm run replay -- <service> <projection> [--json]`: makes a projection of a running platform anew from its event log, and tells how far it is. */

interface Replay {
  service: string;
  projection: string;
  phase: 'reading' | 'swapping' | 'done' | 'failed';
  read: number;
  behind?: number;
  error?: string;
}

const [service, projection] = process.argv.slice(2).filter((word) => !word.startsWith('--'));
if (!service || !projection) {
  console.error(`Which projection? npm run replay -- catalog StockDisplay [--json]\n${whereAndWho('admin')}`);
  process.exit(2);
}
const json = process.argv.includes('--json');

function line({ phase, read, behind, error }: Replay): string {
  if (phase === 'failed') return `failed, the live one stays as it was: ${error}`;
  if (phase === 'done') return `done: made anew from ${read} events`;
  return `${phase}: ${read} events read${behind === undefined ? '' : `, ${behind} to go`}`;
}

async function follow(admin: Client, route: string): Promise<Replay> {
  let told = '';
  for (let state = await admin.post<Replay>(route); ; state = await admin.get<Replay>(route)) {
    const over = state.phase === 'done' || state.phase === 'failed';
    if (!json && line(state) !== told) console.log((told = line(state)));
    if (over) return state;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

await finish(async () => {
  const state = await follow(await loginAs('admin'), `/v1/admin/projections/${encodeURIComponent(service)}/${encodeURIComponent(projection)}/replay`);
  if (json) console.log(JSON.stringify(state, null, 2));
  return state.phase === 'done';
});
