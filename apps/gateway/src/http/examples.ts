import { resolved, type Schema, type Schemas } from './openapi-parts.js';

const ID = '019aa6f2-3f00-7000-8000-000000000001';
const AT = '2025-11-21T09:30:00.000Z';

interface Look {
  schemas: Schemas;
  /** All optional fields, too: in answers nobody has to choose. */
  everything: boolean;
  /** References that one is within: what holds things of its own kind ends there. */
  within: readonly string[];
}

/** A value of this form to show and to paste: what is required, and of the rest what has an example of its own. */
export function exampleOf(schema: Schema, schemas: Schemas, everything = false): unknown {
  return shown(schema, { schemas, everything, within: [] });
}

function shown(given: Schema, look: Look): unknown {
  if (given.example !== undefined) return given.example;
  const schema = resolved(given, look.schemas);
  if (schema.example !== undefined) return schema.example;
  if (schema.enum) return schema.enum[0];
  const [either] = (schema.anyOf ?? []).filter(({ type }) => type !== 'null');
  if (either) return shown(either, look);
  const deeper = { ...look, within: [...look.within, ...referenceOf(given)] };
  switch ([schema.type].flat()[0]) {
    case 'array':
      return isWithin(schema.items!, deeper) ? [] : [shown(schema.items!, deeper)];
    case 'object':
      return fields(schema, deeper);
    case 'string':
      return text(schema);
    case 'boolean':
      return true;
    case 'integer':
    case 'number':
      return Math.max(0, schema.minimum ?? 0);
    default:
      return {};
  }
}

function fields({ properties = {}, required = [] }: Schema, look: Look): Record<string, unknown> {
  const wanted = Object.entries(properties).filter(([name, field]) => required.includes(name) || (!isWithin(field, look) && (look.everything || field.example !== undefined)));
  return Object.fromEntries(wanted.map(([name, field]) => [name, shown(field, look)]));
}

const referenceOf = ({ $ref, allOf }: Schema) => [$ref ?? allOf?.[0]?.$ref ?? []].flat();
const isWithin = (schema: Schema, { within }: Look) => referenceOf(schema).some((reference) => within.includes(reference));

function text({ format, minLength = 0 }: Schema): string {
  if (format === 'uuid') return ID;
  if (format === 'date-time') return AT;
  if (format === 'uri') return 'https://example.com/ramen.png';
  return 'text'.padEnd(minLength, '.');
}
