import type { ServiceNeeds } from '@demae/platform';
import { portOf } from './platform.js';
import { OTLP, tracesIn } from './policies.js';
import { LETS_IN, PART_OF, selector, SERVER_PORTS, serverLabels, WATCHES, type Resource } from './resource.js';

type Labels = Readonly<Record<string, string>>;

interface Selector {
  matchLabels?: Labels;
  matchExpressions?: { key: string; operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist'; values?: string[] }[];
}

interface Peer {
  podSelector?: Selector;
  namespaceSelector?: Selector;
  ipBlock?: { cidr: string };
}

interface Rule {
  from?: Peer[];
  to?: Peer[];
  ports?: { port?: number; endPort?: number; protocol?: string }[];
}

interface Policy {
  podSelector: Selector;
  policyTypes: string[];
  ingress?: Rule[];
  egress?: Rule[];
}

/** A pod here (labels only), one in another namespace, or something outside of the cluster. */
export type Party = { labels: Labels } | { namespace: Labels } | { outside: true };

/** What the network policies of a namespace let through, as Kubernetes defines it: https://kubernetes.io/docs/concepts/services-networking/network-policies/ */
export class Network {
  private readonly policies: Policy[];

  constructor(resources: readonly Resource[]) {
    this.policies = resources.filter(({ kind }) => kind === 'NetworkPolicy').map(({ spec }) => spec as Policy);
  }

  allows(from: Party, to: Party, port: number): boolean {
    return this.side(from, to, port, 'Egress') && this.side(to, from, port, 'Ingress');
  }

  /** The ports at which a pod may call what is outside of the cluster. */
  outwards(pod: Party): number[] {
    return this.rules(pod, 'Egress').flatMap(({ to = [], ports = [] }) => (to.some(({ ipBlock }) => ipBlock) ? ports.flatMap(({ port }) => port ?? []) : []));
  }

  private side(self: Party, other: Party, port: number, type: 'Egress' | 'Ingress'): boolean {
    // Nobody else's pods are our policies' business, and a pod that no policy selects is free.
    if (!('labels' in self) || !this.selects(self, type)) return true;
    return this.rules(self, type).some(({ from, to, ports }) => fitsPort(ports, port) && (type === 'Egress' ? to : from)?.some((peer) => fitsPeer(peer, other)) !== false);
  }

  private selects(pod: Party, type: string): boolean {
    return this.policies.some((policy) => policy.policyTypes.includes(type) && 'labels' in pod && fits(policy.podSelector, pod.labels));
  }

  private rules(pod: Party, type: 'Egress' | 'Ingress'): Rule[] {
    return this.policies.filter((policy) => 'labels' in pod && policy.policyTypes.includes(type) && fits(policy.podSelector, pod.labels))
      .flatMap((policy) => (type === 'Egress' ? policy.egress : policy.ingress) ?? []);
  }
}

function fits({ matchLabels = {}, matchExpressions = [] }: Selector, labels: Labels): boolean {
  return Object.entries(matchLabels).every(([key, value]) => labels[key] === value) && matchExpressions.every(({ key, operator, values = [] }) => {
    if (operator === 'Exists') return key in labels;
    if (operator === 'DoesNotExist') return !(key in labels);
    return (key in labels && values.includes(labels[key]!)) === (operator === 'In');
  });
}

function fitsPort(ports: Rule['ports'], wanted: number): boolean {
  return ports === undefined || ports.some(({ port, endPort = port, protocol = 'TCP' }) => protocol === 'TCP' && (port === undefined || (wanted >= port && wanted <= endPort!)));
}

function fitsPeer({ podSelector, namespaceSelector, ipBlock }: Peer, other: Party): boolean {
  if (ipBlock) return 'outside' in other;
  if (namespaceSelector) return 'namespace' in other && fits(namespaceSelector, other.namespace);
  return podSelector !== undefined && 'labels' in other && fits(podSelector, other.labels);
}

const podOf = (service: string, data: boolean): Party => ({ labels: { ...PART_OF, ...selector(service), ...(data ? { 'demae.test/data': 'true' } : {}) } });
const STRANGER: Party = { labels: selector('stranger') };
const ABROAD: Party = { outside: true };

/** Where the policies let through more, or less, than the services need of each other and of the servers. */
export function wrongNetwork(resources: readonly Resource[], all: readonly ServiceNeeds[]): string[] {
  const network = new Network(resources);
  const pod = ({ name, migration }: ServiceNeeds) => podOf(name, migration !== undefined);
  const judge = (allowed: boolean, wanted: boolean, what: string) => (allowed === wanted ? [] : [wanted ? `No network policy lets ${what}, though it has to.` : `A network policy lets ${what}, though it never has to.`]);
  return all.flatMap((needs) => {
    const { name, servers, outside } = needs;
    const main = needs.ports[0]!.name === 'http' ? portOf(needs, 'http') : portOf(needs, 'grpc');
    const health = portOf(needs, 'health');
    const abroad = outside.flatMap(({ ports }) => ports);
    return [
      ...all.filter((other) => other !== needs).flatMap((other) => judge(network.allows(pod(other), pod(needs), main), other.peers.includes(name), `${other.name} talk to ${name} at ${main}`)),
      ...all.filter((other) => other !== needs).flatMap((other) => judge(network.allows(pod(other), pod(needs), health), false, `${other.name} talk to ${name} at ${health}`)),
      ...judge(network.allows(STRANGER, pod(needs), main), false, `a stranger talk to ${name}`),
      ...judge(network.allows(ABROAD, pod(needs), main), false, `the world talk to ${name} past the ingress`),
      ...judge(network.allows({ namespace: LETS_IN }, pod(needs), main), needs.ports[0]!.name === 'http', `the ingress talk to ${name}`),
      ...judge(network.allows({ namespace: WATCHES }, pod(needs), health), true, `Prometheus ask ${name} for its metrics at ${health}`),
      ...judge(network.allows(pod(needs), { namespace: WATCHES }, OTLP), tracesIn(needs), `${name} send traces to a collector at ${OTLP}`),
      ...(['kafka', 'redis'] as const).flatMap((server) => judge(network.allows(pod(needs), { labels: serverLabels[server] }, SERVER_PORTS[server][0]), servers.includes(server), `${name} talk to ${server}`)),
      ...all.filter(({ migration }) => migration).flatMap((owner) => judge(network.allows(pod(needs), { labels: serverLabels.postgres(owner.name) }, 5432), owner === needs, `${name} talk to the database of ${owner.name}`)),
      ...abroad.flatMap((port) => judge(network.allows(pod(needs), ABROAD, port), true, `${name} reach outside at ${port}`)),
      ...network.outwards(pod(needs)).filter((port) => !abroad.includes(port) && !isRedis(port)).map((port) => `A network policy lets ${name} reach outside at ${port}, though it never has to.`),
    ];
  });
}

/** Which somebody else may keep running outside of the cluster. */
const isRedis = (port: number) => port === 6379 || port === 6380;
