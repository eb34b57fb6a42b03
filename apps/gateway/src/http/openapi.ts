import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { documentProblems, problemResponses } from './documented-problems.js';
import { exampleOf } from './examples.js';
import { resolved, type Operation, type Parameter, type Schema, type Schemas } from './openapi-parts.js';
import { operationId } from './operation-ids.js';
import { FieldErrorView, ProblemView } from './problem-view.js';

type PathItem = OpenAPIObject['paths'][string];

/** /openapi.json, and /docs to browse it; made from the routes at the first request for it. */
export function serveDocuments(app: NestFastifyApplication): void {
  const make = () => complete(SwaggerModule.createDocument(app, description(), { extraModels: [ProblemView, FieldErrorView] }));
  SwaggerModule.setup('docs', app, make, { jsonDocumentUrl: 'openapi.json', yamlDocumentUrl: 'openapi.yaml', customSiteTitle: 'Demae' });
}

const ABOUT = `Commerce and food delivery. Times are RFC 3339 in UTC, money is in minor units, errors are application/problem+json.
Texts have no control characters but line breaks and tabs, and blanks around them do not count towards their least length.
Fields and parameters that are not documented are refused.`;

function description() {
  return new DocumentBuilder()
    .setTitle('Demae')
    .setDescription(ABOUT)
    .setVersion('1')
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .setOpenAPIVersion('3.1.0')
    .addServer('/', 'this gateway')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'The access token of POST /v1/auth/login' }, 'bearer')
    .addSecurityRequirements('bearer')
    .build();
}

const whole = (what: string, example: number) => ({ description: what, schema: { type: 'integer', minimum: 0 }, example });
const words = (what: string, example: string) => ({ description: what, schema: { type: 'string' }, example });

const HEADERS = {
  'RateLimit-Limit': whole('how many requests a minute are answered; absent where limits are lifted', 600),
  'RateLimit-Remaining': whole('how many more are answered now', 599),
  'RateLimit-Reset': whole('seconds until all of them are free again', 60),
  'Retry-After': whole('seconds to wait before the next try', 1),
  'WWW-Authenticate': words('RFC 6750', 'Bearer realm="demae"'),
  ETag: words('of what is answered: for If-None-Match, and for If-Match of a change', '"3.Zc0v0cTlqzLyqVtE"'),
  Location: words('where it is read', '/v1/stores/019aa6f2-3f00-7000-8000-000000000001'),
};

const LIMITS = ['RateLimit-Limit', 'RateLimit-Remaining', 'RateLimit-Reset'];

/** Adds to each operation what follows from its kind: its name, who may, examples, headers, and every problem it can answer with. */
function complete(document: OpenAPIObject): OpenAPIObject {
  const components = (document.components ??= {});
  const schemas = (components.schemas ?? {}) as Schemas;
  Object.assign(components, { headers: HEADERS, responses: problemResponses() });
  for (const [path, item] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(item as Record<string, Operation>)) completeOperation(method, path, operation, { schemas, paths: document.paths });
  }
  for (const [path, summary] of Object.entries(PROBES)) document.paths[path] = { get: probe(path, summary) } as PathItem;
  return document;
}

const PROBES = { '/livez': 'Whether it is worth keeping', '/readyz': 'Whether it can be of use now' };

/** The platform answers them itself, before any of our routes. */
function probe(path: string, summary: string): Operation {
  const example = { details: { catalog: { database: 'ok' } } };
  const content = { 'application/json': { schema: { type: 'object', properties: { details: { type: 'object' } } }, example } };
  const responses = { 200: { description: 'Yes', content }, 503: { description: 'No, and why', content } };
  return { operationId: path === '/livez' ? 'getLiveness' : 'getReadiness', summary, tags: ['Looking and operating'], security: [], responses };
}

interface Around {
  schemas: Schemas;
  paths: OpenAPIObject['paths'];
}

function completeOperation(method: string, path: string, operation: Operation, { schemas, paths }: Around): void {
  // Headers that a route reads show up by themselves, as if they were required; what is written about them is what counts.
  operation.parameters = (operation.parameters ?? []).filter((parameter) => parameter.in !== 'header' || parameter.description !== undefined);
  if (operation['x-public']) operation.security = [];
  if (operation['x-tagged'] && method === 'get') operation.parameters.push({ ...IF_NONE_MATCH });
  for (const parameter of operation.parameters) completeParameter(parameter);
  const body = operation.requestBody?.content['application/json'];
  if (body) {
    close(body.schema!, schemas);
    operation.requestBody!.required = (resolved(body.schema!, schemas).required ?? []).length > 0;
    body.example = exampleOf(body.schema!, schemas);
    if (operation['x-csv']) operation.requestBody!.content['text/csv'] = { schema: { type: 'string' }, example: operation['x-csv'] };
  }
  const canBeRead = `${path}/{id}` in paths && 'get' in (paths[`${path}/{id}`] as object);
  const isList = completeAnswers(operation, schemas, method === 'post' && canBeRead);
  operation.operationId = operationId(method, path, isList);
  if (operation['x-tagged'] && method === 'get') operation.responses[304] = { description: 'Unchanged since the ETag of If-None-Match', headers: refer(['ETag', ...LIMITS]) };
  documentProblems(method, operation);
  for (const internal of ['x-public', 'x-refusals', 'x-tagged', 'x-csv'] as const) delete operation[internal];
}

const IF_NONE_MATCH: Parameter = { in: 'header', name: 'If-None-Match', required: false, description: 'ETags that one has: 304 when it is still one of them', schema: { type: 'string' } };

function completeParameter(parameter: Parameter): void {
  if (parameter.in !== 'path' || parameter.schema?.pattern) return;
  parameter.schema = parameter.name === 'sku' ? { type: 'string', minLength: 1, maxLength: 64, example: 'RAMEN-L' } : { type: 'string', format: 'uuid' };
  parameter.example = exampleOf(parameter.schema, {});
}

/** What a request may have is documented, and all else is refused: also within it. */
function close(schema: Schema, schemas: Schemas): void {
  const { $ref, allOf, items, properties } = schema;
  if ($ref ?? allOf) return close(resolved(schema, schemas), schemas);
  if (items) return close(items, schemas);
  if (!properties || schema.additionalProperties === false) return;
  schema.additionalProperties = false;
  for (const field of Object.values(properties)) close(field, schemas);
}

/** Headers and examples of what is answered when all went well; tells whether it is a list. */
function completeAnswers(operation: Operation, schemas: Schemas, canBeRead: boolean): boolean {
  let isList = false;
  for (const [status, answer] of Object.entries(operation.responses)) {
    const isCreated = canBeRead && status === '201';
    answer.headers = refer([...(operation['x-tagged'] && answer.content ? ['ETag'] : []), ...(isCreated ? ['Location'] : []), ...LIMITS]);
    for (const content of Object.values(answer.content ?? {})) {
      if (!content.schema) continue;
      isList ||= resolved(content.schema, schemas).properties?.['items'] !== undefined;
      content.example ??= exampleOf(content.schema, schemas, true);
    }
  }
  return isList;
}

const refer = (headers: string[]) => Object.fromEntries(headers.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
