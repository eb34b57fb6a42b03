import { readFileSync, writeFileSync } from 'node:fs';
import { MODULE_METADATA } from '@nestjs/common/constants.js';
import type { Type } from '@nestjs/common';
import { catalogue } from '@demae/contracts';
import { SagaMap } from '@demae/saga';
import { SERVICES } from '../apps/standalone/src/demae.js';
import { commandLine, flag } from './command-line.js';
import { eventsDocument } from './asyncapi/events.js';

const USAGE = `npm run sagas: writes docs/sagas.md and docs/asyncapi.json from the decorators and proto/.
  --check  only says whether they are fresh`;
const { values: { check } } = commandLine(USAGE, { check: flag });

const services = SERVICES.map(({ name, module }) => ({ name, providers: (Reflect.getMetadata(MODULE_METADATA.PROVIDERS, module) as Type[]).filter((provider) => typeof provider === 'function') }));
const map = new SagaMap(catalogue, services);
const problems = map.problems();
for (const problem of problems) console.error(problem);

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
const files = [['docs/sagas.md', map.toMarkdown()], ['docs/asyncapi.json', `${JSON.stringify(eventsDocument(map, version), null, 2)}\n`]] as const;
if (check) {
  const stale = files.filter(([file, text]) => readFileSync(file, 'utf8') !== text);
  for (const [file] of stale) console.error(`${file} is stale; run npm run sagas and commit it.`);
  process.exit(stale.length === 0 && problems.length === 0 ? 0 : 1);
}
for (const [file, text] of files) {
  writeFileSync(file, text);
  console.log(`wrote ${file}`);
}
process.exit(problems.length === 0 ? 0 : 1);
