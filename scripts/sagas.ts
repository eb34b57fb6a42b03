import { readFileSync, writeFileSync } from 'node:fs';
import { MODULE_METADATA } from '@nestjs/common/constants.js';
import type { Type } from '@nestjs/common';
import { catalogue } from '@demae/contracts';
import { SagaMap } from '@demae/saga';
import { SERVICES } from '../apps/standalone/src/demae.js';

/** `npm run sagas` writes docs/sagas.md from the decorators; with --check it only says whether the file is fresh. */
const services = SERVICES.map(({ name, module }) => ({ name, providers: (Reflect.getMetadata(MODULE_METADATA.PROVIDERS, module) as Type[]).filter((provider) => typeof provider === 'function') }));
const map = new SagaMap(catalogue, services);
const problems = map.problems();
for (const problem of problems) console.error(problem);

const file = 'docs/sagas.md';
const markdown = map.toMarkdown();
if (process.argv.includes('--check')) {
  const fresh = readFileSync(file, 'utf8') === markdown;
  if (!fresh) console.error(`${file} is stale; run npm run sagas and commit it.`);
  process.exit(fresh && problems.length === 0 ? 0 : 1);
}
writeFileSync(file, markdown);
console.log(`wrote ${file}`);
process.exit(problems.length === 0 ? 0 : 1);
