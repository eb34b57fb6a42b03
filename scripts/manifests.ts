import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { commandLine, flag } from './command-line.js';
import { baseFiles } from './manifests/base.js';
import { needsPage } from './manifests/page.js';
import { prodFiles } from './manifests/prod.js';

const USAGE = `npm run manifests: writes what k8s/ says of the services, from their own definitions.
  --check  only says whether that is fresh`;
const { values: { check } } = commandLine(USAGE, { check: flag });

const BASE = 'k8s/base';
const PROD = 'k8s/overlays/prod/made';
const files = new Map([
  ...[...baseFiles()].map(([file, text]) => [join(BASE, file), text] as const),
  ...[...prodFiles()].map(([file, text]) => [join(PROD, file), text] as const),
  ['docs/needs.md', needsPage()] as const,
]);

/** What is in those folders although nobody makes it any more. */
const strangers = [BASE, PROD].filter(existsSync).flatMap((folder) => readdirSync(folder, { recursive: true, withFileTypes: true }))
  .filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)).filter((file) => !files.has(file));

if (check) {
  const stale = [...files].filter(([file, text]) => !existsSync(file) || readFileSync(file, 'utf8') !== text).map(([file]) => file);
  for (const file of [...stale, ...strangers]) console.error(`${file} ${stale.includes(file) ? 'is stale' : 'belongs to no service'}; run npm run manifests and commit it.`);
  process.exit(stale.length + strangers.length === 0 ? 0 : 1);
}
for (const file of strangers) rmSync(file);
for (const [file, text] of files) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
console.log(`wrote ${files.size} files of k8s/ and docs/needs.md`);
