import { partitionOf, type EventLog, type LogRecord, type OutgoingRecord, type Subscribed, type Subscription } from './event-log.js';
import { Group } from './group.js';
import { Segments, type Frame } from './segments.js';
import { Turns } from './turns.js';

export interface DiskLogOptions {
  /** Folder of its own; made when missing. One process at a time. */
  directory: string;
  /** Partitions of a topic when it is first made. Default 4. */
  partitions?: number;
  /** Whether `publish` waits for the disk. Default true; false is for tests, where no machine loses its power. */
  sync?: boolean;
  /** Size at which a new file is begun, bytes. Default 64 MiB. */
  segmentBytes?: number;
  /** Consumed files are removed, oldest first, beyond this many. Default 16. */
  retainSegments?: number;
  /** Batches worked on at once, over all groups. Default 3: one waits for the disk while another is decided and a third is written. */
  batchesAtOnce?: number;
}

/**
 * The event log of the one-process mode: topics, partitions by key, groups, positions and at-least-once as Kafka has them, kept in an
 * append-only file, so that a `kill -9` at any moment loses nothing that was acknowledged.
 */
export class DiskLog implements EventLog {
  private readonly segments: Segments;
  private readonly topics = new Map<string, number>();
  /** Next offset by `topic/partition`. */
  private readonly ends = new Map<string, number>();
  private readonly groups = new Map<string, Group>();
  /** Names of groups that nobody will ask for again. */
  private readonly temporary = new Set<string>();
  /** Positions of groups that have not been opened in this process. */
  private readonly stored = new Map<string, Record<string, number>>();
  /** Last offset that a segment holds, by `topic/partition`. */
  private readonly lastIn = new Map<number, Map<string, number>>();
  private readonly turns: Turns;
  private rotating: Promise<void> | undefined;

  private constructor(private readonly options: DiskLogOptions) {
    this.turns = new Turns(options.batchesAtOnce ?? 3);
    this.segments = new Segments(options.directory, options.sync ?? true);
  }

  static async open(options: DiskLogOptions): Promise<DiskLog> {
    const log = new DiskLog(options);
    await log.segments.open((frame, segment) => log.recall(frame, segment));
    return log;
  }

  async ensureTopics(topics: readonly string[]): Promise<void> {
    const missing = topics.filter((topic) => !this.topics.has(topic));
    if (missing.length === 0) return;
    for (const topic of missing) this.topics.set(topic, this.options.partitions ?? 4);
    await this.segments.append({ kind: 'topics', topics: Object.fromEntries(this.topics) }, true);
  }

  async publish(outgoing: readonly OutgoingRecord[]): Promise<void> {
    const timestamp = Date.now();
    const records = outgoing.map((record): LogRecord => {
      const partitions = this.topics.get(record.topic);
      if (partitions === undefined) throw new Error(`There is no topic "${record.topic}"; make it with ensureTopics first.`);
      const partition = partitionOf(record.key, partitions);
      const place = `${record.topic}/${partition}`;
      const offset = this.ends.get(place) ?? 0;
      this.ends.set(place, offset + 1);
      return { ...record, partition, offset: String(offset), timestamp };
    });
    const written = this.segments.append({ kind: 'records', records }, true);
    this.noteLast(this.segments.current, records);
    // Readers may have them before the disk does: what a crash takes from the file is still in the publisher's outbox.
    for (const group of this.groups.values()) group.offer(records);
    await written;
    // It may have been written to a file begun meanwhile: named for both, it keeps both until it is read.
    this.noteLast(this.segments.current, records);
    if (this.segments.currentSize > (this.options.segmentBytes ?? 64 * 1024 * 1024)) await this.rotate();
  }

  async subscribe(subscription: Subscription): Promise<Subscribed> {
    await this.ensureTopics(subscription.topics);
    let group = this.groups.get(subscription.group);
    if (!group) {
      const stored = this.stored.get(subscription.group) ?? {};
      const save = (positions: Record<string, number>) => this.savePositions(subscription.group, positions);
      group = new Group(subscription.group, stored, subscription.temporary ? () => undefined : save);
      this.groups.set(subscription.group, group);
    }
    const added = group.addTopics(subscription.topics, this.topics);
    await this.loadBacklog(group, added);
    const subscribed = group.join(subscription, this.turns);
    if (!subscription.temporary) return subscribed;
    this.temporary.add(subscription.group);
    return {
      progress: () => subscribed.progress(),
      close: async () => {
        await subscribed.close();
        this.groups.delete(subscription.group);
        this.temporary.delete(subscription.group);
      },
    };
  }

  async history(topics: readonly string[], key: string): Promise<LogRecord[]> {
    const wanted = new Set(topics);
    const found: LogRecord[] = [];
    await this.segments.scan((frame) => {
      if (frame.kind !== 'records') return;
      for (const record of frame.records) {
        if (record.key === key && wanted.has(record.topic)) found.push({ ...record, value: Uint8Array.from(record.value) });
      }
    });
    return found;
  }

  async close(): Promise<void> {
    await Promise.all([...this.groups.values()].map((group) => group.close()));
    await this.rotating;
    await this.segments.close();
  }

  private savePositions(group: string, positions: Record<string, number>): void {
    // Not waited for: a lost position only means that some records come again.
    this.segments.append({ kind: 'positions', group, positions }, false).catch(() => undefined);
  }

  /** What a group has missed while nobody of it was here. */
  private async loadBacklog(group: Group, places: readonly string[]): Promise<void> {
    const behind = new Map<string, { from: number; to: number }>();
    for (const place of places) {
      const to = this.ends.get(place) ?? 0;
      const from = Math.min(group.position(place), to);
      if (from < to) behind.set(place, { from, to });
    }
    const backlog: LogRecord[] = [];
    if (behind.size > 0) {
      await this.segments.scan((frame) => {
        if (frame.kind !== 'records') return;
        for (const record of frame.records) {
          const range = behind.get(`${record.topic}/${record.partition}`);
          const offset = Number(record.offset);
          if (range && offset >= range.from && offset < range.to) backlog.push({ ...record, value: Uint8Array.from(record.value) });
        }
      });
    }
    group.open(places, backlog);
  }

  private recall(frame: Frame, segment: number): void {
    if (frame.kind === 'topics') for (const [topic, partitions] of Object.entries(frame.topics)) this.topics.set(topic, partitions);
    else if (frame.kind === 'positions') this.stored.set(frame.group, { ...this.stored.get(frame.group), ...frame.positions });
    else {
      this.noteLast(segment, frame.records);
      for (const record of frame.records) {
        const place = `${record.topic}/${record.partition}`;
        this.ends.set(place, Math.max(this.ends.get(place) ?? 0, Number(record.offset) + 1));
      }
    }
  }

  private noteLast(segment: number, records: readonly LogRecord[]): void {
    let last = this.lastIn.get(segment);
    if (!last) this.lastIn.set(segment, (last = new Map()));
    for (const record of records) last.set(`${record.topic}/${record.partition}`, Number(record.offset));
  }

  private rotate(): Promise<void> {
    this.rotating ??= this.beginSegment().finally(() => (this.rotating = undefined));
    return this.rotating;
  }

  /** A new file begins with all that is needed to understand it when the older ones are gone. */
  private async beginSegment(): Promise<void> {
    const all = new Map(this.stored);
    for (const [name, group] of this.groups) if (!this.temporary.has(name)) all.set(name, { ...all.get(name), ...group.positions() });
    await Promise.all([
      this.segments.rotate(),
      this.segments.append({ kind: 'topics', topics: Object.fromEntries(this.topics) }, true),
      ...[...all].map(([group, positions]) => this.segments.append({ kind: 'positions', group, positions }, true)),
    ]);
    while (this.segments.current - this.segments.oldest >= (this.options.retainSegments ?? 16) && this.isConsumed(this.segments.oldest)) {
      this.lastIn.delete(this.segments.oldest);
      await this.segments.removeOldest();
    }
  }

  private isConsumed(segment: number): boolean {
    for (const [place, last] of this.lastIn.get(segment) ?? []) {
      for (const group of this.groups.values()) if (group.reads(place) && group.position(place) <= last) return false;
    }
    return true;
  }
}
