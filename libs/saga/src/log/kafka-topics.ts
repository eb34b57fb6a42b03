import type { Admin, ITopicMetadata } from 'kafkajs';
import { pause } from '../failure.js';
import type { KafkaClient } from './kafka-client.js';
import { KafkaRefusal, rootCause } from './kafka-client.js';

const DEFAULT_PARTITIONS = 4;
const DEFAULT_REPLICATION = 3;
const CREATE_TIMEOUT = 15_000;

/** The topics that this process has made sure of. */
export class KafkaTopics {
  private readonly sure = new Set<string>();
  /** Over how many partitions keys are spread, whatever more a topic has. */
  readonly partitions: number;

  constructor(private readonly client: KafkaClient) {
    this.partitions = client.options.partitions ?? DEFAULT_PARTITIONS;
  }

  /** @throws Error when the topic is not known to exist. */
  require(topic: string): void {
    if (!this.sure.has(topic)) throw new Error(`There is no topic "${topic}"; make it with ensureTopics first.`);
  }

  /** Makes what is missing, and checks all. @throws KafkaRefusal that names every topic that will not do, and what to do. */
  async ensure(topics: readonly string[]): Promise<void> {
    const unsure = [...new Set(topics)].filter((topic) => !this.sure.has(topic));
    if (unsure.length === 0) return;
    await this.client.withAdmin(async (admin) => {
      await this.agree(admin);
      const present = new Set(await admin.listTopics());
      const missing = unsure.filter((topic) => !present.has(topic));
      if (missing.length > 0) await this.create(admin, missing);
      this.check(await patiently(async () => (await admin.fetchTopicMetadata({ topics: unsure })).topics, unsure));
      // Only a partition's leader can say how far it goes: whoever publishes before there is one may have some records stored twice.
      for (const topic of unsure) await patiently(() => admin.fetchTopicOffsets(topic), [topic]);
    });
    for (const topic of unsure) this.sure.add(topic);
  }

  /** Whether all still spread keys as this process does. @throws KafkaRefusal when not */
  agreed(): Promise<void> {
    return this.client.withAdmin((admin) => this.agree(admin));
  }

  private async agree(admin: Admin): Promise<void> {
    const { agreement } = this.client.options;
    if (agreement === undefined) return;
    if (!this.sure.has(agreement)) {
      if (!(await admin.listTopics()).includes(agreement)) await this.create(admin, [agreement]);
      this.sure.add(agreement);
    }
    const { topics } = await patiently(() => admin.fetchTopicMetadata({ topics: [agreement] }), [agreement]);
    const count = topics[0]!.partitions.length;
    if (count === this.partitions) return;
    throw new KafkaRefusal(
      'partitions',
      `On this Kafka keys are spread over ${count} partitions, as the topic "${agreement}" has, and not over ${this.partitions}: another number would send keys elsewhere and lose their order. `
      + `Set the number of partitions to ${count}; docs/partitions.md says how to change it for all.`,
    );
  }

  private async create(admin: Admin, missing: string[]): Promise<void> {
    const { createTopics = true, replication } = this.client.options;
    const replicas = replication ?? Math.min(DEFAULT_REPLICATION, (await admin.describeCluster()).brokers.length);
    const byHand = `kafka-topics.sh --create --partitions ${this.partitions} --replication-factor ${replicas} --topic ${missing[0]}`;
    if (!createTopics) throw new KafkaRefusal('createTopics', `Kafka has no topic ${missing.join(', ')}, and this process may not make any. Make it: ${byHand}`);
    // With three copies, two must have a message before it counts as stored: then no single broker can take it away.
    const configEntries = [{ name: 'min.insync.replicas', value: String(replicas >= 3 ? 2 : 1) }];
    try {
      await admin.createTopics({
        // kafkajs takes a broker that has not heard of the new topics yet for a refusal; `ensure` asks again by itself.
        waitForLeaders: false,
        timeout: CREATE_TIMEOUT,
        topics: missing.map((topic) => ({ topic, numPartitions: this.partitions, replicationFactor: replicas, configEntries })),
      });
    } catch (error) {
      // Others start at the same time; where they were quicker for some topics, the check says whether all are there.
      const errors = (error as { errors?: { type?: string; message: string }[] }).errors ?? [];
      const reasons = errors.filter(({ type }) => type !== 'TOPIC_ALREADY_EXISTS').map(({ message }) => message);
      if (errors.length > 0 && reasons.length === 0) return;
      throw new KafkaRefusal('replication', `Kafka refuses to make the topic ${missing.join(', ')}: ${reasons[0] ?? rootCause(error).message} Make it by hand: ${byHand}`, { cause: error });
    }
  }

  private check(topics: readonly ITopicMetadata[]): void {
    const few = topics.filter(({ partitions }) => partitions.length < this.partitions);
    if (few.length > 0) {
      const names = few.map(({ name, partitions }) => `"${name}" has ${partitions.length}`).join(', ');
      throw new KafkaRefusal(
        'partitions',
        `Keys are spread over ${this.partitions} partitions, but the topic ${names}. `
        + `Either set the number of partitions to that, or, while nobody publishes: kafka-topics.sh --alter --partitions ${this.partitions} --topic ${few[0]!.name}`,
      );
    }
    const more = topics.filter(({ partitions }) => partitions.length > this.partitions).map(({ name }) => name);
    if (more.length > 0) this.client.logger.warn('some topics have more partitions than keys are spread over; the others stay empty', { topics: more, spreadOver: this.partitions });
  }
}

/** Asks for some seconds: a topic that was just made is not known to every broker at once, and a broker that ended is missed for as long. */
export async function patiently<R>(ask: () => Promise<R>, about: readonly string[]): Promise<R> {
  for (let tries = 1; ; tries++) {
    try {
      return await ask();
    } catch (error) {
      if (tries >= 50) throw leaderless(error) ? noLeader(about, error) : error;
      await pause(100);
    }
  }
}

const leaderless = (error: unknown) => (rootCause(error) as { type?: string }).type === 'LEADER_NOT_AVAILABLE';

function noLeader(topics: readonly string[], cause: unknown): KafkaRefusal {
  return new KafkaRefusal(
    'brokers',
    `A partition of ${topics.join(', ')} has nobody who leads it: all brokers with a copy that is complete are away. Start them; kafka-topics.sh --describe --unavailable-partitions says which.`,
    { cause },
  );
}
