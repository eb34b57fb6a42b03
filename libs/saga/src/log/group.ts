import { backOff, pause } from '../failure.js';
import type { Turns } from './turns.js';
import { topicOf, type BatchContext, type LogRecord, type Subscribed, type Subscription } from './event-log.js';

/** One partition as a group sees it: what is still to be read, in order. */
interface Lane {
  queue: LogRecord[];
  /** A member is at it: nobody else may be, or the order would be lost. */
  taken: boolean;
  /** Closed until its backlog is loaded; what arrives meanwhile waits here. */
  early: LogRecord[] | undefined;
  position: number;
}

/** A consumer group within one process: its members take partitions as they are free. */
export class Group {
  private readonly lanes = new Map<string, Lane>();
  private readonly members = new Set<Member>();
  private next = 0;

  constructor(
    readonly name: string,
    private readonly stored: Record<string, number>,
    private readonly save: (positions: Record<string, number>) => void,
  ) {}

  /** @returns the partitions that are new to the group: load their backlog, then `open` them. */
  addTopics(topics: readonly string[], partitions: ReadonlyMap<string, number>): string[] {
    const added: string[] = [];
    for (const topic of topics) {
      for (let partition = 0; partition < partitions.get(topic)!; partition++) {
        const place = `${topic}/${partition}`;
        if (this.lanes.has(place)) continue;
        this.lanes.set(place, { queue: [], taken: false, early: [], position: this.stored[place] ?? 0 });
        added.push(place);
      }
    }
    return added;
  }

  open(places: readonly string[], backlog: readonly LogRecord[]): void {
    for (const record of backlog) this.lanes.get(placeOf(record))!.queue.push(record);
    for (const place of places) {
      const lane = this.lanes.get(place)!;
      lane.queue.push(...(lane.early ?? []));
      lane.early = undefined;
    }
    this.wake();
  }

  offer(records: readonly LogRecord[]): void {
    let any = false;
    for (const record of records) {
      const lane = this.lanes.get(placeOf(record));
      if (!lane) continue;
      (lane.early ?? lane.queue).push(record);
      any = true;
    }
    if (any) this.wake();
  }

  reads(place: string): boolean {
    return this.lanes.has(place);
  }

  position(place: string): number {
    return this.lanes.get(place)?.position ?? 0;
  }

  positions(): Record<string, number> {
    return Object.fromEntries([...this.lanes].map(([place, lane]) => [place, lane.position]));
  }

  /** Something that a member could take now. */
  get hasWork(): boolean {
    for (const lane of this.lanes.values()) if (!lane.taken && !lane.early && lane.queue.length > 0) return true;
    return false;
  }

  get lag(): number {
    let lag = 0;
    for (const lane of this.lanes.values()) lag += lane.queue.length + (lane.early?.length ?? 0);
    return lag;
  }

  get lagByTopic(): Record<string, number> {
    const lags: Record<string, number> = {};
    for (const [place, { queue, early }] of this.lanes) {
      const topic = topicOf(place);
      lags[topic] = (lags[topic] ?? 0) + queue.length + (early?.length ?? 0);
    }
    return lags;
  }

  join(subscription: Subscription, turns: Turns): Subscribed {
    const member = new Member(this, subscription, turns);
    this.members.add(member);
    void member.run();
    return {
      close: async () => {
        await member.close();
        this.members.delete(member);
      },
      progress: () => ({ lag: this.lag, lagByTopic: this.lagByTopic, lastProgressAt: member.lastProgressAt }),
    };
  }

  async close(): Promise<void> {
    await Promise.all([...this.members].map((member) => member.close()));
  }

  /** Up to that many records from free partitions, beginning with another one each time. */
  take(most: number): Map<string, LogRecord[]> {
    const places = [...this.lanes.keys()];
    const taken = new Map<string, LogRecord[]>();
    let left = most;
    for (let i = 0; i < places.length && left > 0; i++) {
      const place = places[(this.next + i) % places.length]!;
      const lane = this.lanes.get(place)!;
      if (lane.taken || lane.early || lane.queue.length === 0) continue;
      lane.taken = true;
      const records = lane.queue.slice(0, left);
      left -= records.length;
      taken.set(place, records);
    }
    this.next = (this.next + 1) % Math.max(1, places.length);
    return taken;
  }

  /** The records were dealt with: the positions move. */
  commit(taken: ReadonlyMap<string, LogRecord[]>): void {
    const positions: Record<string, number> = {};
    for (const [place, records] of taken) {
      const lane = this.lanes.get(place)!;
      lane.queue.splice(0, records.length);
      lane.position = Number(records.at(-1)!.offset) + 1;
      positions[place] = lane.position;
      lane.taken = false;
    }
    this.save(positions);
  }

  giveBack(taken: ReadonlyMap<string, LogRecord[]>): void {
    for (const place of taken.keys()) this.lanes.get(place)!.taken = false;
  }

  private wake(): void {
    for (const member of this.members) member.wake();
  }
}

class Member {
  private readonly closing = new AbortController();
  private done: Promise<void> = Promise.resolve();
  private waker: (() => void) | undefined;
  private woken = false;
  lastProgressAt = Date.now();

  constructor(
    private readonly group: Group,
    private readonly subscription: Subscription,
    private readonly turns: Turns,
  ) {}

  run(): Promise<void> {
    this.done = this.loop();
    return this.done;
  }

  wake(): void {
    this.woken = true;
    this.waker?.();
  }

  async close(): Promise<void> {
    this.closing.abort();
    this.wake();
    await this.done;
  }

  private async loop(): Promise<void> {
    const { maxBatch, onBatch } = this.subscription;
    const context: BatchContext = {
      isStale: () => this.closing.signal.aborted,
      pause: async (milliseconds) => {
        this.turns.give();
        await pause(milliseconds, this.closing.signal);
        await this.turns.take();
      },
    };
    for (let failures = 0; !this.closing.signal.aborted; ) {
      if (!this.group.hasWork) {
        this.lastProgressAt = Date.now();
        await this.sleep();
        continue;
      }
      await this.turns.take();
      const taken = this.group.take(maxBatch);
      if (taken.size === 0) {
        this.turns.give();
        continue;
      }
      try {
        await onBatch([...taken.values()].flat(), context);
        this.group.commit(taken);
        this.turns.give();
        this.lastProgressAt = Date.now();
        failures = 0;
      } catch {
        // Whoever handles the batch has said why; here it only comes again.
        this.group.giveBack(taken);
        this.turns.give();
        await pause(backOff(++failures, 20, 2_000), this.closing.signal);
      }
    }
  }

  private sleep(): Promise<void> {
    if (this.woken) {
      this.woken = false;
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      this.waker = () => {
        this.waker = undefined;
        this.woken = false;
        resolve();
      };
    });
  }
}

function placeOf(record: LogRecord): string {
  return `${record.topic}/${record.partition}`;
}
