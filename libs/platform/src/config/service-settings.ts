import type { KafkaOption } from '@demae/saga';
import { traceSettings } from '../tracing/trace-settings.js';
import type { Environment, SettingDeclaration, SettingDeclarations } from './settings.js';

/** Of who calls other services. */
export const callSettings = {
  GRPC_PATIENCE: { kind: 'duration', optional: true, example: '1m', what: 'how long every call of another service is waited for at least, for a machine that is slow; as long as suits the call, two seconds or more, when not set' },
} as const satisfies SettingDeclarations;

/** What every service takes from its environment. */
export const sharedSettings = {
  LOG_LEVEL: {
    kind: 'text',
    default: 'info',
    choices: ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'],
    what: 'the least serious log lines to write',
  },
  LOG_KEY: {
    kind: 'secret',
    optional: true,
    what: 'with which log lines name people without saying who they are; the same in all processes, so that their lines meet. One of its own for each process, forgotten with it, when not set',
  },
  GRPC_HOST: { kind: 'text', default: '127.0.0.1', what: 'the address to answer gRPC on; 0.0.0.0 in a container' },
  GRPC_PORT: { kind: 'whole', default: 0, least: 0, most: 65535, what: 'the port to answer gRPC on; 0 for a free one' },
  GRPC_CONNECTION_AGE: { kind: 'duration', default: '5m', what: 'after how long a connection of gRPC is ended in order, and made anew by who needs it: so callers find new replicas, and use new certificates' },
  ...callSettings,
  HEALTH_PORT: { kind: 'whole', optional: true, least: 0, most: 65535, what: 'the port of /livez, /readyz and /metrics; none when not set' },
  METRICS: { kind: 'flag', default: true, what: 'whether figures are kept, and told under /metrics' },
  DEMAE_SABOTAGE: {
    kind: 'text',
    optional: true,
    choices: ['no inbox', 'compensate always', 'relay by id', 'no metadata check', 'acknowledge first', 'no idempotency key'],
    what: 'a guard to be switched off, to see that the audit notices; only with DEMAE_SANDBOX=on',
  },
  ...traceSettings,
  DEMAE_SANDBOX: { kind: 'flag', default: false, what: 'whether the clock may be moved and other tools of test environments work' },
} as const satisfies SettingDeclarations;

/** What `runService` needs besides; the one-process mode and the tests hand over objects instead. */
export const aloneSettings = {
  REDIS_URL: { kind: 'url', holdsPassword: true, schemes: ['redis', 'rediss', 'memory'], example: 'redis://127.0.0.1:6379', what: 'the Redis for sessions and caches; "memory:" for one inside the process' },
  REDIS_CA: { kind: 'text', optional: true, example: '/etc/ssl/redis-ca.pem', what: "with a REDIS_URL that begins with rediss: the file (PEM) of the authorities that sign the server's certificate; those that Node knows when not set" },
} as const satisfies SettingDeclarations;

/** All settings of the event log, whichever kind it is; what is needed only beside another setting says so. */
export function allLogSettings(): SettingDeclarations {
  const all = { ...kafkaSettings, ...kafkaLogin, DEMAE_EVENTS: folderSetting };
  return Object.fromEntries(Object.entries(all).map(([name, setting]) => [name, 'default' in setting ? setting : { ...setting, optional: true }]));
}

/** Where a service with a database finds the event log: on Kafka when KAFKA_BROKERS says where that is, else in a folder of its own. */
export function logSettings(environment: Environment): SettingDeclarations {
  if (!environment[kafkaBrokers]) return { DEMAE_EVENTS: folderSetting };
  return { ...kafkaSettings, ...(environment['KAFKA_SASL'] ? kafkaLogin : {}) };
}

const kafkaBrokers = 'KAFKA_BROKERS';

/** The empty topic whose number of partitions is the one that all services have agreed on. */
export const PLACEMENT_TOPIC = 'demae.placement';

const folderSetting: SettingDeclaration = {
  kind: 'text',
  example: '.demae/events',
  what: `the folder of the event log of a service that runs alone in one process, without ${kafkaBrokers}`,
};

const kafkaSettings = {
  [kafkaBrokers]: { kind: 'text', example: '127.0.0.1:9092,127.0.0.1:9093', what: 'some of the brokers of Kafka, which carries the events between the services' },
  KAFKA_PARTITIONS: { kind: 'whole', default: 4, least: 1, most: 10_000, what: 'over how many partitions the keys of a topic are spread; the same for all services, and changed only as docs/partitions.md says' },
  KAFKA_REPLICATION: { kind: 'whole', optional: true, least: 1, most: 100, what: 'how many brokers keep each topic that is made; three, or as many as there are, when not set' },
  KAFKA_CREATE_TOPICS: { kind: 'flag', default: true, what: 'whether topics that are missing are made' },
  KAFKA_TLS: { kind: 'flag', default: false, what: 'whether to speak TLS with Kafka' },
  KAFKA_CA: { kind: 'text', optional: true, example: '/etc/ssl/kafka-ca.pem', what: "with KAFKA_TLS: the file (PEM) of the authorities that sign the brokers' certificates; those that Node knows when not set" },
  KAFKA_SASL: { kind: 'text', optional: true, choices: ['plain', 'scram-sha-256', 'scram-sha-512'], what: 'how to log in at Kafka; no login when not set' },
} as const satisfies SettingDeclarations;

const kafkaLogin = {
  KAFKA_USERNAME: { kind: 'text', example: 'demae', what: 'with KAFKA_SASL: the user to log in at Kafka as' },
  KAFKA_PASSWORD: { kind: 'secret', what: "with KAFKA_SASL: that user's password" },
} as const satisfies SettingDeclarations;

/** Which setting an option of the log comes from, for who has to correct it. */
export const kafkaSettingOf: Partial<Record<KafkaOption, keyof typeof kafkaSettings | keyof typeof kafkaLogin>> = {
  brokers: kafkaBrokers,
  partitions: 'KAFKA_PARTITIONS',
  replication: 'KAFKA_REPLICATION',
  createTopics: 'KAFKA_CREATE_TOPICS',
  ssl: 'KAFKA_TLS',
  ca: 'KAFKA_CA',
  sasl: 'KAFKA_SASL',
  login: 'KAFKA_PASSWORD',
};

/** `order` → ORDER_DATABASE_URL and its company. */
export function databaseSettings(service: string): SettingDeclarations {
  const prefix = environmentName(service);
  return {
    [`${prefix}_DATABASE_URL`]: {
      kind: 'url',
      holdsPassword: true,
      schemes: ['postgres', 'postgresql'],
      example: `postgres://user:password@127.0.0.1:5432/${service}`,
      what: "the service's own database",
    },
    DATABASE_CA: {
      kind: 'text',
      optional: true,
      example: '/etc/ssl/postgres-ca.pem',
      what: "the file (PEM) of the authorities that sign the certificate of the database's server; with it the connection is TLS and the certificate has to be for the host in the URL. As sslmode in the URL says when not set",
    },
    [`${prefix}_DATABASE_POOL`]: { kind: 'whole', default: 8, least: 2, most: 1000, what: 'most connections to it at a time' },
    DEMAE_MIGRATIONS: {
      kind: 'text',
      default: 'run',
      choices: ['run', 'await'],
      what: 'what to do at the start about migrations that the database lacks: run them, or wait until the same program with the argument `migrate` has',
    },
  };
}

/** Of a service that says events. */
export const sentSettings = {
  KEEP_SENT: { kind: 'duration', optional: true, example: '26h', what: 'for how long events are kept in the database after they were sent, for a Kafka that loses its end (docs/backup.md); not at all when not set' },
} as const satisfies SettingDeclarations;

/** TLS between services that are processes of their own: the first three, or none of them. */
export function tlsSettings({ answers }: { answers: boolean }): SettingDeclarations {
  return { ...tlsFileSettings, ...(answers ? { TLS_CALLERS: tlsCallers } : {}) };
}

const tlsFileSettings = {
  TLS_CERT: { kind: 'text', optional: true, example: '/etc/demae/tls/tls.crt', what: "the file (PEM) of the service's certificate, for TLS with the other services; plain text when not set" },
  TLS_KEY: { kind: 'text', optional: true, example: '/etc/demae/tls/tls.key', what: "with TLS_CERT: the file (PEM) of that certificate's key" },
  TLS_CA: { kind: 'text', optional: true, example: '/etc/demae/tls/ca.crt', what: "with TLS_CERT: the file (PEM) of the authorities that sign the services' certificates" },
} as const satisfies SettingDeclarations;

const tlsCallers: SettingDeclaration = {
  kind: 'text',
  optional: true,
  example: 'gateway,order',
  what: 'with TLS_CERT: the services that may call this one; each that TLS_CA has certified when not set',
};

/** `order` → ORDER_GRPC_URL. */
export function peerSetting(peer: string): string {
  return `${environmentName(peer)}_GRPC_URL`;
}

/** Where a service that is a process of its own finds the others that it asks. */
export function peerSettings(peers: readonly string[]): SettingDeclarations {
  return Object.fromEntries(peers.map((peer) => [peerSetting(peer), { kind: 'text', example: '127.0.0.1:50051', what: `where the ${peer} service answers gRPC` }]));
}

export function environmentName(service: string): string {
  return service.toUpperCase().replaceAll('-', '_');
}
