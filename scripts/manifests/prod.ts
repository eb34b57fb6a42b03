import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { load } from 'js-yaml';
import type { ServiceNeeds } from '@demae/platform';
import { EVENT_TOPICS, NEEDS, TOPICS } from './platform.js';
import { PART_OF, selector, serverLabels, toYaml, WATCHES, type Resource } from './resource.js';
import { BACKUP_SECRET, kafkaUserOf } from './secrets.js';
import { identity, PLAIN_REFUSED } from './tls.js';

/** Over how many partitions keys are spread; also the most replicas that find work. The overlay's KAFKA_PARTITIONS says the same. */
export const PARTITIONS = 12;
const MONITORING = 'k8s/monitoring';
const CLUSTER = { 'strimzi.io/cluster': 'demae' };
const BROKERS = 'demae-kafka-bootstrap.demae.svc:9093';
/** Events that a replica may be behind before another one helps. */
const LAG = '200';

/** Every file of k8s/overlays/prod/made, by its name: what the operators are told of the services. */
export function prodFiles(all: readonly ServiceNeeds[] = NEEDS): Map<string, string> {
  const keeping = all.filter(({ migration }) => migration);
  const files = new Map([
    ['topics.yaml', toYaml(...TOPICS.map(topic))],
    ['kafka-users.yaml', toYaml(...keeping.map(kafkaUser))],
    ['databases.yaml', toYaml(...keeping.flatMap((needs) => [database(needs), backups(needs), databasePolicy(needs)]))],
    ['identities.yaml', toYaml(...all.map(identity))],
    ['scalers.yaml', toYaml(...keeping.map(scaler))],
    ...alertsAndRecords(),
  ]);
  // The boards are taken as they are.
  const others = existsSync(`${MONITORING}/boards`) ? ['../../../monitoring'] : [];
  return files.set('kustomization.yaml', toYaml({ apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization', resources: [...files.keys(), ...others] }));
}

/** What stands in k8s/monitoring/rules, as Prometheus' operator takes it. */
function alertsAndRecords(): [string, string][] {
  const folder = `${MONITORING}/rules`;
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((file) => file.endsWith('.yaml') && !file.includes('.test.')).sort();
  const groups = files.flatMap((file) => (load(readFileSync(`${folder}/${file}`, 'utf8')) as { groups: object[] }).groups);
  return [['rules.yaml', toYaml({ apiVersion: 'monitoring.coreos.com/v1', kind: 'PrometheusRule', metadata: { name: 'demae', labels: PART_OF }, spec: { groups } })]];
}

function topic(name: string): Resource {
  return {
    apiVersion: 'kafka.strimzi.io/v1',
    kind: 'KafkaTopic',
    metadata: { name, labels: { ...PART_OF, ...CLUSTER } },
    spec: { partitions: PARTITIONS, replicas: 3, config: { 'min.insync.replicas': 2 } },
  };
}

/** The login of a service: it says what it says, hears what it hears, and can tell an order's story from the log. */
function kafkaUser({ name, topics }: ServiceNeeds): Resource {
  const on = (operations: string[]) => (resource: object) => ({ resource, operations, host: '*' });
  const literal = (type: string) => (resource: string) => ({ type, name: resource, patternType: 'literal' });
  const prefix = (type: string) => (resource: string) => ({ type, name: resource, patternType: 'prefix' });
  return {
    apiVersion: 'kafka.strimzi.io/v1',
    kind: 'KafkaUser',
    metadata: { name: kafkaUserOf(name), labels: { ...PART_OF, ...CLUSTER } },
    spec: {
      authentication: { type: 'scram-sha-512' },
      authorization: {
        type: 'simple',
        acls: [
          ...topics.knows.map(literal('topic')).map(on(['Describe'])),
          ...EVENT_TOPICS.map(literal('topic')).map(on(['Read'])),
          ...topics.writes.map(literal('topic')).map(on(['Write'])),
          // Its own groups, and those of replays, which it takes away afterwards.
          ...[`${name}.`].map(prefix('group')).map(on(['Describe', 'Read', 'Delete'])),
          ...['demae-history-'].map(prefix('group')).map(on(['Describe', 'Read'])),
          // What it reads of the log when its database was restored.
          ...['demae-rejoin-'].map(prefix('group')).map(on(['Describe', 'Read', 'Delete'])),
          on(['Describe'])({ type: 'cluster' }),
        ],
      },
    },
  };
}

/** A server for each service, so that each can be restored to a moment of its own, and none can starve another. */
function database({ name }: ServiceNeeds): Resource {
  const owner = `demae_${name}`;
  const postgis = name === 'delivery';
  return {
    apiVersion: 'postgresql.cnpg.io/v1',
    kind: 'Cluster',
    metadata: { name: `${name}-database`, labels: PART_OF },
    spec: {
      instances: 3,
      imageName: postgis ? 'ghcr.io/cloudnative-pg/postgis:17-3.5' : 'ghcr.io/cloudnative-pg/postgresql:17.5',
      inheritedMetadata: { labels: serverLabels.postgres(name) },
      bootstrap: { initdb: { database: owner, owner, ...(postgis ? { postInitApplicationSQL: ['create extension postgis'] } : {}) } },
      // Each replica of the service takes up to DATABASE_POOL of them.
      postgresql: { parameters: { max_connections: '200' }, pg_hba: [PLAIN_REFUSED] },
      affinity: { topologyKey: 'topology.kubernetes.io/zone' },
      // Where that is, the overlay says. The log of writes goes there all the time, so that any moment can be restored.
      backup: {
        retentionPolicy: '30d',
        barmanObjectStore: {
          destinationPath: 's3://demae-example-backups',
          s3Credentials: { accessKeyId: { name: BACKUP_SECRET, key: 'accessKeyId' }, secretAccessKey: { name: BACKUP_SECRET, key: 'secretAccessKey' } },
          wal: { compression: 'gzip' },
          data: { compression: 'gzip' },
        },
      },
      storage: { size: '20Gi' },
      resources: { requests: { cpu: '250m', memory: '1Gi' }, limits: { memory: '2Gi' } },
    },
  };
}

/** Every night, and at once when it is new. */
function backups({ name }: ServiceNeeds): Resource {
  return {
    apiVersion: 'postgresql.cnpg.io/v1',
    kind: 'ScheduledBackup',
    metadata: { name: `${name}-database`, labels: PART_OF },
    // Seconds come first. UTC.
    spec: { schedule: '0 0 18 * * *', immediate: true, method: 'barmanObjectStore', backupOwnerReference: 'self', cluster: { name: `${name}-database` } },
  };
}

/** Who may reach a database: its service, its migrations, its own replicas, the operator, and who watches. */
function databasePolicy({ name }: ServiceNeeds): Resource {
  const own = { podSelector: { matchLabels: serverLabels.postgres(name) } };
  const port = (number: number) => [{ protocol: 'TCP', port: number }];
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: `${name}-database`, labels: PART_OF },
    spec: {
      ...own,
      policyTypes: ['Ingress'],
      ingress: [
        { from: [own, ...(['service', 'migrate'] as const).map((component) => ({ podSelector: { matchLabels: selector(name, component) } }))], ports: port(5432) },
        { from: [own, { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'cnpg-system' } } }], ports: [...port(5432), ...port(8000)] },
        { from: [{ namespaceSelector: { matchLabels: WATCHES } }], ports: port(9187) },
      ],
    },
  };
}

/** As many replicas as the events that wait, or the calls, want; never more than partitions. */
function scaler({ name, consumers }: ServiceNeeds): Resource {
  return {
    apiVersion: 'keda.sh/v1alpha1',
    kind: 'ScaledObject',
    metadata: { name, labels: PART_OF },
    spec: {
      scaleTargetRef: { name },
      minReplicaCount: 2,
      maxReplicaCount: PARTITIONS,
      cooldownPeriod: 300,
      triggers: [
        ...consumers.map(({ group }) => ({
          type: 'kafka',
          metadata: { bootstrapServers: BROKERS, consumerGroup: group, lagThreshold: LAG, offsetResetPolicy: 'earliest', sasl: 'scram_sha512', tls: 'enable' },
          authenticationRef: { name: 'kafka' },
        })),
        { type: 'cpu', metricType: 'Utilization', metadata: { value: '70' } },
      ],
    },
  };
}
