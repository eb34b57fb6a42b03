import type { Consumer } from 'kafkajs';
import { backOff, pause } from '../failure.js';
import { newId } from '../id.js';
import { partitionAt, topicOf, type LogRecord } from './event-log.js';
import { KafkaRefusal, rootCause, type KafkaClient } from './kafka-client.js';
import { toRecord } from './kafka-gathering.js';
import { patiently } from './kafka-topics.js';
import { placeOf } from './kafka-watermarks.js';

/** Longest that Kafka may take for one thing, milliseconds. */
const PATIENCE = 30_000;
const TRIES = 6;

/** From where to where a partition goes: its first offset, and the one that its next record will get. */
export interface Extent {
  begin: bigint;
  end: bigint;
}

/** What has to be looked at, and moved, when a database or the log was restored; all of it while the groups have no members. */
export class KafkaPlaces {
  constructor(private readonly client: KafkaClient) {}

  async extents(topics: readonly string[]): Promise<Map<string, Extent>> {
    const found = await patiently(() => this.client.withAdmin((admin) => Promise.all(topics.map(async (topic) => ({ topic, partitions: await admin.fetchTopicOffsets(topic) })))), topics);
    return new Map(found.flatMap(({ topic, partitions }) => partitions.map(({ partition, low, high }) => [placeOf(topic, partition), { begin: BigInt(low), end: BigInt(high) }])));
  }

  /** The first offset of each partition that was appended then or later; its end when there is none. */
  async offsetsAt(topics: readonly string[], at: Date): Promise<Map<string, bigint>> {
    const found = await this.client.withAdmin((admin) => Promise.all(topics.map(async (topic) => ({ topic, partitions: await admin.fetchTopicOffsetsByTimestamp(topic, Math.max(0, at.getTime())) }))));
    return new Map(found.flatMap(({ topic, partitions }) => partitions.map(({ partition, offset }) => [placeOf(topic, partition), BigInt(offset)])));
  }

  /** Where a group stands; a partition of which it has committed nothing is missing. */
  async standing(group: string, topics: readonly string[]): Promise<Map<string, bigint>> {
    const found = await this.client.withAdmin((admin) => admin.fetchOffsets({ groupId: group, topics: [...topics] }));
    return new Map(found.flatMap(({ topic, partitions }) => partitions.flatMap(({ partition, offset }) => (BigInt(offset) < 0n ? [] : [[placeOf(topic, partition), BigInt(offset)] as const]))));
  }

  /** Those of the groups that somebody is a member of. */
  async inUse(groups: readonly string[]): Promise<string[]> {
    const described = await this.client.withAdmin((admin) => admin.describeGroups([...groups]));
    return described.groups.filter(({ members }) => members.length > 0).map(({ groupId }) => groupId);
  }

  /** Has a group without members stand there. @throws KafkaRefusal when somebody else is a member of it */
  async move(group: string, to: ReadonlyMap<string, bigint>): Promise<void> {
    const topics = [...new Set([...to.keys()].map(topicOf))];
    await this.asMember(group, topics, async (consumer, mine) => {
      const missing = [...to.keys()].filter((place) => !mine.has(place));
      if (missing.length > 0) throw new KafkaRefusal('brokers', `The group ${group} has other members, which have ${missing.join(', ')}. Stop the service first.`);
      await consumer.commitOffsets([...to].map(([place, offset]) => ({ topic: topicOf(place), partition: partitionAt(place), offset: String(offset) })));
    });
    const now = await this.standing(group, topics);
    if ([...to].some(([place, offset]) => now.get(place) !== offset)) throw new Error(`Kafka did not put the group ${group} where it was to stand.`);
  }

  /** Hands over what stands from there on, up to the ends given; in order per partition. */
  async read(ranges: ReadonlyMap<string, Extent>, take: (records: LogRecord[]) => Promise<void>): Promise<void> {
    const left = new Map([...ranges].filter(([, { begin, end }]) => begin < end));
    if (left.size === 0) return;
    const group = `demae-rejoin-${newId()}`;
    const consumer = this.client.kafka.consumer({ groupId: group, maxWaitTimeInMs: 100, allowAutoTopicCreation: false, retry: { retries: 5, restartOnFailure: () => Promise.resolve(false) } });
    await this.move(group, new Map([...left].map(([place, { begin }]) => [place, begin])));
    const topics = [...new Set([...left.keys()].map(topicOf))];
    await consumer.connect();
    try {
      await consumer.subscribe({ topics, fromBeginning: true });
      await new Promise<void>((resolve, reject) => {
        let timer: NodeJS.Timeout | undefined;
        const lookAgain = () => {
          clearTimeout(timer);
          timer = setTimeout(() => reject(new Error(`Kafka gave no more of ${[...left.keys()].join(', ')} for ${PATIENCE / 1_000} s.`)), PATIENCE);
        };
        lookAgain();
        consumer.on(consumer.events.CRASH, ({ payload }) => reject(rootCause(payload.error)));
        const eachBatch: NonNullable<Parameters<Consumer['run']>[0]>['eachBatch'] = async ({ batch, resolveOffset, heartbeat }) => {
          lookAgain();
          const place = placeOf(batch.topic, batch.partition);
          const range = left.get(place);
          if (range) await take(batch.messages.filter(({ offset }) => BigInt(offset) >= range.begin && BigInt(offset) < range.end).map((message) => toRecord(batch, message)));
          resolveOffset(batch.lastOffset());
          await heartbeat();
          if (range && BigInt(batch.lastOffset()) + 1n >= range.end) left.delete(place);
          if (left.size > 0) return;
          clearTimeout(timer);
          resolve();
        };
        consumer.run({ autoCommit: false, eachBatchAutoResolve: false, eachBatch }).catch(reject);
      });
    } finally {
      await consumer.disconnect().catch(() => undefined);
      await this.client.withAdmin((admin) => admin.deleteGroups([group])).catch(() => undefined);
    }
  }

  /** Does something as the only member of a group, which hears nothing meanwhile. A group that is new may have nobody to look after it at first. */
  private async asMember(group: string, topics: readonly string[], work: (consumer: Consumer, mine: ReadonlySet<string>) => Promise<void>): Promise<void> {
    for (let tries = 1; ; tries++) {
      try {
        return await this.asMemberOnce(group, topics, work);
      } catch (error) {
        if (error instanceof KafkaRefusal || tries === TRIES) throw error;
        await pause(backOff(tries, 200, 2_000));
      }
    }
  }

  private async asMemberOnce(group: string, topics: readonly string[], work: (consumer: Consumer, mine: ReadonlySet<string>) => Promise<void>): Promise<void> {
    // It ends when its last fetch does.
    const consumer = this.client.kafka.consumer({ groupId: group, maxWaitTimeInMs: 100, allowAutoTopicCreation: false, retry: { retries: 5, restartOnFailure: () => Promise.resolve(false) } });
    const late = new AbortController();
    let mine = new Set<string>();
    const crashed = new Promise<never>((_, reject) => consumer.on(consumer.events.CRASH, ({ payload }) => reject(rootCause(payload.error))));
    crashed.catch(() => undefined);
    consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
      mine = new Set(Object.entries(payload.memberAssignment as Record<string, number[]>).flatMap(([topic, partitions]) => partitions.map((partition) => placeOf(topic, partition))));
    });
    const tooLate = pause(PATIENCE, late.signal).then(() => Promise.reject(new Error(`Kafka let nobody into a group for ${PATIENCE / 1_000} s.`)));
    tooLate.catch(() => undefined);
    await consumer.connect();
    try {
      await consumer.subscribe({ topics: [...topics], fromBeginning: true });
      // Not sooner than it runs: before that kafkajs takes commits, and forgets them.
      const started = consumer.run({ autoCommit: false, eachBatchAutoResolve: false, eachBatch: () => pause(PATIENCE, late.signal) });
      const done = started.then(() => {
        // What is read from where the group is put may be beyond the end, which kafkajs would put right in its own way.
        consumer.pause(topics.map((topic) => ({ topic })));
        return work(consumer, mine);
      });
      await Promise.race([done, crashed, tooLate]);
    } finally {
      late.abort();
      await consumer.disconnect().catch(() => undefined);
    }
  }
}
