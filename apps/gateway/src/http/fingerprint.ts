import { hash } from 'node:crypto';

/** SHA-256 of a body, the same however its fields are ordered. */
export function fingerprint(body: unknown): Buffer {
  return hash('sha256', JSON.stringify(sorted(body)), 'buffer');
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(sorted);
  const fields = value as Record<string, unknown>;
  return Object.fromEntries(Object.keys(fields).sort().map((name) => [name, sorted(fields[name])]));
}
