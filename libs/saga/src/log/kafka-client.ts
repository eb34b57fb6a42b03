import type { Admin, Kafka, KafkaConfig, LogEntry } from 'kafkajs';
import type * as KafkaJs from 'kafkajs';
import type { SagaLogger } from '../options.js';
import { addressesOf, whyRefused } from './kafka-refused.js';
import { repairKafkaJs } from './kafka-repairs.js';

export interface KafkaLogOptions {
  /** host:port of some of the brokers, with commas between; the others are found through them. */
  brokers: string;
  /** What the brokers know this process as: the service's name. */
  clientId: string;
  /**
   * Over how many partitions the keys of a topic are spread. Default 4. The same for everybody who publishes: another number sends a
   * key elsewhere, and its order is lost at the moment of change.
   */
  partitions?: number;
  /**
   * A topic, always empty, whose own number of partitions is the number that all have agreed on. Made by whoever comes first; whoever has
   * another number does not start, and stops publishing when the number changes meanwhile. Without it nobody is checked.
   */
  agreement?: string;
  /** How many brokers keep each topic that is made here. Default 3, or as many as there are. */
  replication?: number;
  /** Whether topics that are missing are made. Default true. */
  createTopics?: boolean;
  /** TLS and the login, as kafkajs takes them. */
  security?: Pick<KafkaConfig, 'ssl' | 'sasl'>;
  logger?: SagaLogger;
  /** Switches one guard off, for negative controls only: to show that the tests notice. */
  sabotage?: 'no metadata check' | 'acknowledge first' | 'no timer repair' | undefined;
}

/** An option, or a part of `security`: whether to speak TLS, whom to trust, whether and how to log in, and as whom. */
export type KafkaOption = Exclude<keyof KafkaLogOptions, 'security'> | 'ssl' | 'ca' | 'sasl' | 'login';

/** Something about the cluster that has to be put right by hand, and the option that it is about. */
export class KafkaRefusal extends Error {
  override readonly name = 'KafkaRefusal';

  constructor(readonly option: KafkaOption, message: string, options?: ErrorOptions) {
    super(message, options);
  }
}

/** What a cluster that is there needs at most to answer, milliseconds. */
const REQUEST_TIMEOUT = 15_000;
/** About three seconds in all. */
const PATIENCE = { initialRetryTime: 100, maxRetryTime: 1_000, retries: 5 };

const silent: SagaLogger = { debug: () => undefined, warn: () => undefined, error: () => undefined };

/** kafkajs, repaired and with one administrative connection that is made anew after each failure. */
export class KafkaClient {
  readonly kafka: Kafka;
  readonly logger: SagaLogger;
  private admin: Promise<Admin> | undefined;

  private constructor(
    readonly options: KafkaLogOptions,
    { Kafka: Client, logLevel }: Pick<typeof KafkaJs, 'Kafka' | 'logLevel'>,
  ) {
    repairKafkaJs(options.sabotage === 'no timer repair' ? 'timers' : undefined);
    this.logger = options.logger ?? silent;
    this.kafka = new Client({
      ...options.security,
      clientId: options.clientId,
      brokers: addressesOf(options.brokers),
      connectionTimeout: 3_000,
      requestTimeout: REQUEST_TIMEOUT,
      retry: PATIENCE,
      logLevel: logLevel.WARN,
      logCreator: () => (entry) => this.log(entry),
    });
  }

  /** Says nothing to anybody yet. Whoever has another log never loads kafkajs. */
  static async of(options: KafkaLogOptions): Promise<KafkaClient> {
    const { default: kafkajs } = await import('kafkajs');
    return new KafkaClient(options, kafkajs);
  }

  /** @throws KafkaRefusal when no broker answers, or none lets this process in, with what to do. */
  async connect(): Promise<void> {
    try {
      await this.withAdmin((admin) => admin.describeCluster());
    } catch (error) {
      const { option, message } = await whyRefused(this.options, rootCause(error).message);
      throw new KafkaRefusal(option, message, { cause: error });
    }
  }

  async withAdmin<R>(work: (admin: Admin) => Promise<R>): Promise<R> {
    this.admin ??= this.openAdmin();
    const opened = this.admin;
    try {
      return await work(await opened);
    } catch (error) {
      if (this.admin === opened) {
        this.admin = undefined;
        opened.then((admin) => admin.disconnect()).catch(() => undefined);
      }
      throw error;
    }
  }

  async close(): Promise<void> {
    const opened = this.admin;
    this.admin = undefined;
    await opened?.then((admin) => admin.disconnect()).catch(() => undefined);
  }

  private async openAdmin(): Promise<Admin> {
    const admin = this.kafka.admin({ retry: PATIENCE });
    try {
      await admin.connect();
    } catch (error) {
      await admin.disconnect().catch(() => undefined);
      throw error;
    }
    return admin;
  }

  /** Most of what kafkajs calls an error it puts right by itself, and says so for each of its many connections; what it gives up is told here. */
  private log({ namespace, log: { message, timestamp: _, logger: __, stack: ___, ...details } }: LogEntry): void {
    this.logger.debug(`kafkajs ${namespace}: ${message}`, details);
  }
}

/** The error behind kafkajs' own wrappers. */
export function rootCause(error: unknown): Error {
  let cause = error;
  while (cause instanceof Error && cause.cause instanceof Error) cause = cause.cause;
  return cause instanceof Error ? cause : new Error(String(cause));
}
