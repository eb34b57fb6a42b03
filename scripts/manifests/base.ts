import type { ServiceNeeds } from '@demae/platform';
import { NEEDS, portOf } from './platform.js';
import { commonPolicies, policiesOf } from './policies.js';
import { PART_OF, selector, toYaml, type Resource } from './resource.js';
import { deployment, migration } from './workload.js';

/** Every file of k8s/base that is made, by its path in there. */
export function baseFiles(all: readonly ServiceNeeds[] = NEEDS): Map<string, string> {
  const files = new Map<string, string>();
  for (const needs of all) {
    const made = resourcesOf(needs);
    for (const [file, resources] of made) files.set(`${needs.name}/${file}`, toYaml(...resources));
    files.set(`${needs.name}/kustomization.yaml`, toYaml({
      ...kustomization,
      resources: made.map(([file]) => file),
      // Empty: an overlay may add any setting that is no secret.
      configMapGenerator: [{ name: `${needs.name}-settings` }],
    }));
  }
  files.set('policies.yaml', toYaml(...commonPolicies()));
  files.set('kustomization.yaml', toYaml({
    ...kustomization,
    resources: ['policies.yaml', ...all.map(({ name }) => name)],
    configMapGenerator: [
      { name: 'demae', literals: ['LOG_LEVEL=info'] },
      { name: 'demae-events', literals: ['KAFKA_BROKERS=kafka:9092'] },
      // For the migrations, too.
      { name: 'demae-database' },
    ],
  }));
  return files;
}

const kustomization = { apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization' };

function resourcesOf(needs: ServiceNeeds): [file: string, resources: Resource[]][] {
  const job = migration(needs);
  return [
    ['deployment.yaml', [deployment(needs)]],
    ...(job ? [['migrate.yaml', [job]] as [string, Resource[]]] : []),
    ['service.yaml', [service(needs)]],
    ['service-account.yaml', [serviceAccount(needs)]],
    ['disruption-budget.yaml', [disruptionBudget(needs)]],
    ['autoscaler.yaml', [autoscaler(needs)]],
    ['network-policy.yaml', policiesOf(needs)],
  ];
}

function service(needs: ServiceNeeds): Resource {
  const { name, ports } = needs;
  const http = ports[0]!.name === 'http';
  const port = http
    ? { name: 'http', port: 80, targetPort: 'http', appProtocol: 'http' }
    : { name: 'grpc', port: portOf(needs, 'grpc'), targetPort: 'grpc', appProtocol: 'kubernetes.io/h2c' };
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, labels: { ...PART_OF, ...selector(name) } },
    // Without an address of its own, so that gRPC finds all pods by its name and shares the calls among them.
    spec: { ...(http ? {} : { clusterIP: 'None' }), selector: selector(name), ports: [port] },
  };
}

/** It talks to nobody in the cluster's own interface, so it has no rights there, and no token. */
function serviceAccount({ name }: ServiceNeeds): Resource {
  return { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, labels: PART_OF }, automountServiceAccountToken: false };
}

function disruptionBudget({ name }: ServiceNeeds): Resource {
  return {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name, labels: PART_OF },
    // What is not well anyway may go.
    spec: { maxUnavailable: 1, unhealthyPodEvictionPolicy: 'AlwaysAllow', selector: { matchLabels: selector(name) } },
  };
}

function autoscaler({ name }: ServiceNeeds): Resource {
  return {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name, labels: PART_OF },
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
      minReplicas: 2,
      maxReplicas: 4,
      metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 70 } } }],
    },
  };
}
