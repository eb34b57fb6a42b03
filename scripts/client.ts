import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import openapiTS, { astToString, type OpenAPI3 } from 'openapi-typescript';
import { commandLine, flag } from './command-line.js';

const USAGE = `npm run client: writes what libs/client is made from, out of the document of the public API: the types, and where each operation is.
  --check  only says whether both are fresh`;
const { values: { check } } = commandLine(USAGE, { check: flag });

interface Operation {
  operationId: string;
  parameters?: { in: string; name: string }[];
  security?: unknown[];
  responses: Record<string, { headers?: unknown }>;
}

interface Document {
  paths: Record<string, Record<string, Operation>>;
  components: Record<string, unknown>;
}

const HEADER = '// Written by `npm run client`; `npm run check` says when it is stale.\n';
const folder = 'libs/client/src/generated';

function documentOfApi(): Document {
  const directory = mkdtempSync(join(tmpdir(), 'demae-client-'));
  try {
    const file = join(directory, 'openapi.json');
    execFileSync(process.execPath, ['dist/scripts/openapi.js', file], { stdio: ['ignore', 'ignore', 'inherit'] });
    return JSON.parse(readFileSync(file, 'utf8')) as Document;
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** Every refusal is a ProblemView, thrown as one, and headers are the client's business: neither need stand in the type of each operation. */
function answersOnly({ components: { schemas }, ...document }: Document): Document {
  for (const operation of Object.values(document.paths).flatMap((item) => Object.values(item))) {
    for (const [status, answer] of Object.entries(operation.responses)) {
      if (Number(status) >= 300) delete operation.responses[status];
      else delete answer.headers;
    }
  }
  return { ...document, components: { schemas } };
}

async function schema(document: Document): Promise<string> {
  const nodes = await openapiTS(answersOnly(structuredClone(document)) as unknown as OpenAPI3, { rootTypes: true, rootTypesNoSchemaPrefix: true });
  return HEADER + astToString(nodes);
}

function operations({ paths }: Document): string {
  const entries = Object.entries(paths).flatMap(([path, item]) => Object.entries(item).map(([method, operation]) => entry(method, path, operation)));
  return [
    HEADER,
    'export interface OperationPlace {',
    '  method: string;',
    '  path: string;',
    '  /** Those of the path. */',
    '  parameters?: readonly string[];',
    '  /** For anybody: no access token is sent. */',
    '  open?: boolean;',
    '  /** Takes an Idempotency-Key. */',
    '  keyed?: boolean;',
    '}',
    '',
    `export type OperationName = keyof typeof PLACES;`,
    '',
    'const PLACES = {',
    ...entries.sort(),
    '} satisfies Record<string, OperationPlace>;',
    '',
    'export const OPERATIONS: Readonly<Record<OperationName, OperationPlace>> = PLACES;',
    '',
  ].join('\n');
}

function entry(method: string, path: string, { operationId, parameters = [], security }: Operation): string {
  const inPath = parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => `'${name}'`);
  const facts = [
    `method: '${method}'`,
    `path: '${path}'`,
    ...(inPath.length > 0 ? [`parameters: [${inPath.join(', ')}]`] : []),
    ...(security?.length === 0 ? ['open: true'] : []),
    ...(parameters.some(({ name }) => name === 'Idempotency-Key') ? ['keyed: true'] : []),
  ];
  return `  ${operationId}: { ${facts.join(', ')} },`;
}

const document = documentOfApi();
const files = { 'schema.ts': await schema(document), 'operations.ts': operations(document) };
const stale = Object.entries(files).filter(([name, text]) => {
  try {
    return readFileSync(join(folder, name), 'utf8') !== text;
  } catch {
    return true;
  }
});
if (check) {
  for (const [name] of stale) console.error(`${folder}/${name} is stale; run npm run client and commit it.`);
  process.exit(stale.length > 0 ? 1 : 0);
}
for (const [name, text] of stale) writeFileSync(join(folder, name), text);
console.log(`${Object.keys(files).length} files in ${folder}, ${stale.length} of them changed`);
