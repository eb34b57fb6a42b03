import { newId } from '@demae/saga/events';

export interface Schema {
  $ref?: string;
  allOf?: Schema[];
  type?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  enum?: unknown[];
  /** Made of the type: `["string", "null"]`. */
  nullable?: boolean;
  format?: string;
  pattern?: string;
  example?: unknown;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  minItems?: number;
  maxItems?: number;
}

export interface Operation {
  summary: string;
  security?: object[];
  parameters?: { in: string; name: string; schema?: Schema }[];
  requestBody?: { content: Record<string, { schema: Schema }> };
  'x-roles'?: string[];
}

export interface Documents {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
}

export interface Route {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  path: string;
  operation: Operation;
  /** Of its body, where it takes one. */
  body: Schema | undefined;
  query: { name: string; schema: Schema }[];
}

/** What is wrong with one request: where, how, and the request's body or query. */
export interface Wrong {
  what: string;
  /** As the errors of the answer name it. */
  path: string;
  sent: string;
}

/** No JSON text can say it, but a parser makes one of 1e400. */
const INFINITE = '"@infinite"';

/** Requests that should be refused, made from the documents of the API. */
export class BadInput {
  constructor(private readonly documents: Documents) {}

  /** All routes but the probes of operations. */
  routes(): Route[] {
    return Object.entries(this.documents.paths).filter(([path]) => path.startsWith('/v1/')).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]) => ({
        method: method as Route['method'],
        path,
        operation,
        body: operation.requestBody && this.resolve(operation.requestBody.content['application/json']!.schema),
        query: (operation.parameters ?? []).filter((parameter) => parameter.in === 'query').map(({ name, schema }) => ({ name, schema: schema ?? {} })),
      })),
    );
  }

  /** A value of that form, with every field it may have. */
  valid(given: Schema): unknown {
    const schema = this.resolve(given);
    if (schema.type === 'array') return schema.example ?? [this.valid(schema.items!)];
    if (schema.properties) return Object.fromEntries(Object.entries(schema.properties).map(([name, field]) => [name, this.valid(field)]));
    if (schema.example !== undefined) return schema.example;
    if (schema.enum) return schema.enum[0];
    if (schema.format === 'uuid') return newId();
    if (schema.format === 'uri') return 'https://example.com/cup.png';
    if (schema.type === 'string') return 'x'.repeat(Math.max(1, schema.minLength ?? 0));
    if (schema.type === 'boolean') return true;
    return schema.minimum ?? 0;
  }

  /** The body with one thing wrong in it, for every field and everything that can be wrong with it. */
  bodies(schema: Schema): Wrong[] {
    const whole = this.valid(schema);
    return this.wrongs(schema, '').map(({ what, path, change }) => {
      const body = structuredClone(whole) as Record<string, unknown>;
      change(body);
      return { what: `${path} ${what}`, path, sent: JSON.stringify(body).replaceAll(INFINITE, '1e400') };
    });
  }

  queries({ query }: Route): Wrong[] {
    const wrongs = query.flatMap(({ name, schema }) => [
      ...queryValues(schema).map(([what, value]) => ({ what: `?${name} ${what}`, path: name, sent: `${name}=${value}` })),
      { what: `?${name} stands twice`, path: name, sent: `${name}=1&${name}=2` },
    ]);
    const [first] = query;
    return first ? [...wrongs, { what: 'an unknown parameter', path: 'surprise', sent: 'surprise=1' }] : [];
  }

  private wrongs(given: Schema, path: string): { what: string; path: string; change: (body: Record<string, unknown>) => void }[] {
    const schema = this.resolve(given);
    const surprise = path ? `${path}.surprise` : 'surprise';
    const unknown = { what: 'is not known', path: surprise, change: put(surprise, 1) };
    const fields = Object.entries(schema.properties ?? {}).flatMap(([name, value]) => {
      const field = this.resolve(value);
      const at = path ? `${path}.${name}` : name;
      const missing = schema.required?.includes(name) ? [{ what: 'is missing', path: at, change: remove(at) }] : [];
      const wrong = wrongValues(field, () => this.valid(field)).map(([what, bad]) => ({ what, path: at, change: put(at, bad) }));
      const within = field.type === 'array' ? this.resolve(field.items!) : field;
      const deeper = within.properties ? this.wrongs(within, field.type === 'array' ? `${at}.0` : at) : [];
      return [...missing, ...wrong, ...deeper];
    });
    return [unknown, ...fields];
  }

  private resolve(schema: Schema): Schema {
    const name = (schema.$ref ?? schema.allOf?.[0]?.$ref)?.split('/').at(-1);
    const resolved = name === undefined ? schema : this.documents.components.schemas[name]!;
    const types = resolved.type as string | string[] | undefined;
    return Array.isArray(types) ? { ...resolved, type: types.find((type) => type !== 'null')!, nullable: types.includes('null') } : resolved;
  }
}

function wrongValues(schema: Schema, valid: () => unknown): [string, unknown][] {
  const always: [string, unknown][] = schema.nullable ? [] : [['is null', null]];
  switch (schema.type) {
    case 'string':
      return [...always, ['is a number', 5], ['is a list', ['x']], ['is an object', { a: 'x' }], ...wrongTexts(schema)];
    case 'integer':
    case 'number': {
      const { minimum, maximum } = schema;
      const beyond: [string, unknown][] = [['is below all', minimum! - 1], ['is above all', maximum! + 1], ['is huge', 1e308], ['is negative and huge', -1e308], ['is infinite', '@infinite']];
      const fraction: [string, unknown][] = schema.type === 'integer' ? [['is a fraction', minimum! + 0.5]] : [];
      return [...always, ['is text', '1'], ['is a list', [1]], ['is a flag', true], ...beyond, ...fraction];
    }
    case 'boolean':
      return [...always, ['is text', 'true'], ['is a number', 1], ['is a list', [true]]];
    case 'array': {
      const tooMany = schema.maxItems === undefined ? [] : [['has too many items', Array.from({ length: schema.maxItems + 1 }, () => (valid() as unknown[])[0])] as [string, unknown]];
      const tooFew = schema.minItems ? [['is empty', []] as [string, unknown]] : [];
      return [...always, ['is an object', { 0: 'x' }], ['is text', 'x'], ['has a null', [null]], ['has a list', [[]]], ...tooMany, ...tooFew];
    }
    default:
      return [...always, ['is a list', []], ['is text', 'x'], ['is a number', 5]];
  }
}

function wrongTexts({ minLength, maxLength = 10_000, ...form }: Schema): [string, unknown][] {
  const isStrict = form.pattern !== undefined || form.enum !== undefined || form.format !== undefined;
  return [
    ['is too long', 'x'.repeat(maxLength + 1)],
    ['has a NUL', 'a\0b'],
    ['has half a character', 'a\ud800'],
    ...(minLength || isStrict ? [['is empty', ''], ['is blank', '   ']] as [string, unknown][] : []),
    ...(isStrict ? [['has another form', "'; drop table account; --"]] as [string, unknown][] : []),
  ];
}

/** As they stand in a URL. */
function queryValues(schema: Schema): [string, string][] {
  const always: [string, string][] = [['is empty', ''], ['has a NUL', 'a%00b'], ['is too long', 'x'.repeat(1_500)]];
  const isText = schema.type === 'string' && !schema.enum && !schema.pattern && !schema.format;
  const numbers: [string, string][] = schema.maximum === undefined ? [] : [
    ['is below all', String(schema.minimum! - 1)], ['is above all', String(schema.maximum + 1)], ['is huge', '9'.repeat(30)], ['is in powers', '1e1'],
  ];
  return [...always, ...numbers, ...(isText ? [] : [['is garbage', 'abc'] as [string, string]])];
}

function put(path: string, value: unknown) {
  return (body: Record<string, unknown>) => {
    const [parent, name] = parentOf(body, path);
    parent[name] = value;
  };
}

function remove(path: string) {
  return (body: Record<string, unknown>) => {
    const [parent, name] = parentOf(body, path);
    delete parent[name];
  };
}

function parentOf(body: Record<string, unknown>, path: string): [Record<string, unknown>, string] {
  const steps = path.split('.');
  const name = steps.pop()!;
  return [steps.reduce((at, step) => at[step] as Record<string, unknown>, body), name];
}
