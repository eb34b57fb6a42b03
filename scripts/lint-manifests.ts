import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dump } from 'js-yaml';
import { commandLine } from './command-line.js';
import { Failed, run } from './kafka/jars.js';
import { misfits } from './manifests/fit.js';
import { fromYaml, type Resource } from './manifests/resource.js';
import { CustomSchemas, isCustom } from './manifests/schemas.js';
import { findTools, KUBERNETES, type Tools } from './manifests/tools.js';

commandLine(`npm run lint:manifests: judges what Kustomize makes of each overlay, without a cluster: by the schemas of one version of Kubernetes, by
the definitions of the operators, by kube-score, and by what the services need. Each judge is first shown something that is wrong.`, {});

/** What kube-score would have otherwise, and why it stays. */
const ACCEPTED = {
  everywhere: [
    // The image's users, as those who made the images chose them.
    'container-security-context-user-group-id',
    // Versions are pinned, and a node that has one need not ask for it.
    'container-image-pull-policy',
    // Spread over zones and nodes by topologySpreadConstraints.
    'deployment-has-host-podantiaffinity', 'statefulset-has-host-podantiaffinity',
    // KEDA, or nobody, says how many there are.
    'deployment-replicas',
  ],
  // One of each server: nothing may be evicted, and nobody waits for it. A broker's port is all that can be asked.
  dev: ['statefulset-has-poddisruptionbudget', 'deployment-has-poddisruptionbudget', 'deployment-strategy', 'pod-probes-identical', 'container-security-context-readonlyrootfilesystem'],
  // The pods that operators make are none of these manifests.
  prod: ['networkpolicy-targets-pod'],
} as const;

const folder = mkdtempSync(join(tmpdir(), 'demae-manifests-'));
let failed = 0;

async function judged(what: string, judge: () => Promise<string[]> | string[]): Promise<void> {
  const problems = await judge();
  console.log(`${problems.length === 0 ? 'ok    ' : 'FAILED'} ${what}`);
  for (const problem of problems) console.error(`       ${problem}`);
  failed += problems.length;
}

/** The lines that a program prints when it fails. */
async function complaints(program: string, args: readonly string[], wanted: RegExp): Promise<string[]> {
  try {
    await run(program, args);
    return [];
  } catch (error) {
    if (!(error instanceof Failed)) throw error;
    // All of it: kube-score tells in another order each time.
    const lines = error.output.split('\n').filter((line) => wanted.test(line));
    return lines.length > 0 ? lines : [error.message];
  }
}

function file(resources: readonly Resource[]): string {
  const path = join(folder, 'resources.yaml');
  writeFileSync(path, resources.map((resource) => dump(resource, { noRefs: true })).join('---\n'));
  return path;
}

const bySchema = ({ kubernetesValidate }: Tools, resources: readonly Resource[]) =>
  complaints(kubernetesValidate, ['--strict', '-k', KUBERNETES, '--quiet', file(resources.filter((one) => !isCustom(one)))], /^(?!kubernetes-validate).*\S/);

const byDefinition = (schemas: CustomSchemas, resources: readonly Resource[]) => resources.filter(isCustom).flatMap((resource) => schemas.problems(resource));

function byKubeScore({ kubeScore }: Tools, resources: readonly Resource[], overlay: 'dev' | 'prod'): Promise<string[]> {
  const ignored = [...ACCEPTED.everywhere, ...ACCEPTED[overlay]].join(',');
  const args = ['score', '--output-format', 'ci', '--exit-one-on-warning', '--ignore-container-cpu-limit', '--ignore-test', ignored, file(resources.filter((one) => !isCustom(one)))];
  return complaints(kubeScore, args, /^\[(WARNING|CRITICAL)\]/);
}

/** Something that each judge has to find, so that its silence means something. */
async function control(tools: Tools, schemas: CustomSchemas, resources: readonly Resource[]): Promise<void> {
  const like = (kind: string, change: (spec: Record<string, unknown>) => void): Resource[] => {
    const copy = structuredClone(resources.find((one) => one.kind === kind)!);
    change(copy['spec'] as Record<string, unknown>);
    return [copy];
  };
  const container = (spec: Record<string, unknown>) => (spec as { template: { spec: { containers: Record<string, unknown>[] } } }).template.spec.containers[0]!;
  const finds = async (who: string, problems: string[] | Promise<string[]>, wanted: RegExp) => {
    const found = await problems;
    await judged(`${who} finds what is wrong`, () => (found.some((problem) => wanted.test(problem)) ? [] : ['it does not', ...found]));
  };
  await finds(`Kubernetes ${KUBERNETES}`, bySchema(tools, like('Deployment', (spec) => { spec['replica'] = 2; })), /replica/);
  await finds('Strimzi', byDefinition(schemas, like('KafkaTopic', (spec) => { spec['partitions'] = 'twelve'; })), /partitions must be integer/);
  await finds('CloudNativePG', byDefinition(schemas, like('Cluster', (spec) => { spec['instance'] = 3; })), /instance/);
  await finds('KEDA', byDefinition(schemas, like('ScaledObject', (spec) => { delete spec['triggers']; })), /triggers/);
  await finds('cert-manager', byDefinition(schemas, like('Certificate', (spec) => { delete spec['secretName']; })), /secretName/);
  await finds("Prometheus' operator", byDefinition(schemas, like('PodMonitor', (spec) => { spec['podMetricsEndpoints'] = 'health'; })), /podMetricsEndpoints must be array/);
  await finds('kube-score', byKubeScore(tools, like('Deployment', (spec) => { container(spec)['securityContext'] = { privileged: true }; }), 'prod'), /privileged/);
}

try {
  const tools = await findTools((message) => console.log(message));
  // Starlark is written as Python is.
  await judged('the syntax of the Tiltfile', () => complaints('python3', ['-c', 'import ast; ast.parse(open("Tiltfile").read(), "Tiltfile")'], /Error|File/));
  const schemas = new CustomSchemas(tools.definitions);
  for (const overlay of ['dev', 'prod'] as const) {
    const resources = fromYaml(await run(tools.kustomize, ['build', `k8s/overlays/${overlay}`]));
    if (overlay === 'prod') await control(tools, schemas, resources);
    const custom = resources.filter(isCustom).length;
    await judged(`${overlay}: ${resources.length - custom} objects by the schemas of Kubernetes ${KUBERNETES}`, () => bySchema(tools, resources));
    await judged(`${overlay}: ${custom} objects by the definitions of their operators`, () => byDefinition(schemas, resources));
    await judged(`${overlay}: kube-score`, () => byKubeScore(tools, resources, overlay));
    await judged(`${overlay}: what the services need`, () => misfits(resources, { complete: true }));
  }
} catch (error) {
  console.error((error as Error).message);
  failed += 1;
} finally {
  rmSync(folder, { recursive: true });
}
process.exit(failed === 0 ? 0 : 1);
