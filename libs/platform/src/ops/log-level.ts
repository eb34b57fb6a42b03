import { LEVELS, type Level, type LogLevels } from '../log/log-levels.js';
import type { Logger } from '../log/logger.js';
import { badRequest } from '../problem/problem.js';
import type { Redis } from '../redis/redis.js';

/** Redis channel: `{ service, level, milliseconds, by }`, for all processes of that service. */
const CHANNEL = 'demae:log-level';
/** Longest that a level may differ from the usual one, milliseconds: who forgets it fills disks. */
export const LONGEST = 24 * 3_600_000;

export interface Change {
  service: string;
  level: Level;
  milliseconds: number;
  /** The person who asked. */
  by: string;
}

export interface LogLevelNow {
  level: Level;
  /** By its settings. */
  usual: Level;
  /** When it is as usual again; undefined when it is. */
  until: Date | undefined;
}

/** How much a service tells, changed while it runs, in all of its processes that can be reached. Inject it. */
export class LogLevel {
  private readonly heard: Redis;

  constructor(
    readonly service: string,
    readonly levels: LogLevels,
    private readonly redis: Redis,
    private readonly logger: Logger,
  ) {
    this.heard = redis.duplicate();
    this.heard.on('error', () => undefined);
    this.heard.on('message', (_channel: string, text: string) => this.hear(text));
    const subscribe = () => void this.heard.subscribe(CHANNEL).catch(() => undefined);
    this.heard.on('ready', subscribe);
    if (this.heard.status === 'ready') subscribe();
    else if (this.heard.status === 'wait') this.heard.connect().catch(() => undefined);
  }

  /** How it is here. */
  now(): LogLevelNow {
    const forNow = this.levels.of(this.service);
    return { level: forNow?.level ?? this.levels.usual, usual: this.levels.usual, until: forNow?.until };
  }

  /** Here at once; in the other processes of the service when they hear of it. @throws Problem 400 */
  async change(wanted: string, milliseconds: number, by: string): Promise<LogLevelNow> {
    const level = LEVELS.find((known) => known === wanted);
    if (!level) throw badRequest(`${wanted} is no level: write one of ${LEVELS.join(', ')}.`);
    const change: Change = { service: this.service, level, milliseconds: Math.min(Math.max(milliseconds, 1), LONGEST), by };
    this.apply(change);
    await this.redis.publish(CHANNEL, JSON.stringify(change)).catch(() => undefined);
    return this.now();
  }

  close(): void {
    this.levels.end(this.service);
    this.heard.disconnect();
  }

  private hear(text: string): void {
    const change = JSON.parse(text) as Change;
    const known = this.levels.of(this.service);
    // The one who asked hears themselves, too.
    const isNews = known?.level !== change.level || Math.abs(known.until.getTime() - Date.now() - change.milliseconds) > 2_000;
    if (change.service === this.service && LEVELS.includes(change.level) && isNews) this.apply(change);
  }

  private apply({ level, milliseconds, by }: Change): void {
    this.levels.set(this.service, level, milliseconds);
    // Told whatever the level is.
    this.logger.fatal({ logLevel: level, seconds: Math.round(milliseconds / 1_000), by }, 'the log level is changed for a while');
  }
}
