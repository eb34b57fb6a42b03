import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { FieldErrorView, ProblemView } from './problem-view.js';

interface Parameter {
  in: string;
  name: string;
  description?: string;
  required?: boolean;
  schema?: Record<string, unknown>;
}

type Operation = Record<string, unknown> & {
  parameters?: Parameter[];
  requestBody?: unknown;
  responses: Record<string, { description: string; content?: unknown }>;
  security?: object[];
};

type PathItem = OpenAPIObject['paths'][string];

const REASONS: Record<number, string> = {
  400: 'The request is wrong; errors says where',
  401: 'No access token, or one that is not good any more',
  403: 'For other roles',
  404: 'No such thing, or somebody else\'s',
  409: 'Its state forbids it',
  412: 'Changed since it was read',
  422: 'Refused, and why',
  429: 'Too many requests; Retry-After says when to go on',
  500: 'Our fault; name the traceId',
  503: 'A needed service is away; Retry-After says when to try again',
};

/** /openapi.json, and /docs to browse it; made from the routes at the first request for it. */
export function serveDocuments(app: NestFastifyApplication): void {
  const make = () => complete(SwaggerModule.createDocument(app, description(), { extraModels: [ProblemView, FieldErrorView] }));
  SwaggerModule.setup('docs', app, make, { jsonDocumentUrl: 'openapi.json', yamlDocumentUrl: 'openapi.yaml', customSiteTitle: 'Demae' });
}

function description() {
  return new DocumentBuilder()
    .setTitle('Demae')
    .setDescription('Commerce and food delivery. Times are RFC 3339 in UTC, money is in minor units, errors are application/problem+json.')
    .setVersion('1')
    .setOpenAPIVersion('3.1.0')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'The access token of POST /v1/auth/login' }, 'bearer')
    .addSecurityRequirements('bearer')
    .build();
}

/** Adds to each operation what follows from its kind: who may, and every problem it can answer with. */
function complete(document: OpenAPIObject): OpenAPIObject {
  for (const path of Object.values(document.paths)) {
    for (const operation of Object.values(path as Record<string, Operation>)) completeOperation(operation);
  }
  for (const [path, summary] of Object.entries(PROBES)) document.paths[path] = { get: probe(summary) } as PathItem;
  return document;
}

const PROBES = { '/livez': 'Whether it is worth keeping', '/readyz': 'Whether it can be of use now' };

/** The platform answers them itself, before any of our routes. */
function probe(summary: string) {
  const content = { 'application/json': { schema: { type: 'object', properties: { details: { type: 'object' } } } } };
  return { summary, tags: ['Looking and operating'], security: [], responses: { 200: { description: 'Yes', content }, 503: { description: 'No, and why', content } } };
}

function completeOperation(operation: Operation): void {
  // Headers that a route reads show up by themselves, as if they were required; what is written about them is what counts.
  const parameters = (operation.parameters ?? []).filter((parameter) => parameter.in !== 'header' || parameter.description !== undefined);
  operation.parameters = parameters;
  const { requestBody } = operation;
  const open = operation['x-public'] === true;
  if (open) operation.security = [];
  for (const parameter of parameters) {
    if (parameter.in === 'path' && !parameter.schema?.['pattern']) parameter.schema = { type: 'string', ...(parameter.name === 'sku' ? { maxLength: 64 } : { format: 'uuid' }) };
  }
  const takes = requestBody !== undefined || parameters.some((parameter) => parameter.in !== 'path');
  const possible = [
    ...(takes ? [400] : []),
    ...(open ? [] : [401]),
    ...(operation['x-roles'] ? [403] : []),
    ...((operation['x-refusals'] as number[] | undefined) ?? []),
    429,
    500,
    503,
  ];
  for (const status of possible) {
    operation.responses[status] ??= {
      description: REASONS[status] ?? 'Refused',
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/ProblemView' } } },
    };
  }
  delete operation['x-public'];
  delete operation['x-refusals'];
}

