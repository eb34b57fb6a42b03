import { readFileSync } from 'node:fs';
import { catalogue } from '@demae/contracts';
import { allTopics, needsOf, type ServiceNeeds } from '@demae/platform';
import { gateway } from '../../apps/gateway/src/gateway.module.js';
import { SERVICES } from '../../apps/standalone/src/demae.js';

/** What each service needs, read from its own definition and handlers. */
export const NEEDS: readonly ServiceNeeds[] = [gateway, ...SERVICES].map((definition) => needsOf(definition, catalogue));

export const TOPICS: readonly string[] = allTopics(catalogue);

/** Those of events: what could not be handled is not among them. */
export const EVENT_TOPICS: readonly string[] = catalogue.topics();

/** What the image puts into the environment of every service. */
export function imageEnvironment(file = 'Dockerfile'): Record<string, string> {
  const text = readFileSync(file, 'utf8');
  const last = text.slice(text.lastIndexOf('\nFROM'));
  return Object.fromEntries([...last.matchAll(/(?:ENV|\\\n)\s+(\w+)=(\S+)/g)].map(([, name, value]) => [name!, value!]));
}

/** The number of a service's port inside its container, as its image has it. */
export function portOf(needs: ServiceNeeds, name: 'http' | 'grpc' | 'health', environment = imageEnvironment()): number {
  const port = needs.ports.find((one) => one.name === name);
  if (!port) throw new Error(`${needs.name} has no ${name} port.`);
  return Number(environment[port.setting] ?? needs.settings[port.setting]!.default);
}

/** Who asks a service by gRPC. */
export function callersOf(name: string, all: readonly ServiceNeeds[] = NEEDS): string[] {
  return all.filter(({ peers }) => peers.includes(name)).map((one) => one.name);
}
