import type { EventLog, LogRecord, OutgoingRecord, Subscribed, Subscription } from './event-log.js';
import { partitionOf } from './event-log.js';
import { Turns } from './turns.js';
import { readHistory } from './kafka-history.js';
import { KafkaClient, KafkaRefusal, type KafkaLogOptions } from './kafka-client.js';
export { KafkaRefusal, type KafkaLogOptions, type KafkaOption } from './kafka-client.js';
import { KafkaMember } from './kafka-member.js';
import { KafkaPlaces } from './kafka-places.js';
import { KafkaSender } from './kafka-sender.js';
import { KafkaTopics } from './kafka-topics.js';
import { Watermarks } from './kafka-watermarks.js';

/** How often Kafka is asked how far the topics go, so that a reader that no longer reads is found out, milliseconds. */
const MEASURE = 10_000;
/** A Kafka that has not answered for so long is away, milliseconds: kafkajs itself asks one that hangs for minutes. */
const AWAY = 20_000;
/** Batches worked on at once, over all groups of this process; see `Turns`. */
const BATCHES_AT_ONCE = 3;

/**
 * The event log on Kafka, through kafkajs with what it needs to lose nothing: each record is known to be stored before `publish`
 * resolves, offsets are committed only after the handlers' own commit, a consumer that dies is replaced, and how far each group is
 * behind is measured apart from reading.
 */
export class KafkaLog implements EventLog {
  private readonly watermarks = new Watermarks();
  private readonly topics: KafkaTopics;
  private readonly sender: KafkaSender;
  private readonly members = new Set<KafkaMember>();
  private readonly turns = new Turns(BATCHES_AT_ONCE);
  /** For who puts groups elsewhere. */
  readonly places: KafkaPlaces;
  private readonly looking: NodeJS.Timeout;
  private measuring: Promise<void> | undefined;
  reachable = { now: true, since: Date.now() };
  /** Why nothing may be published any more. */
  private barred: KafkaRefusal | undefined;

  private constructor(private readonly client: KafkaClient) {
    this.topics = new KafkaTopics(client);
    this.places = new KafkaPlaces(client);
    this.sender = new KafkaSender(client, this.topics.partitions, this.watermarks);
    this.looking = setInterval(() => void (this.measuring ??= this.measure().finally(() => (this.measuring = undefined))), MEASURE);
    this.looking.unref();
  }

  /** @throws KafkaRefusal when no broker answers, TLS does not fit or the login is refused, with what to do. */
  static async open(options: KafkaLogOptions): Promise<KafkaLog> {
    const client = await KafkaClient.of(options);
    try {
      await client.connect();
    } catch (error) {
      await client.close();
      throw error;
    }
    return new KafkaLog(client);
  }

  /** @throws KafkaRefusal that names each topic that is missing and may not be made, or has too few partitions, or that keys are spread otherwise here. */
  ensureTopics(topics: readonly string[]): Promise<void> {
    return this.topics.ensure(topics);
  }

  async publish(records: readonly OutgoingRecord[]): Promise<void> {
    for (const { topic } of records) this.topics.require(topic);
    if (this.barred) throw this.barred;
    if (records.length > 0) await this.sender.send(records);
  }

  /** Returns at once; the member joins its group meanwhile, and again after whatever happens to it. */
  async subscribe(subscription: Subscription): Promise<Subscribed> {
    await this.topics.ensure(subscription.topics);
    const member = new KafkaMember(this.client, subscription, this.watermarks, this.turns);
    this.members.add(member);
    return {
      progress: () => member.progress(),
      close: async () => {
        this.members.delete(member);
        await member.close();
        // Left behind, it would only be forgotten with its positions, after days.
        if (subscription.temporary) await this.client.withAdmin((admin) => admin.deleteGroups([subscription.group])).catch(() => undefined);
      },
    };
  }

  async history(topics: readonly string[], key: string): Promise<LogRecord[]> {
    await this.topics.ensure(topics);
    return readHistory(this.client, topics, partitionOf(key, this.topics.partitions), key);
  }

  async endsOf(topics: readonly string[]): Promise<Map<string, bigint>> {
    return new Map([...(await this.places.extents(topics))].map(([place, { end }]) => [place, end]));
  }

  async close(): Promise<void> {
    clearInterval(this.looking);
    await Promise.all([...this.members].map((member) => member.close()));
    this.members.clear();
    await this.sender.close();
    await this.client.close();
  }

  /** What went wrong and was put right, since the start: for metrics. */
  get repairs(): { resent: number; restarts: number } {
    return { resent: this.sender.resent, restarts: [...this.members].reduce((sum, { restarts }) => sum + restarts, 0) };
  }

  private async measure(): Promise<void> {
    const late = setTimeout(() => this.found(false), AWAY).unref();
    try {
      await this.checkAgreement();
      const members = [...this.members];
      const begins = await this.watermarks.measure(this.client, [...new Set(members.flatMap(({ topics }) => topics))]);
      await Promise.all(members.map((member) => member.locate(begins)));
      this.found(true);
    } catch (error) {
      // While Kafka is away the last figures stand.
      this.found(false);
      this.client.logger.debug('how far the topics go is not known just now', { error: String(error) });
    } finally {
      clearTimeout(late);
    }
  }

  private found(now: boolean): void {
    if (now !== this.reachable.now) this.reachable = { now, since: Date.now() };
  }

  /** For good: only a process that starts anew can be sure where keys go. */
  private async checkAgreement(): Promise<void> {
    if (this.barred) return;
    try {
      await this.topics.agreed();
    } catch (error) {
      // While Kafka is away nothing is published anyway.
      if (!(error instanceof KafkaRefusal && error.option === 'partitions')) return;
      this.barred = error;
      this.client.logger.error('nothing is published any more, until this process has been started anew', { error: error.message });
    }
  }
}
