// `npm run proto`: lints proto/ and generates libs/contracts/src/generated from it. `--check` changes nothing and fails when the two differ.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const place = 'libs/contracts/src/generated';

/** Runs buf on the Node and the plugins of this checkout; it needs no network. */
function buf(...args) {
  const path = [join(root, 'node_modules/.bin'), process.env.PATH].join(delimiter);
  execFileSync(process.execPath, [join(root, 'node_modules/@bufbuild/buf/bin/buf'), ...args], {
    cwd: root,
    env: { ...process.env, PATH: path },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
}

function filesOf(folder) {
  if (!existsSync(folder)) return new Map();
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(entries.map((entry) => {
    const file = join(entry.parentPath, entry.name);
    return [relative(folder, file), readFileSync(file, 'utf8')];
  }));
}

/** ts-proto's removeEnumPrefix shortens the names of an enum's members but not their values: PENDING is 'PENDING' here, not 'ORDER_STATUS_PENDING'. */
function shortenEnums(code) {
  return code.replace(/^export const \w+ = \{\n([\s\S]*?)\n\} as const;$/gm, (declaration) =>
    declaration.replace(/^( {2}(\w+): )"\w+",$/gm, '$1"$2",'));
}

/**
 * ts-proto takes every message field for absent at times; here only what the .proto calls `optional` (or has in a oneof) is.
 * Who builds a message without such a field is stopped by the compiler; on the wire nothing changes.
 */
function requireMessages(code) {
  return code
    .replace(/^export interface \w+ \{\n[\s\S]*?^\}$/gm, (declaration) => declaration
      .replace(/^( {2}\w+): (.+) \| undefined;$/gm, '$1: $2;')
      .replace(/^( {2}\w+):\n {4}\| (.+)\n((?: {4}\/\/.*\n| {4}\/\*[\s\S]*?\*\/\n)?) {4}\| undefined;$/gm, '$1: $2;'))
    .replace(/^function createBase\w+\(\)[\s\S]*?^\}$/gm, (body) => body.replace(/(?<=: )undefined(?=,| \})/g, 'undefined!'));
}

function generate() {
  const scratch = mkdtempSync(join(tmpdir(), 'demae-proto-'));
  try {
    buf('lint');
    buf('generate', '--output', scratch);
    const files = filesOf(join(scratch, place));
    for (const [name, code] of files) files.set(name, requireMessages(shortenEnums(code)));
    return files;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

const wanted = generate();
const present = filesOf(join(root, place));
const stale = [...new Set([...wanted.keys(), ...present.keys()])].filter((name) => wanted.get(name) !== present.get(name)).sort();
if (process.argv.includes('--check')) {
  if (stale.length > 0) {
    console.error(`These files of ${place} are not what proto/ says; run \`npm run proto\`:\n  ${stale.join('\n  ')}`);
    process.exit(1);
  }
} else {
  for (const name of stale) {
    const file = join(root, place, name);
    const code = wanted.get(name);
    if (code === undefined) {
      rmSync(file);
      continue;
    }
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, code);
  }
  console.log(`${wanted.size} files in ${place}, ${stale.length} of them changed`);
}
