import { readFileSync, writeFileSync } from 'node:fs';
import { Clock } from '@demae/saga';
import { createLogger, openRedis, startService } from '@demae/platform';
import { gateway } from '../apps/gateway/src/gateway.module.js';
import { commandLine, flag, misused } from './command-line.js';

const USAGE = `npm run openapi -- <file>: writes the document of the public API, as GET /openapi.json answers it. The gateway alone is started for it,
on a free port: no database, no Redis and no other service is needed.
  --check  only says whether the file is fresh`;
const { values: { check }, positionals: [file] } = commandLine(USAGE, { check: flag }, 1);
if (file === undefined) misused(USAGE, 'Into which file?');

const document = `${JSON.stringify(await served(), null, 2)}\n`;
if (check) {
  const fresh = readFileSync(file, 'utf8') === document;
  if (!fresh) console.error(`${file} is stale; run npm run openapi -- ${file} and commit it.`);
  process.exit(fresh ? 0 : 1);
}
writeFileSync(file, document);
console.log(`wrote ${file}`);
process.exit(0);

async function served(): Promise<unknown> {
  const logger = createLogger('silent');
  const runtime = { env: { PORT: '0' }, redis: await openRedis('memory:', logger), clock: new Clock(), logger, addresses: new Map<string, string>() };
  const { port, close } = await startService(gateway, runtime);
  const answer = await fetch(`http://127.0.0.1:${port}/openapi.json`);
  if (!answer.ok) throw new Error(`GET /openapi.json answered ${answer.status}.`);
  const read: unknown = await answer.json();
  await close();
  return read;
}
