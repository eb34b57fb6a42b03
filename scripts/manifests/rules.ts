import type { Resource } from './resource.js';
import { workloadsOf, type Container, type Workload } from './pods.js';

/** Containers of others that cannot do without something, and why: see their manifests. */
const EXCUSED: Record<string, readonly string[]> = {
  'StatefulSet kafka': ['has a root file system that can be written to'],
};

/** What is wrong with pods whoever's they are: rights that they do not need, nothing that asks whether they are well, no bounds. */
export function brokenRules(resources: readonly Resource[]): string[] {
  const workloads = workloadsOf(resources);
  return workloads.flatMap((workload) => {
    const who = `${workload.kind} ${workload.name}`;
    const found = [...wrongWithPod(workload), ...workload.pod.containers.flatMap((container) => wrongWithContainer(container, workload))];
    return found.filter((problem) => !EXCUSED[who]?.includes(problem)).map((problem) => `${who} ${problem}.`);
  });
}

function wrongWithPod({ pod, labels }: Workload): string[] {
  return [
    ...unless(pod.securityContext?.runAsNonRoot === true, 'may run as root'),
    ...unless(pod.securityContext?.seccompProfile?.type === 'RuntimeDefault', 'has no seccomp profile'),
    ...unless(pod.automountServiceAccountToken === false, 'gets a token of the cluster that it has no use for'),
    ...unless(pod.enableServiceLinks === false, 'gets the addresses of all Services into its environment'),
    ...unless(!pod.hostNetwork && !pod.hostPID, 'shares the network or the processes of its node'),
    ...unless(labels['app.kubernetes.io/part-of'] === 'demae', 'is not part of demae, so that the policy that denies all does not hold for it'),
  ];
}

function wrongWithContainer({ securityContext = {}, resources = {}, ...container }: Container, { kind }: Workload): string[] {
  const { requests = {}, limits = {} } = resources;
  return [
    ...unless(securityContext.allowPrivilegeEscalation === false && !securityContext.privileged, 'may gain privileges'),
    ...unless(securityContext.readOnlyRootFilesystem === true, 'has a root file system that can be written to'),
    ...unless(securityContext.capabilities?.drop?.includes('ALL') === true && !securityContext.capabilities.add, 'keeps capabilities'),
    ...unless('cpu' in requests && 'memory' in requests && 'memory' in limits, 'has no bounds of memory, or asks for no share of the processor'),
    ...unless(kind === 'Job' || (container.livenessProbe !== undefined && container.readinessProbe !== undefined), 'is not asked whether it is well'),
  ];
}

export function unless(fine: boolean, problem: string): string[] {
  return fine ? [] : [problem];
}
