import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { DiskLog, KafkaLog } from '@demae/saga';
import type { EventLog, KafkaLogOptions } from '@demae/saga';
import { PLACEMENT_TOPIC } from '../config/service-settings.js';
import { ConfigurationError } from '../config/settings.js';
import type { Environment, Settings } from '../config/settings.js';
import { sagaLogger } from '../log/logger.js';
import type { Logger } from '../log/logger.js';

const KAFKA_SABOTAGE = ['no metadata check', 'acknowledge first'] as const;

/** The event log that a service's environment names. @throws KafkaRefusal, ConfigurationError */
export async function openLog(service: string, settings: Settings, env: Environment, logger: Logger): Promise<EventLog> {
  if (!env['KAFKA_BROKERS']) return DiskLog.open({ directory: settings.get<string>('DEMAE_EVENTS') });
  const replication = settings.get<number | undefined>('KAFKA_REPLICATION');
  const sabotage = KAFKA_SABOTAGE.find((known) => known === settings.get('DEMAE_SABOTAGE'));
  return KafkaLog.open({
    brokers: settings.get<string>('KAFKA_BROKERS'),
    clientId: service,
    partitions: settings.get<number>('KAFKA_PARTITIONS'),
    agreement: PLACEMENT_TOPIC,
    createTopics: settings.get<boolean>('KAFKA_CREATE_TOPICS'),
    security: kafkaSecurity(service, settings),
    logger: sagaLogger(logger),
    ...(replication === undefined ? {} : { replication }),
    ...(sabotage ? { sabotage } : {}),
  });
}

function kafkaSecurity(service: string, settings: Settings): NonNullable<KafkaLogOptions['security']> {
  const ssl = settings.get<boolean>('KAFKA_TLS') && kafkaAuthorities(service, settings.get<string | undefined>('KAFKA_CA'));
  const mechanism = settings.get<'plain' | 'scram-sha-256' | 'scram-sha-512' | undefined>('KAFKA_SASL');
  if (!mechanism) return { ssl };
  const login = { username: settings.get<string>('KAFKA_USERNAME'), password: settings.get<string>('KAFKA_PASSWORD') };
  // kafkajs' types want each mechanism by itself.
  if (mechanism === 'plain') return { ssl, sasl: { mechanism, ...login } };
  return { ssl, sasl: mechanism === 'scram-sha-256' ? { mechanism, ...login } : { mechanism, ...login } };
}

/** Whose certificates to trust. @throws ConfigurationError when the file holds none */
function kafkaAuthorities(service: string, file: string | undefined): true | { ca: string } {
  if (file === undefined) return true;
  try {
    const ca = readFileSync(file, 'utf8');
    new X509Certificate(ca);
    return { ca };
  } catch (error) {
    throw new ConfigurationError(service, [`KAFKA_CA=${file} holds no certificate in PEM (${(error as Error).message}). Name the file of the authority that signs the brokers' certificates.`]);
  }
}
