/** A message to be appended to a topic. Messages of one key keep their order. */
export interface OutgoingRecord {
  topic: string;
  key: string;
  value: Uint8Array;
  headers: Record<string, string>;
}

/** A message as read from the log. */
export interface LogRecord extends OutgoingRecord {
  partition: number;
  /** Position within the partition, a whole number in decimal. */
  offset: string;
  /** Milliseconds since the epoch, when it was appended. */
  timestamp: number;
}

export interface BatchContext {
  /** To be called at least every few seconds during long work, where the log would otherwise take the reader for dead. */
  heartbeat?(): Promise<void>;
  /** Waits before another try, without being taken for dead meanwhile and without holding up other groups. */
  pause(milliseconds: number): Promise<void>;
  /** True once these records may belong to another reader: stop as soon as possible. */
  isStale(): boolean;
}

export interface Subscription {
  /** Readers of one group share the partitions; each group sees everything. */
  group: string;
  topics: readonly string[];
  /** A group for this once: it begins at the beginning, and is forgotten with its reader. */
  temporary?: boolean;
  /** Most records handed over at once. */
  maxBatch: number;
  /** Milliseconds from one read to the next, at least: whom nobody waits for finds more at once, and costs the others less. Where reading is cheap, a log need not heed it. */
  readEvery?: number | undefined;
  /** Resolved: the positions are committed. Rejected: the same records come again, after a pause. */
  onBatch(records: readonly LogRecord[], context: BatchContext): Promise<void>;
}

export interface Subscribed {
  /** Waits for the running batch, then leaves the group. */
  close(): Promise<void>;
  progress(): Progress;
}

export interface Progress {
  /** Records appended but not yet committed by this group; undefined when not known. */
  lag: number | undefined;
  /** The same by topic, where the log tells. */
  lagByTopic?: Readonly<Record<string, number>> | undefined;
  /** When a batch was last committed, or the reader found nothing to do. */
  lastProgressAt: number;
}

/**
 * The kit's only view of a message log. Every adapter passes the same contract suite (`eventLogContract`):
 * order per key, at least once, groups, offsets that survive, nothing acknowledged that can be lost.
 */
export interface EventLog {
  /** Makes sure that the topics exist. */
  ensureTopics(topics: readonly string[]): Promise<void>;
  /** Resolves when all records are durable, in this order per key. Rejects when any may not be: send again. */
  publish(records: readonly OutgoingRecord[]): Promise<void>;
  /** A new group starts at the beginning of what the log retains. */
  subscribe(subscription: Subscription): Promise<Subscribed>;
  /** Every retained record of one key on these topics, oldest first per topic. */
  history(topics: readonly string[], key: string): Promise<LogRecord[]>;
  /** The offset that the next record of each partition will get, by `topic/partition`. Absent where the log cannot be lost apart from its readers. */
  endsOf?(topics: readonly string[]): Promise<Map<string, bigint>>;
  /** Whether it could be asked when it was last looked for, and since when that is so, milliseconds since the epoch. Absent where the log cannot be away. */
  readonly reachable?: { now: boolean; since: number };
  close(): Promise<void>;
}

/** Spreads keys over partitions: FNV-1a, the same on every machine and in every version. */
export function partitionOf(key: string, partitions: number): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
  return (hash >>> 0) % partitions;
}

/** "topic/partition" → "topic" */
export function topicOf(place: string): string {
  return place.slice(0, place.lastIndexOf('/'));
}

/** The partition of such a place. */
export function partitionAt(place: string): number {
  return Number(place.slice(place.lastIndexOf('/') + 1));
}
