import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { resolved, type Answer, type Operation, type Schema, type Schemas } from '../apps/gateway/src/http/openapi-parts.js';

export interface Document {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Schemas; responses: Record<string, Answer>; headers: object };
}

/** One operation of the document, and where it is. */
export interface Route {
  method: string;
  /** As documented: `/v1/stores/{id}` */
  path: string;
  operation: Operation;
}

/** What came back, however it was asked for. */
export interface Answered {
  status: number;
  /** Names in lower case. */
  headers: Record<string, string | undefined>;
  text: string;
}

/** The document as a judge: says of each answer whether it is one of those that it promises. */
export class Contract {
  readonly routes: Route[];
  private readonly ajv = new Ajv2020({ strict: false, allErrors: true });
  private readonly known = new Map<string, ValidateFunction>();

  constructor(readonly document: Document) {
    // ajv-formats is CommonJS: its default export is a property of it.
    (addFormats as unknown as (ajv: Ajv2020) => void)(this.ajv);
    this.ajv.addFormat('email', (text) => EMAIL.test(text.trim()));
    this.ajv.addSchema({ $id: 'demae', components: { schemas: exact(document.components.schemas) } });
    this.routes = Object.entries(document.paths).flatMap(([path, item]) => Object.entries(item).map(([method, operation]) => ({ method, path, operation })));
  }

  route(operationId: string): Route {
    const found = this.routes.find(({ operation }) => operation.operationId === operationId);
    if (!found) throw new Error(`There is no operation ${operationId}.`);
    return found;
  }

  schemaOfBody({ operation }: Route): Schema | undefined {
    return operation.requestBody?.content['application/json']?.schema;
  }

  /** What a route answers with that status, references resolved. */
  answer({ operation }: Route, status: number): Answer | undefined {
    const answer = operation.responses[status];
    return answer?.$ref === undefined ? answer : this.document.components.responses[answer.$ref.split('/').at(-1)!];
  }

  /** What is wrong with a value; empty when it is of that form. */
  faults(schema: Schema, value: unknown): string[] {
    const key = JSON.stringify(schema);
    let validate = this.known.get(key);
    if (!validate) this.known.set(key, (validate = this.ajv.compile(absolute(schema))));
    return validate(value) ? [] : validate.errors!.map(({ instancePath, message, params }) => `${instancePath || 'it'} ${message} ${JSON.stringify(params)}`);
  }

  /** What is wrong with an answer; empty when the document promises one like it. */
  broken(route: Route, { status, headers, text }: Answered): string[] {
    const answer = this.answer(route, status);
    if (!answer) return [`${status} is not documented: ${text.slice(0, 200)}`];
    const missing = Object.keys(answer.headers ?? {}).filter((name) => !MAY_LACK.test(name) && headers[name.toLowerCase()] === undefined).map((name) => `has no ${name}`);
    const surplus = SHOWN.filter((name) => headers[name] !== undefined && !Object.keys(answer.headers ?? {}).some((known) => known.toLowerCase() === name)).map((name) => `has an undocumented ${name}`);
    return [...missing, ...surplus, ...this.brokenBody(answer, headers['content-type'], text)];
  }

  private brokenBody({ content }: Answer, type: string | undefined, text: string): string[] {
    if (!content) return text === '' ? [] : [`has a body, which is not documented: ${text.slice(0, 200)}`];
    const schema = content[type?.split(';')[0] ?? '']?.schema;
    if (!schema) return [`is ${type}, not ${Object.keys(content).join(' or ')}`];
    if (!type!.includes('json')) return [];
    try {
      return this.faults(schema, JSON.parse(text)).map((fault) => `${fault} in ${text.slice(0, 300)}`);
    } catch {
      return [`is no JSON: ${text.slice(0, 200)}`];
    }
  }
}

// As plain as what the gateway asks for: the world's addresses are not all in ASCII.
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
/** Limits are lifted in most tests. */
const MAY_LACK = /^RateLimit-/;
const SHOWN = ['etag', 'location', 'retry-after', 'www-authenticate'];

/** What is documented and nothing else: clients may have to live with more, we need not. Problems alone say more than they must. */
function exact(schemas: Schemas): Schemas {
  const copy = structuredClone(schemas);
  for (const [name, schema] of Object.entries(copy)) if (schema.properties && name !== 'ProblemView') schema.additionalProperties ??= false;
  return copy;
}

function absolute(schema: Schema): Schema {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/components/', '"demae#/components/')) as Schema;
}

export { resolved };
