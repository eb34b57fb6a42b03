import type { EachBatchPayload, KafkaMessage } from 'kafkajs';
import { backOff, pause } from '../failure.js';
import type { BatchContext, LogRecord, Subscription } from './event-log.js';
import type { Turns } from './turns.js';
import { placeOf, type Watermarks } from './kafka-watermarks.js';

/** What was read of one partition and is still to be done. */
interface Lane {
  topic: string;
  partition: number;
  waiting: KafkaMessage[];
}

/** So many records of the front of a lane. */
interface Share {
  lane: Lane;
  count: number;
}

export interface GatheringOptions {
  subscription: Subscription;
  watermarks: Watermarks;
  turns: Turns;
  /** Makes the group's positions durable: the next offset to be done, by partition. */
  commit(positions: readonly Position[]): Promise<void>;
  acknowledgeFirst: boolean;
}

export interface Position {
  topic: string;
  partition: number;
  next: bigint;
}

/** Reading stops while so many batches wait. */
const BATCHES_AHEAD = 4;
/** How often the group hears of this member while reading stands still, milliseconds. */
const HEARTBEAT = 1_000;
/** A handler that gives no sign of life for so long no longer keeps its partitions, milliseconds. */
const SILENCE = 60_000;

/**
 * Between reading and handling. kafkajs reads ahead; what it has read, of all partitions of the member, makes one batch for the
 * handlers: under load all that has come while the last batch was handled, and without load each record at once.
 * What was read is nobody's until it is handled and committed: after each rebalance it is thrown away and read again.
 */
export class Gathering {
  private lanes = new Map<string, Lane>();
  private waiting = 0;
  /** Counts how often the group has given this member its partitions: what belongs to an older count is no longer ours. */
  private membership = 0;
  private running: Promise<void> | undefined;
  private closing = false;
  private lastSign = Date.now();
  private readonly uncommitted = new Map<string, Position>();
  private committing: Promise<void> | undefined;
  private readonly room: (() => void)[] = [];

  constructor(private readonly options: GatheringOptions) {}

  /** To be called when the group takes the partitions away, and when it has given some. */
  reassigned(): void {
    this.membership += 1;
    this.lanes = new Map();
    this.waiting = 0;
    this.uncommitted.clear();
    this.makeRoom();
  }

  /** kafkajs' eachBatch. Resolves when there is room for more. */
  async offer({ batch, resolveOffset, heartbeat }: EachBatchPayload): Promise<void> {
    const { topic, partition, messages } = batch;
    const place = placeOf(topic, partition);
    this.options.watermarks.raise(place, BigInt(batch.highWatermark));
    const lane = this.lanes.get(place);
    if (lane) lane.waiting.push(...messages);
    else this.lanes.set(place, { topic, partition, waiting: [...messages] });
    this.waiting += messages.length;
    // Only tells kafkajs where to read on; nothing is committed by it.
    resolveOffset(batch.lastOffset());
    this.running ??= this.run();
    // kafkajs reads on when all that it has read last is taken.
    if (this.options.subscription.readEvery) await pause(this.options.subscription.readEvery);
    const { membership } = this;
    while (this.isFull && !this.isStale(membership)) {
      await Promise.race([new Promise<void>((resolve) => this.room.push(resolve)), pause(HEARTBEAT)]);
      if (Date.now() - this.lastSign < SILENCE) await heartbeat();
    }
  }

  /** Ends with the batch that runs, and its commit. */
  async close(): Promise<void> {
    this.closing = true;
    this.makeRoom();
    await this.running;
    await this.committing;
  }

  private get isFull(): boolean {
    return this.waiting >= BATCHES_AHEAD * this.options.subscription.maxBatch;
  }

  private isStale(membership: number): boolean {
    return this.closing || membership !== this.membership;
  }

  private makeRoom(): void {
    for (const resume of this.room.splice(0)) resume();
  }

  private async run(): Promise<void> {
    // Partitions that come in one answer are offered one after another; these belong together.
    await new Promise((resolve) => setImmediate(resolve));
    for (let failures = 0; this.waiting > 0 && !this.closing; ) {
      const { membership } = this;
      await this.options.turns.take();
      let handled: boolean;
      try {
        handled = await this.takeBatch(membership);
      } finally {
        this.options.turns.give();
      }
      failures = handled ? 0 : failures + 1;
      // Whoever handles the batch has said why it failed; here it only comes again.
      if (!handled) await this.waitOut(backOff(failures, 20, 2_000), membership);
    }
    // In the same breath as the last look at what is waiting: whatever comes now starts a new round.
    this.running = undefined;
  }

  /** Returns false when the batch has to come again. */
  private async takeBatch(membership: number): Promise<boolean> {
    const { subscription, acknowledgeFirst } = this.options;
    const shares = this.share(subscription.maxBatch);
    if (shares.length === 0 || this.isStale(membership)) return true;
    const records = shares.flatMap(({ lane, count }) => lane.waiting.slice(0, count).map((message) => toRecord(lane, message)));
    this.lastSign = Date.now();
    if (acknowledgeFirst) this.acknowledge(shares);
    try {
      await subscription.onBatch(records, this.context(membership));
    } catch {
      return false;
    }
    if (membership !== this.membership) return true;
    if (!acknowledgeFirst) this.acknowledge(shares);
    for (const { lane, count } of shares) {
      lane.waiting.splice(0, count);
      this.waiting -= count;
    }
    if (!this.isFull) this.makeRoom();
    return true;
  }

  /** From the front of every lane in turn, beginning with the one that has waited longest. */
  private share(most: number): Share[] {
    const shares: Share[] = [];
    let left = most;
    for (const [place, lane] of [...this.lanes]) {
      if (left === 0) break;
      const count = Math.min(left, lane.waiting.length);
      if (count === 0) continue;
      left -= count;
      shares.push({ lane, count });
      this.lanes.delete(place);
      this.lanes.set(place, lane);
    }
    return shares;
  }

  private acknowledge(shares: readonly Share[]): void {
    for (const { lane, count } of shares) {
      const { topic, partition } = lane;
      this.uncommitted.set(placeOf(topic, partition), { topic, partition, next: BigInt(lane.waiting[count - 1]!.offset) + 1n });
    }
    this.committing ??= this.commit();
  }

  /** One commit at a time, each of all that has been handled until then: the next batch need not wait for it. */
  private async commit(): Promise<void> {
    for (let tries = 0; this.uncommitted.size > 0; ) {
      const { membership } = this;
      const positions = [...this.uncommitted.values()];
      try {
        await this.options.commit(positions);
        tries = 0;
        for (const { topic, partition, next } of positions) {
          const place = placeOf(topic, partition);
          if (this.uncommitted.get(place)?.next === next) this.uncommitted.delete(place);
        }
      } catch {
        // What stays uncommitted comes again, to whoever has the partition then.
        if (this.closing && tries >= 2) break;
        await this.waitOut(backOff(++tries, 50, 2_000), membership);
      }
    }
    this.committing = undefined;
  }

  private context(membership: number): BatchContext {
    return {
      heartbeat: () => {
        this.lastSign = Date.now();
        return Promise.resolve();
      },
      pause: async (milliseconds) => {
        this.options.turns.give();
        await this.waitOut(milliseconds, membership);
        await this.options.turns.take();
      },
      isStale: () => this.isStale(membership),
    };
  }

  private async waitOut(time: number, membership: number): Promise<void> {
    for (const end = Date.now() + time; Date.now() < end && !this.isStale(membership); ) {
      this.lastSign = Date.now();
      await pause(Math.max(0, Math.min(end - Date.now(), 100)));
    }
  }
}

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
