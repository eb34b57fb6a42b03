import { readFileSync } from 'node:fs';
import { CORE_SCHEMA, load, mergeTag } from 'js-yaml';

export interface ComposeService {
  image: string;
  build?: { context: string; args: { APP: string } };
  command?: string[];
  environment?: Record<string, string | number>;
  healthcheck?: { test?: string[]; disable?: boolean };
  depends_on?: Record<string, { condition: string }>;
  ports?: string[];
  restart: string;
}

export interface ComposeFile {
  services: Record<string, ComposeService>;
  volumes: Record<string, unknown>;
}

type Variables = Readonly<Record<string, string | undefined>>;

/** The file with its anchors merged, and its variables replaced as Compose does it. @throws Error with the file's own words for a variable that it cannot do without. */
export function readCompose(variables: Variables, file = 'docker-compose.yml'): ComposeFile {
  const raw = load(readFileSync(file, 'utf8'), { schema: CORE_SCHEMA.withTags(mergeTag) });
  return interpolate(raw, variables) as ComposeFile;
}

/** The names of all variables that the file reads. */
export function variablesOf(file = 'docker-compose.yml'): Set<string> {
  const text = readFileSync(file, 'utf8').replaceAll('$$', '');
  return new Set([...text.matchAll(/\$\{(\w+)/g)].map(([, name]) => name!));
}

/** The lines of an .env file, without what is quoted or spans lines: .env.example has none of it. */
export function readDotenv(file: string): Record<string, string> {
  return Object.fromEntries([...readFileSync(file, 'utf8').matchAll(/^(\w+)=(.*)$/gm)].map(([, name, value]) => [name!, value!]));
}

// https://github.com/compose-spec/compose-spec/blob/main/12-interpolation.md, the forms with an empty value counting as a missing one.
const VARIABLE = /\$\$|\$\{(\w+)(?:(:[-?])([^}]*))?\}|\$/g;

function interpolate(value: unknown, variables: Variables): unknown {
  if (typeof value === 'string') return value.replaceAll(VARIABLE, (found, name?: string, operator?: string, rest = '') => replacement(found, variables, name, operator, rest));
  if (Array.isArray(value)) return value.map((item) => interpolate(item, variables));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, interpolate(item, variables)]));
}

function replacement(found: string, variables: Variables, name: string | undefined, operator: string | undefined, rest: string): string {
  if (found === '$$') return '$';
  if (name === undefined) throw new Error('A single $ stands for nothing; write $$ for one, or ${NAME}.');
  if (variables[name]) return variables[name];
  if (operator === ':?') throw new Error(`${name} ${rest}`);
  if (operator === ':-') return rest;
  if (variables[name] === undefined) throw new Error(`${name} is not set, and would become nothing.`);
  return '';
}
