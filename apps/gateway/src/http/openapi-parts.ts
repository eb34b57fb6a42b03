/** As much of an OpenAPI 3.1 document as is worked on here: https://spec.openapis.org/oas/v3.1.0 */
export interface Schema {
  $ref?: string;
  allOf?: Schema[];
  anyOf?: Schema[];
  type?: string | string[];
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean | Schema;
  items?: Schema;
  enum?: unknown[];
  format?: string;
  pattern?: string;
  example?: unknown;
  description?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
}

export interface Parameter {
  in: string;
  name: string;
  description?: string;
  required?: boolean;
  schema?: Schema;
  example?: unknown;
}

export interface Content {
  schema?: Schema;
  example?: unknown;
}

export interface Answer {
  $ref?: string;
  description?: string;
  headers?: Record<string, object>;
  content?: Record<string, Content>;
}

export interface Operation {
  operationId?: string;
  summary?: string;
  tags?: string[];
  parameters?: Parameter[];
  requestBody?: { required?: boolean; content: Record<string, Content> };
  responses: Record<string, Answer>;
  security?: object[];
  'x-public'?: boolean;
  'x-roles'?: string[];
  'x-refusals'?: number[];
  'x-tagged'?: boolean;
  /** An example of the table that is taken instead of JSON. */
  'x-csv'?: string;
}

export type Schemas = Record<string, Schema>;

/** What stands behind a reference; also behind one that carries a description of its own. */
export function resolved(schema: Schema, schemas: Schemas): Schema {
  const reference = schema.$ref ?? schema.allOf?.[0]?.$ref;
  return reference === undefined ? schema : schemas[reference.split('/').at(-1)!]!;
}
