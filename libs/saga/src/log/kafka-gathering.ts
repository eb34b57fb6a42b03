import type { EachBatchPayload, KafkaMessage } from 'kafkajs';
import { backOff, pause } from '../failure.js';
import type { BatchContext, LogRecord, Subscription } from './event-log.js';
import { placeOf, type Watermarks } from './kafka-watermarks.js';

/** What kafkajs has handed over of one partition, and what of it is still to be done. */
interface Lane {
  place: string;
  payload: EachBatchPayload;
  left: KafkaMessage[];
  resolve(): void;
  reject(error: unknown): void;
}

/** So many records of the front of a lane. */
interface Share {
  lane: Lane;
  count: number;
  /** Offset of the next record once these are done. */
  next: string;
}

export interface GatheringOptions {
  subscription: Subscription;
  watermarks: Watermarks;
  /** A commit has gone through. */
  committed(positions: ReadonlyMap<string, bigint>): void;
  acknowledgeFirst: boolean;
}

/** How often the group hears of this member while a batch runs or waits to run again, milliseconds. */
const HEARTBEAT = 1_000;
/** A handler that gives no sign of life for so long no longer keeps its partitions, milliseconds. */
const SILENCE = 60_000;

/**
 * Puts what kafkajs reads from several partitions into one batch for the handlers. Under load the batches are what makes the work
 * cheap; when nothing else waits, nothing is waited for. While a batch is worked on, the partitions that arrive meanwhile gather for
 * the next.
 */
export class Gathering {
  private lanes: Lane[] = [];
  private running: Promise<void> | undefined;
  private closing = false;
  /** The group has said that the partitions may go elsewhere, and this member has not joined anew yet. */
  private rebalancing = false;
  private lastSign = 0;

  constructor(private readonly options: GatheringOptions) {}

  /** Nothing is in hand. */
  get idle(): boolean {
    return this.lanes.length === 0;
  }

  /** To be called when the member has got its partitions. */
  joined(): void {
    this.rebalancing = false;
  }

  /** kafkajs' eachBatch: resolves when the partition's records are done and committed, or given back. */
  offer(payload: EachBatchPayload): Promise<void> {
    const { batch } = payload;
    const place = placeOf(batch.topic, batch.partition);
    this.options.watermarks.raise(place, BigInt(batch.highWatermark));
    return new Promise((resolve, reject) => {
      this.lanes.push({ place, payload, left: [...batch.messages], resolve, reject });
      this.running ??= this.run();
    });
  }

  /** Ends with the batch that runs. */
  async close(): Promise<void> {
    this.closing = true;
    await this.running;
  }

  private async run(): Promise<void> {
    // Partitions that come in one answer are offered one after another; these belong together.
    await new Promise((resolve) => setImmediate(resolve));
    this.lastSign = Date.now();
    const pulse = setInterval(() => {
      if (Date.now() - this.lastSign < SILENCE) void this.beat();
    }, HEARTBEAT);
    for (let failures = 0; this.lanes.length > 0; ) {
      if (this.isStale()) {
        this.giveBack();
        break;
      }
      try {
        await this.takeBatch();
        failures = 0;
      } catch (error) {
        if (error instanceof NotHandled) {
          // Whoever handles the batch has said why; here it only comes again.
          await this.waitOut(backOff(++failures, 20, 2_000));
        } else {
          // The log's trouble is kafkajs' to deal with: it joins anew, or reads again from what is committed.
          for (const lane of this.lanes.splice(0)) lane.reject(error);
        }
      }
    }
    clearInterval(pulse);
    // In the same breath as the last look at the lanes: whatever comes now starts a new round.
    this.running = undefined;
  }

  private async takeBatch(): Promise<void> {
    const { subscription, acknowledgeFirst } = this.options;
    const shares = this.share(subscription.maxBatch);
    const records = shares.flatMap(({ lane, count }) => lane.left.slice(0, count).map((message) => toRecord(lane.payload.batch, message)));
    this.lastSign = Date.now();
    if (acknowledgeFirst) await this.commit(shares);
    try {
      await subscription.onBatch(records, this.context);
    } catch (error) {
      throw new NotHandled('the batch was not handled', { cause: error });
    }
    if (!acknowledgeFirst) await this.commit(shares);
    for (const { lane, count } of shares) {
      lane.payload.resolveOffset(lane.left[count - 1]!.offset);
      lane.left.splice(0, count);
    }
    const done = this.lanes.filter(({ left }) => left.length === 0);
    // Those with more to give go to the end, so that one full partition does not hold up the others.
    this.lanes = [...this.lanes.filter((lane) => lane.left.length > 0 && !shares.some((share) => share.lane === lane)), ...shares.flatMap(({ lane }) => (lane.left.length > 0 ? [lane] : []))];
    for (const { resolve } of done) resolve();
  }

  private share(most: number): Share[] {
    const shares: Share[] = [];
    let left = most;
    for (const lane of this.lanes) {
      if (left === 0) break;
      const count = Math.min(left, lane.left.length);
      left -= count;
      const last = count === lane.left.length ? lane.payload.batch.lastOffset() : lane.left[count - 1]!.offset;
      shares.push({ lane, count, next: String(BigInt(last) + 1n) });
    }
    return shares;
  }

  /** One request for all partitions of the batch. */
  private async commit(shares: readonly Share[]): Promise<void> {
    const topics = new Map<string, { partition: number; offset: string }[]>();
    for (const { lane, next } of shares) {
      const { topic, partition } = lane.payload.batch;
      topics.set(topic, [...(topics.get(topic) ?? []), { partition, offset: next }]);
    }
    await shares[0]!.lane.payload.commitOffsetsIfNecessary({ topics: [...topics].map(([topic, partitions]) => ({ topic, partitions })) });
    this.options.committed(new Map(shares.map(({ lane, next }) => [lane.place, BigInt(next)])));
  }

  private readonly context: BatchContext = {
    heartbeat: () => {
      this.lastSign = Date.now();
      return this.beat();
    },
    isStale: () => this.isStale(),
  };

  private isStale(): boolean {
    return this.closing || this.rebalancing || !this.lanes.every(({ payload }) => payload.isRunning() && !payload.isStale());
  }

  /** Never throws: that the group wants this member to join anew is known by `isStale`, and kafkajs hears it again when the lanes end. */
  private async beat(): Promise<void> {
    try {
      await this.lanes[0]?.payload.heartbeat();
    } catch {
      this.rebalancing = true;
    }
  }

  private async waitOut(time: number): Promise<void> {
    for (const end = Date.now() + time; Date.now() < end && !this.isStale(); ) {
      this.lastSign = Date.now();
      await pause(Math.min(end - Date.now(), 100));
    }
  }

  /** Neither resolved nor committed: whoever gets the partition reads them again. */
  private giveBack(): void {
    for (const lane of this.lanes.splice(0)) lane.resolve();
  }
}

/** The handlers' own failure, as opposed to the log's. */
class NotHandled extends Error {}

export function toRecord({ topic, partition }: { topic: string; partition: number }, { key, value, headers = {}, offset, timestamp }: KafkaMessage): LogRecord {
  const text = (header: (typeof headers)[string]) => (Array.isArray(header) ? header[0] : header)?.toString() ?? '';
  return {
    topic,
    partition,
    offset,
    timestamp: Number(timestamp),
    key: key?.toString() ?? '',
    value: value ?? new Uint8Array(),
    headers: Object.fromEntries(Object.entries(headers).map(([name, header]) => [name, text(header)])),
  };
}
