import { CORE_SCHEMA, dump, loadAll, mergeTag } from 'js-yaml';

/** One object of Kubernetes, as it stands in a manifest. */
export interface Resource {
  apiVersion: string;
  kind: string;
  metadata: { name: string; labels?: Record<string, string>; annotations?: Record<string, string>; [field: string]: unknown };
  [field: string]: unknown;
}

const NOTE = '# Made by `npm run manifests` from what the services say of themselves. Change it there, in scripts/manifests, or in an overlay.\n';

export function toYaml(...documents: readonly object[]): string {
  return NOTE + documents.map((document) => dump(document, { lineWidth: 160, noRefs: true })).join('---\n');
}

/** All objects of a file, or of what `kustomize build` prints. */
export function fromYaml(text: string): Resource[] {
  return loadAll(text, { schema: CORE_SCHEMA.withTags(mergeTag) }).filter((document): document is Resource => typeof document === 'object' && document !== null);
}

export const PART_OF = { 'app.kubernetes.io/part-of': 'demae' };

/** The labels by which one of a service's two kinds of pods is found: those that serve, and those that migrate. */
export function selector(service: string, component: 'service' | 'migrate' = 'service'): Record<string, string> {
  return { 'app.kubernetes.io/name': service, 'app.kubernetes.io/component': component };
}

/** On whatever pod answers as that server, wherever it comes from. */
export const serverLabels = {
  kafka: { 'demae.test/server': 'kafka' },
  redis: { 'demae.test/server': 'redis' },
  postgres: (service: string) => ({ 'demae.test/database-of': service }),
};

/** On the pods of services that keep data. */
export const DATA = { 'demae.test/data': 'true' };
/** On the namespaces from which requests come in, and from which metrics are scraped. */
export const LETS_IN = { 'demae.test/lets-in': 'true' };
export const WATCHES = { 'demae.test/watches': 'true' };
/** Where the servers answer; Kafka at the second one when it speaks TLS. */
export const SERVER_PORTS = { postgres: [5432], kafka: [9092, 9093], redis: [6379] } as const;
