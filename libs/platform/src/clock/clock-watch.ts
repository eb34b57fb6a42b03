import type { Clock } from '@demae/saga';
import type { DataSource } from 'typeorm';
import type { Logger } from '../log/logger.js';
import type { Redis } from '../redis/redis.js';

/** How often the clocks are compared, milliseconds. */
const LOOK = 10_000;
/** A clock that differs by more is off, milliseconds: no way to a server and back takes so long. */
const OFF = 1_000;
/** How often to ask at the start, when the answer was long on the way: until the next look a clock that is off would be gone by. */
const FIRST_LOOKS = 5;
/** How often it is told that it still is. */
const AGAIN = 3_600_000;

/** A clock that all replicas of a service can ask. */
export interface OtherClock {
  /** For people: "its database". */
  whose: string;
  /** Milliseconds since 1970. */
  ask(): Promise<number>;
}

export function databaseClock(dataSource: DataSource): OtherClock {
  const ask = async () => {
    const [row] = await dataSource.query<{ now: number }[]>('select extract(epoch from clock_timestamp())::float8 * 1000 as now');
    return row!.now;
  };
  return { whose: 'its database', ask };
}

export function redisClock(redis: Redis): OtherClock {
  const ask = async () => {
    const [seconds, micros] = await redis.time();
    return Number(seconds) * 1_000 + Number(micros) / 1_000;
  };
  return { whose: 'Redis', ask };
}

/**
 * Compares this machine's clock with another one, says so when it is off, and has the service's own clock follow the other: a replica
 * whose clock is five minutes ahead would find the deadlines of all others passed.
 */
export class ClockWatch {
  private readonly timer: NodeJS.Timeout;
  private measured: number | undefined;
  private isOff = false;
  private toldAt = -Infinity;

  private constructor(
    private readonly other: OtherClock,
    private readonly logger: Logger,
    /** The one that follows; undefined to look only. */
    private readonly clock: Clock | undefined,
  ) {
    this.timer = setInterval(() => void this.look(), LOOK).unref();
  }

  /** Has looked when it resolves, and looked again where the other one was there and slow. */
  static async open(other: OtherClock, logger: Logger, clock?: Clock): Promise<ClockWatch> {
    const watch = new ClockWatch(other, logger, clock);
    for (let looks = 1; (await watch.look()) === 'late' && looks < FIRST_LOOKS; ) looks += 1;
    return watch;
  }

  /** How far this machine's clock is ahead of the other, milliseconds; undefined while that is not known. */
  get ahead(): number | undefined {
    return this.measured;
  }

  close(): void {
    clearInterval(this.timer);
  }

  async look(): Promise<'away' | 'late' | 'seen'> {
    const began = performance.now();
    const here = Date.now();
    const there = await this.other.ask().catch(() => undefined);
    const way = performance.now() - began;
    // Who was long on the way says little, and what was known is good until somebody says otherwise.
    if (there === undefined || Number.isNaN(there)) return 'away';
    if (way > OFF) return 'late';
    const ahead = here + way / 2 - there;
    this.measured = ahead;
    if (this.clock && Math.abs(ahead + this.clock.follows) > OFF) this.clock.follow(Math.round(-ahead));
    this.tell(ahead);
    return 'seen';
  }

  private tell(ahead: number): void {
    const wasOff = this.isOff;
    this.isOff = Math.abs(ahead) > OFF;
    if (wasOff && !this.isOff) this.logger.info('the clock of this machine is right again');
    if (!this.isOff || (wasOff && performance.now() - this.toldAt < AGAIN)) return;
    this.toldAt = performance.now();
    const seconds = Math.round(ahead / 100) / 10;
    this.logger.warn({ seconds, than: this.other.whose }, `the clock of this machine is ${seconds > 0 ? 'ahead' : 'behind'}: put it right${this.clock ? '; until then this service goes by the other one' : ''}`);
  }
}
