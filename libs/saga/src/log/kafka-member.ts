import type { Consumer, EachBatchPayload } from 'kafkajs';
import { backOff, pause } from '../failure.js';
import { topicOf, type Progress, type Subscribed, type Subscription } from './event-log.js';
import { rootCause, type KafkaClient } from './kafka-client.js';
import type { Turns } from './turns.js';
import { Gathering, type Position } from './kafka-gathering.js';
import { placeOf, type Watermarks } from './kafka-watermarks.js';

/** Without a heartbeat for so long a member counts as dead, milliseconds: what a killed service's partitions wait at most. */
const SESSION = 6_000;
const HEARTBEAT = 1_000;
/** How long a fetch may wait for something to read, milliseconds. An idle member hears of a rebalance that much later. */
const LONGEST_FETCH = 1_000;
/** Longest that the other members wait for this one to finish its batch and join anew, milliseconds. */
const REBALANCE = 30_000;
const PARTITION_BYTES = 262_144;
/** Partitions whose records may be in hand at once: all there may be. */
const CONCURRENT = 128;
/** Longest that leaving may take, milliseconds. */
const LEAVE = 10_000;

/** One member of a consumer group, for as long as it takes: a consumer that crashes is replaced by a new one. */
export class KafkaMember implements Subscribed {
  private readonly closing = new AbortController();
  private readonly running: Promise<void>;
  private gathering: Gathering | undefined;
  /** The partitions of this member; undefined until the group has given it some. */
  private assigned: string[] | undefined;
  /** How often the group has given this member partitions: what was asked for before says nothing of them. */
  private joins = 0;
  /** The next offset to be done, by partition. */
  private readonly positions = new Map<string, bigint>();
  private lastProgressAt = Date.now();
  /** How often the consumer had to be replaced. */
  restarts = 0;

  constructor(
    private readonly client: KafkaClient,
    private readonly subscription: Subscription,
    private readonly watermarks: Watermarks,
    private readonly turns: Turns,
  ) {
    this.running = this.run();
  }

  async close(): Promise<void> {
    this.closing.abort();
    await this.running;
  }

  progress(): Progress {
    const lags = this.lagByTopic;
    return { lag: lags && Object.values(lags).reduce((sum, lag) => sum + lag, 0), lagByTopic: lags, lastProgressAt: this.lastProgressAt };
  }

  get topics(): readonly string[] {
    return this.subscription.topics;
  }

  /** Asks Kafka where the group stands in partitions that it has not committed since it got them, so that the lag is known at once. */
  async locate(begins: ReadonlyMap<string, bigint>): Promise<void> {
    const places = this.assigned ?? [];
    if (places.every((place) => this.positions.has(place))) return;
    const { joins } = this;
    const { group, topics } = this.subscription;
    const offsets = await this.client.withAdmin((admin) => admin.fetchOffsets({ groupId: group, topics: [...topics] }));
    if (joins !== this.joins) return;
    for (const { topic, partitions } of offsets) {
      for (const { partition, offset } of partitions) {
        const place = placeOf(topic, partition);
        // What has been committed meanwhile is newer. A group that has committed nothing starts at the beginning.
        if (this.positions.has(place)) continue;
        const position = BigInt(offset) < 0n ? begins.get(place) : BigInt(offset);
        if (position !== undefined) this.positions.set(place, position);
      }
    }
  }

  /** Undefined as long as it is not known of all partitions of this member. */
  private get lagByTopic(): Record<string, number> | undefined {
    if (!this.assigned) return undefined;
    const lags: Record<string, number> = Object.fromEntries(this.topics.map((topic) => [topic, 0]));
    for (const place of this.assigned) {
      const [position, end] = [this.positions.get(place), this.watermarks.end(place)];
      if (position === undefined || end === undefined) return undefined;
      const topic = topicOf(place);
      if (end > position) lags[topic] = (lags[topic] ?? 0) + Number(end - position);
    }
    return lags;
  }

  private async run(): Promise<void> {
    const { logger } = this.client;
    for (let failures = 0; !this.closing.signal.aborted; ) {
      const began = Date.now();
      try {
        await this.live();
      } catch (error) {
        if (this.closing.signal.aborted) return;
        this.restarts += 1;
        failures = Date.now() - began > 60_000 ? 1 : failures + 1;
        // A coordinator that has only just been chosen sends everybody away once or twice.
        const tell = failures < 3 ? 'debug' : 'warn';
        logger[tell]('a consumer ended; a new one takes its place', { group: this.subscription.group, restarts: this.restarts, error: rootCause(error).message });
        await pause(backOff(failures, 100, 5_000), this.closing.signal);
      }
    }
  }

  /** One consumer's life. Resolves when this member closes. @throws what the consumer died of */
  private async live(): Promise<void> {
    const { group, topics } = this.subscription;
    const consumer = this.client.kafka.consumer({
      groupId: group,
      sessionTimeout: SESSION,
      heartbeatInterval: HEARTBEAT,
      rebalanceTimeout: REBALANCE,
      maxWaitTimeInMs: LONGEST_FETCH,
      maxBytesPerPartition: PARTITION_BYTES,
      allowAutoTopicCreation: false,
      // kafkajs would not restart after what it takes for final, and nobody would notice; so restarting is done here, always.
      retry: { initialRetryTime: 100, maxRetryTime: 2_000, retries: 5, restartOnFailure: () => Promise.resolve(false) },
    });
    let commitNow: EachBatchPayload['commitOffsetsIfNecessary'] | undefined;
    const gathering = new Gathering({
      subscription: this.subscription,
      watermarks: this.watermarks,
      turns: this.turns,
      acknowledgeFirst: this.client.options.sabotage === 'acknowledge first',
      commit: (positions) => this.commit(commitNow!, positions),
    });
    this.gathering = gathering;
    const crashed = new Promise<never>((_, reject) => consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error)));
    crashed.catch(() => undefined);
    consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => this.joined(payload.memberAssignment as Record<string, number[]>));
    consumer.on(consumer.events.REBALANCING, () => gathering.reassigned());
    consumer.on(consumer.events.FETCH, () => this.fetched());
    try {
      await consumer.connect();
      await consumer.subscribe({ topics: [...topics], fromBeginning: true });
      await consumer.run({
        autoCommit: false,
        eachBatchAutoResolve: false,
        partitionsConsumedConcurrently: CONCURRENT,
        eachBatch: (payload) => {
          commitNow = payload.commitOffsetsIfNecessary;
          return gathering.offer(payload);
        },
      });
      await Promise.race([crashed, aborted(this.closing.signal)]);
    } finally {
      await gathering.close();
      await leave(consumer);
    }
  }

  private joined(assignment: Record<string, number[]>): void {
    const places = Object.entries(assignment).flatMap(([topic, partitions]) => partitions.map((partition) => placeOf(topic, partition)));
    // Others may have gone on meanwhile with what was not ours.
    this.joins += 1;
    this.positions.clear();
    this.assigned = places;
    this.gathering?.reassigned();
    this.watermarks.measure(this.client, this.topics).then((begins) => this.locate(begins)).catch((error: unknown) => {
      this.client.logger.debug('how far a group is behind is not known yet', { group: this.subscription.group, error: rootCause(error).message });
    });
  }

  private fetched(): void {
    if (this.progress().lag === 0) this.lastProgressAt = Date.now();
  }

  /**
   * Offset + 1, explicitly: kafkajs itself commits nothing. Once, and as the member that this is now: `consumer.commitOffsets` would try
   * again for seconds, also when the group has been divided anew, and so take back what another member has committed meanwhile.
   */
  private async commit(commitNow: EachBatchPayload['commitOffsetsIfNecessary'], positions: readonly Position[]): Promise<void> {
    const { joins } = this;
    const topics = new Map<string, { partition: number; offset: string }[]>(positions.map(({ topic }) => [topic, []]));
    for (const { topic, partition, next } of positions) topics.get(topic)!.push({ partition, offset: String(next) });
    await commitNow({ topics: [...topics].map(([topic, partitions]) => ({ topic, partitions })) });
    if (joins === this.joins) for (const { topic, partition, next } of positions) this.positions.set(placeOf(topic, partition), next);
    this.lastProgressAt = Date.now();
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** With a broker that is gone there may be nobody to say goodbye to. */
async function leave(consumer: Consumer): Promise<void> {
  const late = new AbortController();
  await Promise.race([consumer.disconnect().catch(() => undefined), pause(LEAVE, late.signal)]);
  late.abort();
}
