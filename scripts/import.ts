import { readFileSync, statSync } from 'node:fs';
import { DemaeProblem, type ImportBody } from '@demae/client';
import { commandLine, flag, misused } from './command-line.js';
import { finish, loginAs, whereAndWho } from './demo/staff.js';

const USAGE = `npm run import -- <storeId> <file.csv | file.json> [--dry-run] [--keep-others]
The file becomes what the store sells, all of it or nothing: a CSV with the columns product, sku, price (and variant, onHand, section, …), or
{ "items": [products as in POST /v1/products, variants with onHand] }. --dry-run says what would happen; --keep-others removes nothing.
${whereAndWho('merchant')}`;

/* `npm run import`: a store's products and what is counted of them from a file, by the API of a running platform. */
const { values: { 'dry-run': dryRun, 'keep-others': keepOthers }, positionals: [id, file] } = commandLine(USAGE, { 'dry-run': flag, 'keep-others': flag }, 2);
if (id === undefined || file === undefined) misused(USAGE, 'Which store, and which file?');

function listIn(path: string): { csv: string } | { body: ImportBody } {
  const text = readFileSync(path, 'utf8');
  return path.endsWith('.json') ? { body: JSON.parse(text) as ImportBody } : { csv: text };
}

/** What a refusal says of the lines, as many as one reads. */
function tell(problem: DemaeProblem): void {
  const lines = (problem.body['lines'] as { line: number; name: string; reason: string }[] | undefined) ?? [];
  const told = [...lines.map(({ line, name, reason }) => `line ${line}, ${name}: ${reason}`), ...problem.errors.map(({ path, message }) => `${path} ${message}`)];
  console.error([problem.detail, ...told.slice(0, 50), ...(told.length > 50 ? [`… and ${told.length - 50} more`] : [])].join('\n'));
}

await finish(async () => {
  const list = listIn(file);
  const merchant = await loginAs('merchant');
  console.error(`sending ${Math.ceil(statSync(file).size / 1024)} KiB …`);
  const started = performance.now();
  try {
    const { applied, created, updated, unchanged, removed } = await merchant.importCatalog({ id, dryRun, keepOthers, ...list });
    console.log(`${created} created, ${updated} changed, ${unchanged} as they were, ${removed} removed${applied ? '' : ' (not done: a dry run)'}, in ${((performance.now() - started) / 1_000).toFixed(1)} s`);
    return true;
  } catch (error) {
    if (!(error instanceof DemaeProblem) || (error.status !== 400 && error.status !== 422)) throw error;
    tell(error);
    return false;
  }
});
