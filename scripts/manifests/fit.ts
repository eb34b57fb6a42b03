import { isDeepStrictEqual } from 'node:util';
import { peerSetting, Settings, type ServiceNeeds } from '@demae/platform';
import { wrongBackups } from './backups.js';
import { wrongKafka } from './kafka.js';
import { wrongNetwork } from './network.js';
import { imageEnvironment, NEEDS, portOf } from './platform.js';
import { configured, workloadsOf, type Container, type Workload } from './pods.js';
import { selector, type Resource } from './resource.js';
import { brokenRules, unless } from './rules.js';
import { isOptional, secretsOf } from './secrets.js';
import { wrongTls } from './tls.js';
import { addressOf } from './workload.js';

export interface FitOptions {
  all?: readonly ServiceNeeds[];
  /** Whether everything is there that a service takes, as in an overlay; the base leaves some to it. */
  complete: boolean;
}

/** Everything in a set of manifests that does not fit the services, in sentences; nothing when all fits. */
export function misfits(resources: readonly Resource[], { all = NEEDS, complete }: FitOptions): string[] {
  return [
    ...all.flatMap((needs) => wrongService(needs, resources, complete)),
    ...strangers(resources, all),
    ...wrongNetwork(resources, all),
    ...wrongKafka(resources, all),
    ...wrongTls(resources, all),
    ...wrongBackups(resources),
    ...brokenRules(resources),
  ];
}

function wrongService(needs: ServiceNeeds, resources: readonly Resource[], complete: boolean): string[] {
  const { name } = needs;
  const has = (kind: string, named = name) => resources.find((one) => one.kind === kind && one.metadata.name === named);
  const workload = workloadsOf(resources).find((one) => one.kind === 'Deployment' && one.name === name);
  if (!workload) return [`There is no Deployment of ${name}.`];
  const scaled = ['HorizontalPodAutoscaler', 'ScaledObject'].filter((kind) => has(kind));
  return [
    ...['Service', 'ServiceAccount', 'PodDisruptionBudget'].filter((kind) => !has(kind)).map((kind) => `There is no ${kind} of ${name}.`),
    ...unless(scaled.length < 2, `${name} is scaled twice, by its HorizontalPodAutoscaler and by KEDA.`),
    ...wrongPod(needs, workload),
    ...wrongVariables(needs, workload.pod.containers[0]!, resources, complete),
    ...wrongDoor(needs, has('Service')),
    ...(needs.migration ? wrongMigration(needs, workload, workloadsOf(resources).find((one) => one.kind === 'Job' && one.name === `${name}-migrate`)) : []),
  ];
}

function wrongPod(needs: ServiceNeeds, { pod, labels }: Workload): string[] {
  const { name } = needs;
  const container = pod.containers[0]!;
  const asks = (probe: 'startupProbe' | 'livenessProbe' | 'readinessProbe', path: string) => {
    const { path: found, port } = container[probe]?.httpGet ?? {};
    const number = typeof port === 'number' ? port : container.ports?.find((one) => one.name === port)?.containerPort;
    return unless(found === path && number === portOf(needs, 'health'), `${name}'s ${probe} should ask ${path} at its health port ${portOf(needs, 'health')}.`);
  };
  return [
    ...needs.ports.flatMap((port) => unless(
      container.ports?.some((one) => one.name === port.name && one.containerPort === portOf(needs, port.name)) === true,
      `${name} answers ${port.name} at ${portOf(needs, port.name)}, but its Deployment says ${container.ports?.find((one) => one.name === port.name)?.containerPort ?? 'nothing'}.`,
    )),
    ...asks('startupProbe', '/livez'), ...asks('livenessProbe', '/livez'), ...asks('readinessProbe', '/readyz'),
    ...unless(pod.serviceAccountName === name, `${name} runs under another's ServiceAccount.`),
    ...unless((pod.terminationGracePeriodSeconds ?? 0) >= 35, `${name} needs up to 25 s to stop, after 5 s in which it still gets requests; its Deployment grants ${pod.terminationGracePeriodSeconds ?? 30} s in all.`),
    ...unless((pod.topologySpreadConstraints ?? []).length > 0, `${name}'s pods may all stand on one node.`),
    ...unless(Object.entries(selector(name)).every(([key, value]) => labels[key] === value), `${name}'s pods do not carry the labels by which they are found.`),
  ];
}

/** Peers as they are called, secrets by reference, nothing unknown; and, where all is there, everything without which it does not start. */
function wrongVariables(needs: ServiceNeeds, container: Container, resources: readonly Resource[], complete: boolean): string[] {
  const { name, settings, peers } = needs;
  const config = configured(container, resources);
  const given = new Map((container.env ?? []).map((variable) => [variable.name, variable]));
  const secret = new Set(secretsOf(needs));
  const environment = { ...imageEnvironment(), ...config, ...Object.fromEntries([...given].map(([variable, { value }]) => [variable, value ?? placeholder(needs, variable)])) };
  return [
    ...[...Object.keys(config), ...given.keys()].filter((variable) => !(variable in settings)).map((variable) => `${name} knows no ${variable}, which its Deployment sets.`),
    ...[...Object.entries(config), ...[...given].map(([variable, { value }]) => [variable, value] as const)].filter(([variable, value]) => secret.has(variable) && value !== undefined)
      .map(([variable]) => `${name}'s ${variable} is secret; it belongs into a Secret, and here a reference to it.`),
    ...[...secret].filter((variable) => !given.has(variable)).map((variable) => `${name}'s ${variable} is not taken from any Secret.`),
    ...[...secret].filter((variable) => given.get(variable)?.valueFrom?.secretKeyRef?.optional && !isOptional(needs, variable)).map((variable) => `${name} does not start without ${variable}, but its Deployment calls it optional.`),
    ...peers.filter((peer) => given.get(peerSetting(peer))?.value !== addressOf(peer))
      .map((peer) => `${name} asks ${peer}, so ${peerSetting(peer)} should be ${addressOf(peer)}; its Deployment says ${given.get(peerSetting(peer))?.value ?? 'nothing'}.`),
    ...unless(!needs.migration || environment['DEMAE_MIGRATIONS'] === 'await', `${name} has to await its migrations (DEMAE_MIGRATIONS), which a Job runs.`),
    ...(complete ? refusals(needs, environment) : []),
  ];
}

/** In the place of a secret, which nobody knows here. */
function placeholder({ settings }: ServiceNeeds, variable: string): string {
  const { schemes, kind } = settings[variable] ?? { kind: 'text' };
  return kind === 'url' ? `${schemes?.[0] ?? 'http'}://somewhere` : 'secret';
}

function refusals({ name, settings }: ServiceNeeds, environment: Record<string, string>): string[] {
  try {
    Settings.read(name, settings, environment);
    return settings['KAFKA_BROKERS'] && !environment['KAFKA_BROKERS'] ? [`${name} cannot start, because nothing sets KAFKA_BROKERS.`] : [];
  } catch (error) {
    return [(error as Error).message];
  }
}

function wrongDoor(needs: ServiceNeeds, service: Resource | undefined): string[] {
  const { name } = needs;
  if (!service) return [];
  const { selector: found, ports = [], clusterIP } = service.spec as { selector?: Record<string, string>; ports?: { port: number; targetPort: string | number }[]; clusterIP?: string };
  const grpc = needs.ports[0]!.name === 'grpc';
  return [
    ...unless(isDeepStrictEqual(found, selector(name)), `The Service of ${name} finds other pods than those that serve.`),
    ...unless(ports[0]?.targetPort === needs.ports[0]!.name, `The Service of ${name} should lead to its port ${needs.ports[0]!.name}.`),
    ...(grpc ? unless(ports[0]?.port === portOf(needs, 'grpc'), `The Service of ${name} should answer at ${portOf(needs, 'grpc')}, where its callers ask.`) : []),
    ...unless(!grpc || clusterIP === 'None', `The Service of ${name} has an address of its own, so that each caller would stay with one pod.`),
  ];
}

function wrongMigration({ name, migration }: ServiceNeeds, { pod }: Workload, job: Workload | undefined): string[] {
  const container = job?.pod.containers[0];
  if (!container) return [`No Job runs the migrations of ${name}.`];
  const given = (container.env ?? []).map((variable) => variable.name);
  const needed = Object.entries(migration!).filter(([, { optional, default: value }]) => !optional && value === undefined).map(([variable]) => variable);
  return [
    ...unless(container.image === pod.containers[0]!.image, `The migrations of ${name} are of another version than its pods: ${container.image}, ${pod.containers[0]!.image}.`),
    ...unless(container.args?.at(-1) === 'migrate', `The Job ${name}-migrate does not migrate.`),
    ...needed.filter((variable) => !given.includes(variable)).map((variable) => `The Job ${name}-migrate lacks ${variable}.`),
    ...given.filter((variable) => !(variable in migration!)).map((variable) => `The Job ${name}-migrate has no use for ${variable}.`),
  ];
}

/** Deployments that claim to be services, and are none. */
function strangers(resources: readonly Resource[], all: readonly ServiceNeeds[]): string[] {
  const names = all.map(({ name }) => name);
  return workloadsOf(resources).filter(({ kind, name, labels }) => kind === 'Deployment' && labels['app.kubernetes.io/component'] === 'service' && !names.includes(name))
    .map(({ name }) => `There is no service ${name}, but a Deployment of it.`);
}
