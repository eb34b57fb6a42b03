import type { Message, Producer } from 'kafkajs';
import { backOff, pause } from '../failure.js';
import type { OutgoingRecord } from './event-log.js';
import { partitionOf } from './event-log.js';
import type { KafkaClient } from './kafka-client.js';
import { placeOf, type Watermarks } from './kafka-watermarks.js';

/** What one call of `publish` wants sent. */
interface Parcel {
  letters: Letter[];
  resolve(): void;
  reject(error: unknown): void;
}

interface Letter {
  topic: string;
  partition: number;
  bytes: number;
  message: Message & { partition: number };
}

/** Kafka takes 1 MiB at once for a partition (message.max.bytes), with what it adds to each record. */
const PARTITION_BYTES = 700_000;
const SEND_BYTES = 4_000_000;
/** What Kafka adds to a record at most, about. */
const OVERHEAD = 100;
/** Longest that a broker may wait for its followers, milliseconds. */
const ACK_TIMEOUT = 10_000;
/** Sends of what the answers did not cover, before the publisher is told to come again. */
const MOST_TRIES = 8;
/** About ten seconds in all; a leader that died is replaced in that time. */
const PATIENCE = { initialRetryTime: 100, maxRetryTime: 2_000, retries: 8 };

/**
 * The one producer of this process. Sends follow one another, so that no two can overtake each other; calls that wait meanwhile share
 * the next one.
 *
 * kafkajs resolves a send although messages are lost when a partition's leader moves to a broker that has already answered (its issue
 * 1303): the partition is then missing from the answer. So each record gets its partition here, and is stored only when the answer
 * covers that.
 */
export class KafkaSender {
  private producer: Promise<Producer> | undefined;
  private waiting: Parcel[] = [];
  private sending: Promise<void> | undefined;
  /** Records that were sent again because an answer did not cover them. */
  resent = 0;

  constructor(
    private readonly client: KafkaClient,
    private readonly partitions: number,
    private readonly watermarks: Watermarks,
  ) {}

  send(records: readonly OutgoingRecord[]): Promise<void> {
    const letters = records.map((record) => this.address(record));
    return new Promise((resolve, reject) => {
      this.waiting.push({ letters, resolve, reject });
      this.sending ??= this.run();
    });
  }

  async close(): Promise<void> {
    await this.sending;
    await this.drop();
  }

  private address({ topic, key, value, headers }: OutgoingRecord): Letter {
    const partition = partitionOf(key, this.partitions);
    const message = { partition, key, value: value instanceof Buffer ? value : Buffer.from(value.buffer, value.byteOffset, value.byteLength), headers };
    let bytes = OVERHEAD + key.length * 3 + value.length;
    for (const [name, text] of Object.entries(headers)) bytes += name.length + text.length * 3;
    return { topic, partition, bytes, message };
  }

  private async run(): Promise<void> {
    while (this.waiting.length > 0) {
      const round = this.take();
      try {
        for (const part of portions(round.flatMap(({ letters }) => letters))) await this.deliver(part);
        for (const { resolve } of round) resolve();
      } catch (error) {
        // A producer that has failed may have lost its way; the next one starts afresh.
        await this.drop();
        for (const { reject } of round) reject(error);
      }
    }
    // In the same breath as the last look at what is waiting: whatever comes now starts a new round.
    this.sending = undefined;
  }

  private take(): Parcel[] {
    let bytes = 0;
    let count = 0;
    for (const { letters } of this.waiting) {
      bytes += letters.reduce((sum, letter) => sum + letter.bytes, 0);
      if (count > 0 && bytes > SEND_BYTES) break;
      count += 1;
    }
    return this.waiting.splice(0, count);
  }

  private async deliver(letters: readonly Letter[]): Promise<void> {
    for (let left = letters, tries = 1; ; tries++) {
      const covered = await this.sendOnce(left);
      if (this.client.options.sabotage === 'no metadata check') return;
      left = left.filter(({ topic, partition }) => !covered.has(placeOf(topic, partition)));
      if (left.length === 0) return;
      this.resent += left.length;
      const places = [...new Set(left.map(({ topic, partition }) => placeOf(topic, partition)))];
      this.client.logger.warn('Kafka did not confirm everything that was sent; sending the rest again', { records: left.length, places, tries });
      if (tries >= MOST_TRIES) throw new Error(`Kafka does not confirm what is sent to ${places.join(', ')}.`);
      await pause(backOff(tries, 20, 1_000));
    }
  }

  /** Returns the places that have their records for certain. */
  private async sendOnce(letters: readonly Letter[]): Promise<Set<string>> {
    const topics = new Map<string, Message[]>();
    const counts = new Map<string, number>();
    for (const { topic, partition, message } of letters) {
      const messages = topics.get(topic);
      if (messages) messages.push(message);
      else topics.set(topic, [message]);
      const place = placeOf(topic, partition);
      counts.set(place, (counts.get(place) ?? 0) + 1);
    }
    this.producer ??= this.open();
    const producer = await this.producer;
    const answers = await producer.sendBatch({ acks: -1, timeout: ACK_TIMEOUT, topicMessages: [...topics].map(([topic, messages]) => ({ topic, messages })) });
    const covered = new Set<string>();
    for (const { topicName, partition, errorCode, baseOffset } of answers) {
      const place = placeOf(topicName, partition);
      if (errorCode !== 0) continue;
      covered.add(place);
      if (baseOffset !== undefined) this.watermarks.raise(place, BigInt(baseOffset) + BigInt(counts.get(place) ?? 0));
    }
    return covered;
  }

  private async open(): Promise<Producer> {
    const producer = this.client.kafka.producer({
      allowAutoTopicCreation: false,
      createPartitioner: () => ({ message }) => message.partition ?? 0,
      retry: PATIENCE,
    });
    await producer.connect();
    return producer;
  }

  private async drop(): Promise<void> {
    const { producer } = this;
    this.producer = undefined;
    await producer?.then((opened) => opened.disconnect()).catch(() => undefined);
  }
}

/** In order, and each small enough for Kafka. A record that is too large by itself is Kafka's to refuse. */
function portions(letters: readonly Letter[]): Letter[][] {
  const all: Letter[][] = [];
  let portion: Letter[] = [];
  let total = 0;
  let byPlace = new Map<string, number>();
  for (const letter of letters) {
    const place = placeOf(letter.topic, letter.partition);
    const inPlace = (byPlace.get(place) ?? 0) + letter.bytes;
    if (portion.length > 0 && (inPlace > PARTITION_BYTES || total + letter.bytes > SEND_BYTES)) {
      all.push(portion);
      portion = [];
      total = 0;
      byPlace = new Map();
    }
    portion.push(letter);
    total += letter.bytes;
    byPlace.set(place, (byPlace.get(place) ?? 0) + letter.bytes);
  }
  if (portion.length > 0) all.push(portion);
  return all;
}
