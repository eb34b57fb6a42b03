import { environmentName, isSecret, type ServiceNeeds } from '@demae/platform';

export interface SecretKey {
  name: string;
  key: string;
}

/**
 * In which Secret a secret setting stands. Nothing in k8s/ makes any of them: CloudNativePG makes the databases', Strimzi the users' of
 * Kafka, and people the rest.
 */
export function secretOf({ name }: ServiceNeeds, setting: string): SecretKey {
  // https://cloudnative-pg.io/documentation/current/applications/#secrets: <cluster>-app, with a URL under "uri".
  if (setting === `${environmentName(name)}_DATABASE_URL`) return { name: `${name}-database-app`, key: 'uri' };
  if (setting === 'REDIS_URL') return { name: 'redis', key: 'url' };
  // https://strimzi.io/docs/operators/latest/deploying: named as its KafkaUser.
  if (setting === 'KAFKA_PASSWORD') return { name: kafkaUserOf(name), key: 'password' };
  return { name: `${name}-secrets`, key: setting };
}

/** Of the store that databases are backed up to. */
export const BACKUP_SECRET = 'backup-store';

export function kafkaUserOf(service: string): string {
  return `${service}-kafka`;
}

/** Whether a pod may start without it. */
export function isOptional({ settings }: ServiceNeeds, setting: string): boolean {
  const { optional, neededInProduction } = settings[setting]!;
  return optional === true && !neededInProduction;
}

export function secretsOf({ settings }: ServiceNeeds): string[] {
  return Object.keys(settings).filter((name) => isSecret(settings[name]!));
}
