import * as contracts from '@demae/contracts';
import { ConfigurationError } from '../config/settings.js';

/** Who asks, but is not asked by gRPC: it does for people outside, and for operators, what they may. */
export const GATEWAY = 'gateway';

/** Every service there is: those that the contracts know, and the gateway. */
export function knownServices(): string[] {
  const packages = Object.values(contracts).flatMap((value) => Object.values(value as object).flatMap((method) => /^\/demae\.(\w+)\./.exec(String((method as { path?: unknown } | null)?.path))?.[1] ?? []));
  return [GATEWAY, ...new Set(packages)].filter((name) => name !== 'ops').sort();
}

/** Those whom TLS_CALLERS names; undefined when it is not set. @throws ConfigurationError for a name that no service has */
export function callersOf(service: string, written: string | undefined): string[] | undefined {
  if (written === undefined) return undefined;
  const named = written.split(',').map((name) => name.trim());
  const known = knownServices();
  const unknown = named.filter((name) => !known.includes(name));
  if (unknown.length === 0) return named;
  const which = unknown.map((name) => `"${name}"`).join(', ');
  throw new ConfigurationError(service, [`TLS_CALLERS=${written} names ${which}, which ${unknown.length === 1 ? 'is no service' : 'are no services'}. Write some of ${known.join(', ')}, with commas between`]);
}
