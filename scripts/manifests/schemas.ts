import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { fromYaml, type Resource } from './resource.js';

type Schema = Record<string, unknown> & { properties?: Record<string, Schema>; items?: Schema; additionalProperties?: Schema | boolean };

interface Definition {
  spec: { group: string; names: { kind: string }; versions: { name: string; served: boolean; deprecated?: boolean; schema: { openAPIV3Schema: Schema } }[] };
}

/** The groups of Kubernetes itself; all others are custom resources. */
const OWN = /^(v1|(apps|batch|policy|autoscaling|networking\.k8s\.io|rbac\.authorization\.k8s\.io)\/)/;

export function isCustom({ apiVersion }: Resource): boolean {
  return !OWN.test(apiVersion);
}

/**
 * Judges custom resources by the definitions that their operators install. As strict as the server's own validation with unknown fields
 * refused; rules in CEL are left out.
 */
export class CustomSchemas {
  private readonly validators = new Map<string, ReturnType<Ajv['compile']>>();

  constructor(folder: string) {
    const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false, logger: false });
    for (const file of readdirSync(folder)) {
      for (const { spec } of fromYaml(readFileSync(join(folder, file), 'utf8')) as unknown as Definition[]) {
        for (const { name, served, schema } of spec.versions) {
          if (served) this.validators.set(`${spec.group}/${name} ${spec.names.kind}`, ajv.compile(closed(schema.openAPIV3Schema, true)));
        }
      }
    }
  }

  problems(resource: Resource): string[] {
    const { apiVersion, kind, metadata } = resource;
    const validate = this.validators.get(`${apiVersion} ${kind}`);
    if (!validate) return [`${kind} ${metadata.name}: nobody defines a ${kind} of ${apiVersion}.`];
    if (validate(resource)) return [];
    return validate.errors!.map(({ instancePath, message, params }) => `${kind} ${metadata.name}: ${instancePath} ${message} ${JSON.stringify(params)}`);
  }
}

/** What OpenAPI leaves to Kubernetes, as JSON Schema: fields that nobody has defined, numbers that may be texts, and null. */
function closed(schema: Schema, root = false): Schema {
  const { properties, items, additionalProperties, ...rest } = schema;
  const open = schema['x-kubernetes-preserve-unknown-fields'] === true || schema['x-kubernetes-embedded-resource'] === true;
  const result: Schema = { ...rest };
  // Written for Go, whose expressions know what JavaScript's do not.
  if (typeof rest['pattern'] === 'string' && !compiles(rest['pattern'])) delete result['pattern'];
  if (schema['x-kubernetes-int-or-string'] === true) {
    delete result['type'];
    return { ...result, anyOf: [{ type: 'integer' }, { type: 'string' }] };
  }
  if (properties) {
    const all = root ? { ...properties, apiVersion: {}, kind: {}, metadata: {} } : properties;
    result.properties = Object.fromEntries(Object.entries(all).map(([name, inner]) => [name, closed(inner)]));
    if (!open && additionalProperties === undefined) result.additionalProperties = false;
  }
  if (items) result.items = closed(items);
  if (typeof additionalProperties === 'object') result.additionalProperties = closed(additionalProperties);
  else if (additionalProperties !== undefined) result.additionalProperties = additionalProperties;
  return result;
}

function compiles(pattern: string): boolean {
  try {
    new RegExp(pattern, 'u');
    return true;
  } catch {
    return false;
  }
}
