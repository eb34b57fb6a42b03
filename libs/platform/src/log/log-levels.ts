import { levels as numbers } from 'pino';
import { currentService } from './service-at-work.js';

export const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type Level = (typeof LEVELS)[number];

/** A level that is not the usual one, for a while. */
export interface ForNow {
  level: Level;
  until: Date;
}

const numberOf = (level: Level) => numbers.values[level] ?? Infinity;

/** Which lines are written: by the setting, and for a while otherwise, service by service where several share a process. */
export class LogLevels {
  private readonly forNow = new Map<string, ForNow & { timer: NodeJS.Timeout }>();

  /** @param apply takes the least serious level that anybody wants now. */
  constructor(
    readonly usual: Level,
    private readonly apply: (level: Level) => void,
  ) {}

  /** From now on, and for so many milliseconds; then as usual, without anybody having to think of it. */
  set(service: string, level: Level, milliseconds: number): void {
    clearTimeout(this.forNow.get(service)?.timer);
    const timer = setTimeout(() => this.end(service), milliseconds).unref();
    this.forNow.set(service, { level, until: new Date(Date.now() + milliseconds), timer });
    this.applyLeast();
  }

  end(service: string): void {
    clearTimeout(this.forNow.get(service)?.timer);
    if (this.forNow.delete(service)) this.applyLeast();
  }

  /** What is not as usual. */
  of(service: string): ForNow | undefined {
    const found = this.forNow.get(service);
    return found && { level: found.level, until: found.until };
  }

  /** Whether a line of whoever works now is written. @param level pino's number */
  lets(level: number): boolean {
    if (this.forNow.size === 0) return true;
    const service = currentService.getStore();
    // Of nobody in particular: with the service that is alone here, and as usual among several.
    const own = service === undefined ? (this.forNow.size === 1 ? [...this.forNow.values()][0] : undefined) : this.forNow.get(service);
    return level >= numberOf(own?.level ?? this.usual);
  }

  private applyLeast(): void {
    const all = [this.usual, ...[...this.forNow.values()].map(({ level }) => level)];
    this.apply(all.reduce((least, level) => (numberOf(level) < numberOf(least) ? level : least)));
  }
}
