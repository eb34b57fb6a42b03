import { Client } from './demo/client.js';

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
  console.error('Which projection? npm run replay -- catalog StockDisplay [--json]\nThe platform is looked for at DEMAE_URL, or on PORT of this machine; DEMAE_ADMIN_EMAIL and DEMAE_ADMIN_PASSWORD say who asks.');
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

try {
  const url = process.env['DEMAE_URL'] ?? `http://127.0.0.1:${process.env['PORT'] ?? 8080}`;
  const admin = await new Client(url).login(process.env['DEMAE_ADMIN_EMAIL'] ?? 'admin@demae.test', process.env['DEMAE_ADMIN_PASSWORD'] ?? 'demae-demo');
  const state = await follow(admin, `/v1/admin/projections/${encodeURIComponent(service)}/${encodeURIComponent(projection)}/replay`);
  if (json) console.log(JSON.stringify(state, null, 2));
  process.exitCode = state.phase === 'done' ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? `${error.message}${error.cause ? ` (${String(error.cause)}); is the platform running? npm start` : ''}` : error);
  process.exitCode = 1;
}
