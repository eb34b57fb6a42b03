// Builds the TypeScript of libs, apps and scripts with SWC: only what has changed, and nothing is left of what is gone.
// Plain JavaScript for any Node >= 20.19, because it also runs before the project's own Node is installed.
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const ledgerFile = join(root, 'dist/.build.json');
/** No library for Node: what Jest loads of it outside its module system stands beside the apps that it opens. */
const besideApps = ['testing'];
const skipped = /\.(spec|e2e-spec|stack-spec|d)\.ts$|\.md$|\.mjs$|\.snap$/;

/** Every source with the place of its output, as absolute paths. */
function sources() {
  const found = new Map();
  for (const lib of folders('libs')) collect(`libs/${lib}/src`, besideApps.includes(lib) ? `dist/libs/${lib}/src` : `libs/${lib}/dist`, found);
  for (const app of folders('apps')) collect(`apps/${app}/src`, `dist/apps/${app}/src`, found);
  collect('scripts', 'dist/scripts', found);
  return found;
}

function folders(parent) {
  const path = join(root, parent);
  if (!existsSync(path)) return [];
  return readdirSync(path, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}

function collect(from, to, found) {
  if (!existsSync(join(root, from))) return;
  for (const entry of readdirSync(join(root, from), { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || skipped.test(entry.name) || entry.name.startsWith('.')) continue;
    const source = join(entry.parentPath, entry.name);
    const output = join(root, to, relative(join(root, from), source)).replace(/\.ts$/, '.js');
    found.set(source, output);
  }
}

/** What the last build saw, or nothing when the recipe itself has changed since. */
function readLedger(recipe) {
  try {
    const ledger = JSON.parse(readFileSync(ledgerFile, 'utf8'));
    return ledger.recipe === recipe ? ledger.files : {};
  } catch {
    return {};
  }
}

const stamp = (file) => {
  const { mtimeMs, size } = statSync(file);
  return `${mtimeMs}:${size}`;
};

async function compile(stale) {
  const { transform } = await import('@swc/core');
  await Promise.all(stale.map(async ([source, output]) => {
    mkdirSync(dirname(output), { recursive: true });
    if (!source.endsWith('.ts')) return copyFileSync(source, output);
    const { code, map } = await transform(readFileSync(source, 'utf8'), {
      cwd: root,
      filename: source,
      configFile: join(root, '.swcrc'),
      sourceFileName: relative(dirname(output), source),
    });
    writeFileSync(output, `${code}//# sourceMappingURL=${basename(output)}.map\n`);
    if (map) writeFileSync(`${output}.map`, map);
  }));
}

function removeLeftovers(wanted) {
  const expected = new Set([...wanted.values()].flatMap((output) => [output, `${output}.map`]));
  const outputs = ['dist/apps', 'dist/scripts', ...folders('libs').map((lib) => `libs/${lib}/dist`)];
  let removed = 0;
  for (const folder of outputs.map((path) => join(root, path)).filter((path) => existsSync(path))) {
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      const file = join(entry.parentPath, entry.name);
      if (!entry.isFile() || expected.has(file)) continue;
      rmSync(file, { force: true });
      removed += 1;
    }
  }
  return removed;
}

/** Brings the build up to date. Returns how many files were built and removed. Throws when a source does not parse. */
export async function build() {
  const recipe = ['.swcrc', 'scripts/build.mjs', 'node_modules/@swc/core/package.json'].map((file) => stamp(join(root, file))).join(' ');
  const before = readLedger(recipe);
  const wanted = sources();
  const after = {};
  for (const source of wanted.keys()) after[relative(root, source)] = stamp(source);
  const stale = [...wanted].filter(([source, output]) => {
    const name = relative(root, source);
    return before[name] !== after[name] || !existsSync(output);
  });
  if (stale.length > 0) await compile(stale);
  const removed = removeLeftovers(wanted);
  if (stale.length > 0 || removed > 0 || Object.keys(before).length !== wanted.size) {
    mkdirSync(dirname(ledgerFile), { recursive: true });
    writeFileSync(ledgerFile, JSON.stringify({ recipe, files: after }));
  }
  return { built: stale.length, removed };
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const started = performance.now();
  const { built, removed } = await build();
  console.log(`built ${built} files, removed ${removed}, in ${Math.round(performance.now() - started)} ms`);
}
