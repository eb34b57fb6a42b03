import type { ServiceNeeds } from '@demae/platform';
import { EVENT_TOPICS, TOPICS } from './platform.js';
import { workloadsOf, configured } from './pods.js';
import type { Resource } from './resource.js';
import { unless } from './rules.js';
import { kafkaUserOf } from './secrets.js';

interface Acl {
  resource: { type: string; name?: string; patternType?: string };
  operations: string[];
}

/** Topics, logins and consumer groups that do not fit the services, where the manifests speak of them. */
export function wrongKafka(resources: readonly Resource[], all: readonly ServiceNeeds[]): string[] {
  const of = (kind: string) => resources.filter((one) => one.kind === kind);
  const scaled = of('ScaledObject');
  const spoken = of('KafkaTopic').length > 0;
  return [
    ...(spoken ? wrongTopics(of('KafkaTopic'), partitions(resources)) : []),
    ...(spoken ? all.filter(({ migration }) => migration).flatMap((needs) => wrongUser(needs, of('KafkaUser').find(({ metadata }) => metadata.name === kafkaUserOf(needs.name)))) : []),
    ...scaled.flatMap((one) => wrongScaler(one, all.find(({ name }) => name === one.metadata.name), partitions(resources))),
  ];
}

/** What the services believe. */
function partitions(resources: readonly Resource[]): number {
  const found = workloadsOf(resources).map(({ pod }) => configured(pod.containers[0]!, resources)['KAFKA_PARTITIONS']).find((value) => value !== undefined);
  return Number(found ?? 4);
}

function wrongTopics(topics: readonly Resource[], wanted: number): string[] {
  const names = topics.map(({ metadata, spec }) => (spec as { topicName?: string }).topicName ?? metadata.name);
  return [
    ...TOPICS.filter((topic) => !names.includes(topic)).map((topic) => `The topic ${topic} is not made.`),
    ...names.filter((name) => !TOPICS.includes(name)).map((name) => `Nobody writes or hears the topic ${name}.`),
    ...topics.filter(({ spec }) => (spec as { partitions: number }).partitions !== wanted)
      .map(({ metadata, spec }) => `The topic ${metadata.name} has ${(spec as { partitions: number }).partitions} partitions, but KAFKA_PARTITIONS is ${wanted}.`),
  ];
}

function wrongUser({ name, topics }: ServiceNeeds, user: Resource | undefined): string[] {
  if (!user) return [`Kafka knows no user of ${name}.`];
  const { acls } = (user.spec as { authorization: { acls: Acl[] } }).authorization;
  const may = (type: string, operation: string) => acls.filter((acl) => acl.resource.type === type && acl.operations.includes(operation)).map(({ resource }) => resource);
  const named = (operation: string) => may('topic', operation).map((resource) => resource.name ?? '');
  const compare = (operation: string, what: string, wanted: readonly string[]) => [
    ...wanted.filter((topic) => !named(operation).includes(topic)).map((topic) => `${name} ${what} ${topic}, but Kafka does not let it.`),
    ...named(operation).filter((topic) => !wanted.includes(topic)).map((topic) => `Kafka lets ${name} ${operation.toLowerCase()} ${topic}, though it never does.`),
  ];
  return [
    ...compare('Write', 'writes', topics.writes),
    ...compare('Read', 'reads', EVENT_TOPICS),
    ...compare('Describe', 'makes sure of', topics.knows),
    ...unless(may('group', 'Read').some((group) => group.patternType === 'prefix' && group.name === `${name}.`), `Kafka does not let ${name} into its own consumer groups.`),
    ...unless(may('group', 'Read').some((group) => group.patternType === 'prefix' && group.name === 'demae-rejoin-'), `Kafka does not let ${name} read what it needs when its database was restored.`),
  ];
}

function wrongScaler({ metadata: { name }, spec }: Resource, needs: ServiceNeeds | undefined, most: number): string[] {
  const { triggers, maxReplicaCount } = spec as { triggers: { type: string; metadata: { consumerGroup?: string } }[]; maxReplicaCount: number };
  const groups = triggers.filter(({ type }) => type === 'kafka').map(({ metadata }) => metadata.consumerGroup ?? '');
  const wanted = needs?.consumers.map(({ group }) => group) ?? [];
  return [
    ...unless(needs !== undefined, `KEDA scales ${name}, which is no service.`),
    ...wanted.filter((group) => !groups.includes(group)).map((group) => `${name} is not scaled by how far ${group} is behind.`),
    ...groups.filter((group) => !wanted.includes(group)).map((group) => `${name} is scaled by ${group}, which is no group of its own.`),
    ...unless(maxReplicaCount <= most, `${name} may grow to ${maxReplicaCount} replicas, of which only ${most} find partitions.`),
  ];
}
