import { setImmediate as turn } from 'node:timers/promises';
import type { BatchContext, EventLog, LogRecord, OutgoingRecord, Subscribed, Subscription } from '@demae/saga';
import type { Random } from '../../../scripts/random.js';

/** How likely each nuisance is; all that a real log may do to its readers and writers. */
export interface Hostility {
  /** An acknowledgement gets lost after the records were appended: the writer sends them again. */
  resend: number;
  /** A reader dies after its commit and before its acknowledgement: the same batch comes again. */
  crash: number;
  /** A record comes again, long after. */
  duplicate: number;
}

export const HOSTILE: Hostility = { resend: 0.05, crash: 0.1, duplicate: 0.1 };

/** A log that keeps its promises (order per key and topic, at least once) and nothing beyond them, by the seed. */
export class HostileLog implements EventLog {
  constructor(
    private readonly log: EventLog,
    private readonly random: Random,
    private readonly hostility: Hostility = HOSTILE,
  ) {}

  ensureTopics(topics: readonly string[]): Promise<void> {
    return this.log.ensureTopics(topics);
  }

  async publish(records: readonly OutgoingRecord[]): Promise<void> {
    await this.log.publish(records);
    if (this.random.chance(this.hostility.resend)) throw new Error('hostile: the acknowledgement was lost');
  }

  subscribe(subscription: Subscription): Promise<Subscribed> {
    const past: LogRecord[] = [];
    const onBatch = async (records: readonly LogRecord[], context: BatchContext) => {
      for (const part of this.parts(records)) {
        const old = past.length > 0 && this.random.chance(this.hostility.duplicate) ? [this.random.pick(past)] : [];
        for (let turns = this.random.below(4); turns > 0; turns--) await turn();
        await subscription.onBatch([...part, ...old], context);
        if (this.random.chance(this.hostility.crash)) await subscription.onBatch(part, context);
        past.push(...part);
        past.splice(0, past.length - 40);
      }
    };
    return this.log.subscribe({ ...subscription, onBatch });
  }

  history(topics: readonly string[], key: string): Promise<LogRecord[]> {
    return this.log.history(topics, key);
  }

  close(): Promise<void> {
    return this.log.close();
  }

  /** The batch in pieces and in another order, that of one key on one topic kept. */
  private parts(records: readonly LogRecord[]): LogRecord[][] {
    const lanes = new Map<string, LogRecord[]>();
    for (const record of records) {
      const lane = `${record.topic} ${record.key}`;
      lanes.set(lane, [...(lanes.get(lane) ?? []), record]);
    }
    const waiting = [...lanes.values()];
    const parts: LogRecord[][] = [];
    while (waiting.length > 0) {
      const part: LogRecord[] = [];
      for (let n = 1 + this.random.below(8); n > 0 && waiting.length > 0; n--) {
        const lane = this.random.below(waiting.length);
        part.push(waiting[lane]!.shift()!);
        if (waiting[lane]!.length === 0) waiting.splice(lane, 1);
      }
      parts.push(part);
    }
    return parts;
  }
}
