import { execFileSync } from 'node:child_process';
import type { JsonSchema } from '@demae/saga';

/** Of google/protobuf/descriptor.proto, in JSON. */
export interface ProtoFile {
  name: string;
  package: string;
  messageType?: ProtoMessage[];
  sourceCodeInfo: { location: { path: number[]; leadingComments?: string }[] };
}
interface ProtoMessage {
  name: string;
  field?: ProtoField[];
  nestedType?: ProtoMessage[];
}
interface ProtoField {
  name: string;
  jsonName: string;
  number: number;
  label: string;
  type: string;
  typeName?: string;
}

// https://protobuf.dev/programming-guides/json/; what reads it takes numbers for 64 bits, too.
const SCALARS: Record<string, JsonSchema> = {
  TYPE_STRING: { type: 'string' },
  TYPE_BOOL: { type: 'boolean' },
  TYPE_DOUBLE: { type: 'number', format: 'double' },
  TYPE_INT32: { type: 'integer', format: 'int32' },
  TYPE_INT64: { type: ['string', 'integer'], format: 'int64' },
  TYPE_BYTES: { type: 'string', contentEncoding: 'base64' },
};
const KNOWN: Record<string, JsonSchema> = { '.google.protobuf.Timestamp': { type: 'string', format: 'date-time' } };

/** What the proto/ of this checkout declares. */
export function readProtos(): ProtoFile[] {
  const image = execFileSync(process.execPath, ['node_modules/@bufbuild/buf/bin/buf', 'build', '-o', '-#format=json'], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  return (JSON.parse(image) as { file: ProtoFile[] }).file;
}

/** JSON Schemas of these messages (`demae.order.v1.OrderCreated`) and of all that they hold, by name. @throws Error for one that is not there, or holds what JSON has no word for here */
export function schemasOf(names: readonly string[], files: readonly ProtoFile[]): Record<string, JsonSchema> {
  const declared = new Map(files.flatMap((file) => (file.messageType ?? []).flatMap((message, index) => withNested(file, message, file.package, [4, index]))));
  const schemas: Record<string, JsonSchema> = {};
  const add = (name: string) => {
    if (schemas[name]) return;
    const found = declared.get(name);
    if (!found) throw new Error(`No message ${name} in proto/.`);
    const { file, path, field } = found;
    schemas[name] = {
      ...commentAt(file, path),
      type: 'object',
      properties: Object.fromEntries(field.map((one, at) => [one.jsonName, { ...commentAt(file, [...path, 2, at]), ...schemaOf(name, one), 'x-protobuf-field': one.number }])),
    };
    for (const { typeName } of field) if (typeName && !KNOWN[typeName]) add(typeName.slice(1));
  };
  names.forEach(add);
  return Object.fromEntries(Object.entries(schemas).sort(([a], [b]) => (a < b ? -1 : 1)));
}

interface Declared {
  file: ProtoFile;
  /** Where its comment is looked for: https://protobuf.com/docs/descriptors#source-code-info */
  path: number[];
  field: ProtoField[];
}

function withNested(file: ProtoFile, { name, field = [], nestedType = [] }: ProtoMessage, within: string, path: number[]): [string, Declared][] {
  const full = `${within}.${name}`;
  return [[full, { file, path, field }], ...nestedType.flatMap((nested, index) => withNested(file, nested, full, [...path, 3, index]))];
}

function schemaOf(message: string, { name, label, type, typeName }: ProtoField): JsonSchema {
  const one = typeName ? (KNOWN[typeName] ?? { $ref: `#/components/schemas/${typeName.slice(1)}` }) : SCALARS[type];
  if (!one || (typeName && type !== 'TYPE_MESSAGE')) throw new Error(`${message}.${name} is of ${type}: say in scripts/asyncapi/proto-schemas.ts how that looks in JSON.`);
  return label === 'LABEL_REPEATED' ? { type: 'array', items: one } : one;
}

function commentAt({ sourceCodeInfo }: ProtoFile, path: readonly number[]): { description?: string } {
  const comment = sourceCodeInfo.location.find((location) => location.leadingComments !== undefined && location.path.join() === path.join())?.leadingComments;
  return comment === undefined ? {} : { description: comment.trim().replaceAll(/\s*\n\s*/g, ' ') };
}
