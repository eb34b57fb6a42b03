import type { Resource } from './resource.js';

type Json = Record<string, unknown>;

export interface Variable {
  name: string;
  value?: string;
  valueFrom?: { secretKeyRef?: { name: string; key: string; optional?: boolean }; configMapKeyRef?: { name: string; key: string } };
}

interface Probe {
  httpGet?: { path: string; port: string | number };
}

export interface Container {
  name: string;
  image: string;
  args?: string[];
  env?: Variable[];
  envFrom?: { configMapRef?: { name: string }; secretRef?: { name: string } }[];
  volumeMounts?: { name: string; mountPath: string; readOnly?: boolean }[];
  ports?: { name?: string; containerPort: number }[];
  startupProbe?: Probe;
  livenessProbe?: Probe;
  readinessProbe?: Probe;
  resources?: { requests?: Json; limits?: Json };
  securityContext?: { allowPrivilegeEscalation?: boolean; readOnlyRootFilesystem?: boolean; privileged?: boolean; capabilities?: { drop?: string[]; add?: string[] } };
}

export interface PodSpec {
  containers: Container[];
  initContainers?: Container[];
  serviceAccountName?: string;
  automountServiceAccountToken?: boolean;
  enableServiceLinks?: boolean;
  terminationGracePeriodSeconds?: number;
  securityContext?: { runAsNonRoot?: boolean; seccompProfile?: { type?: string } };
  hostNetwork?: boolean;
  hostPID?: boolean;
  volumes?: { name: string; secret?: { secretName: string; items?: { key: string; path: string }[] }; projected?: { sources: { secret?: { name: string; items?: { key: string; path: string }[] } }[] } }[];
  topologySpreadConstraints?: unknown[];
}

/** Something that makes pods, and what they are. */
export interface Workload {
  kind: string;
  name: string;
  labels: Record<string, string>;
  pod: PodSpec;
}

export function workloadsOf(resources: readonly Resource[]): Workload[] {
  return resources.filter(({ kind }) => ['Deployment', 'StatefulSet', 'DaemonSet', 'Job'].includes(kind)).map(({ kind, metadata, spec }) => {
    const { template } = spec as { template: { metadata?: { labels?: Record<string, string> }; spec: PodSpec } };
    return { kind, name: metadata.name, labels: template.metadata?.labels ?? {}, pod: template.spec };
  });
}

/** What stands in the ConfigMaps that a container reads whole, the later one's word last. Overlays' names end in a hash. */
export function configured({ envFrom = [] }: Container, resources: readonly Resource[]): Record<string, string> {
  const found = envFrom.flatMap(({ configMapRef }) => resources.filter(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === configMapRef?.name));
  return Object.assign({}, ...found.map(({ data }) => data ?? {})) as Record<string, string>;
}
