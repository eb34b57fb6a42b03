import type { ServiceNeeds } from '@demae/platform';
import { callersOf, NEEDS, portOf } from './platform.js';
import { LETS_IN, PART_OF, selector, SERVER_PORTS, serverLabels, WATCHES, type Resource } from './resource.js';

type Labels = Record<string, string>;

const pods = (matchLabels: Labels) => ({ podSelector: { matchLabels } });
const namespaces = (matchLabels: Labels) => ({ namespaceSelector: { matchLabels } });
const tcp = (...numbers: readonly number[]) => numbers.map((port) => ({ protocol: 'TCP', port }));

/** The world without what may be somebody's own network. */
const OUTSIDE = { ipBlock: { cidr: '0.0.0.0/0', except: ['10.0.0.0/8', '100.64.0.0/10', '169.254.0.0/16', '172.16.0.0/12', '192.168.0.0/16'] } };

/** Nobody talks to anybody, and everybody may ask for names: what is allowed besides stands with each service. */
export function commonPolicies(): Resource[] {
  const everybody = { matchLabels: PART_OF };
  const dns = { to: [{ ...namespaces({ 'kubernetes.io/metadata.name': 'kube-system' }), ...pods({ 'k8s-app': 'kube-dns' }) }], ports: [{ protocol: 'UDP', port: 53 }, ...tcp(53)] };
  return [
    policy('deny-all', { podSelector: everybody, policyTypes: ['Ingress', 'Egress'] }),
    policy('names', { podSelector: everybody, policyTypes: ['Egress'], egress: [dns] }),
  ];
}

/** Where a collector takes traces, by HTTP. */
export const OTLP = 4318;
export const tracesIn = ({ settings }: ServiceNeeds) => 'OTEL_EXPORTER_OTLP_ENDPOINT' in settings;

/** Who may talk to a service, and to whom it may. */
export function policiesOf(needs: ServiceNeeds): Resource[] {
  const { name, ports, servers, outside, migration } = needs;
  const callers = callersOf(name);
  const peers = needs.peers.map((peer) => ({ to: [pods(selector(peer))], ports: tcp(portOf(NEEDS.find((one) => one.name === peer)!, 'grpc')) }));
  const toServers = servers.map((server) => ({ to: [pods(server === 'postgres' ? serverLabels.postgres(name) : serverLabels[server])], ports: tcp(...SERVER_PORTS[server]) }));
  const abroad = [...new Set(outside.flatMap((one) => one.ports))];
  const serving = policy(name, {
    podSelector: { matchLabels: selector(name) },
    policyTypes: ['Ingress', 'Egress'],
    ingress: [
      ...(ports[0]!.name === 'http' ? [{ from: [namespaces(LETS_IN)], ports: tcp(portOf(needs, 'http')) }] : []),
      ...(callers.length > 0 ? [{ from: callers.map((caller) => pods(selector(caller))), ports: tcp(portOf(needs, 'grpc')) }] : []),
      { from: [namespaces(WATCHES)], ports: tcp(portOf(needs, 'health')) },
    ],
    egress: [...peers, ...toServers, ...(tracesIn(needs) ? [{ to: [namespaces(WATCHES)], ports: tcp(OTLP) }] : []), ...(abroad.length > 0 ? [{ to: [OUTSIDE], ports: tcp(...abroad) }] : [])],
  });
  if (!migration) return [serving];
  const migrating = policy(`${name}-migrate`, {
    podSelector: { matchLabels: selector(name, 'migrate') },
    policyTypes: ['Egress'],
    egress: [{ to: [pods(serverLabels.postgres(name))], ports: tcp(...SERVER_PORTS.postgres) }],
  });
  return [serving, migrating];
}

function policy(name: string, spec: object): Resource {
  return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name, labels: PART_OF }, spec };
}
