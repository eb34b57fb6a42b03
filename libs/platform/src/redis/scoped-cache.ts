import { randomUUID } from 'node:crypto';
import type { Redis } from './redis.js';

/** A text with a tag of its own, and what it is about. */
export interface Entry {
  scope: string;
  tag: string;
  text: string;
}

export interface Found {
  entry: Entry | undefined;
  /** What `put` wants to know: where the scope stood before the text was made. Undefined when nobody can tell. */
  mark: string | undefined;
}

/** Seconds for which it is kept where a scope stands: longer than any entry lives. */
const MARKS = 3_600;
/** Seconds. */
export const LONGEST = 1_800;

/**
 * Texts in Redis, each about a scope; when a scope changes, all that is kept about it is worth nothing any more, in one command and without
 * knowing what there is. A text that was made before a change can never be found after it: with each goes a mark of where its scope stood
 * before it was made, and a change moves that on.
 */
export class ScopedCache {
  /** @param name of this cache, before all its keys */
  constructor(
    private readonly redis: Redis,
    private readonly name: string,
  ) {}

  /**
   * The text with that key, in one round trip; in two as long as its scope is not known.
   * @throws Error when Redis is away
   */
  async find(key: string, scope: string | undefined): Promise<Found> {
    if (scope === undefined) {
      const entry = read(await this.redis.get(this.entryKey(key)));
      if (!entry) return { entry: undefined, mark: undefined };
      const mark = (await this.redis.get(this.markKey(entry.scope))) ?? '';
      return { entry: entry.mark === mark ? entry : undefined, mark };
    }
    const [text, stands] = await this.redis.mget(this.entryKey(key), this.markKey(scope));
    const entry = read(text);
    const mark = stands ?? '';
    return { entry: entry?.scope === scope && entry.mark === mark ? entry : undefined, mark };
  }

  /** Keeps a text for so many seconds, at most LONGEST. @param mark as `find` gave it before the text was made */
  async put(key: string, { scope, tag, text }: Entry, mark: string, seconds: number): Promise<void> {
    if (seconds > LONGEST) throw new RangeError(`Nothing is kept for longer than ${LONGEST} s here.`);
    await this.redis.set(this.entryKey(key), `${scope}\n${mark}\n${tag}\n${text}`, 'EX', seconds);
  }

  /** All about these scopes is worth nothing any more. @throws Error when Redis is away */
  async drop(scopes: readonly string[]): Promise<void> {
    const changes = this.redis.multi();
    for (const scope of scopes) changes.set(this.markKey(scope), randomUUID(), 'EX', MARKS);
    await changes.exec();
  }

  private entryKey(key: string): string {
    return `${this.name}:entry:${key}`;
  }

  private markKey(scope: string): string {
    return `${this.name}:mark:${scope}`;
  }
}

function read(kept: string | null | undefined): (Entry & { mark: string }) | undefined {
  if (!kept) return undefined;
  const [first, second] = [kept.indexOf('\n'), kept.indexOf('\n', kept.indexOf('\n') + 1)];
  const third = kept.indexOf('\n', second + 1);
  return { scope: kept.slice(0, first), mark: kept.slice(first + 1, second), tag: kept.slice(second + 1, third), text: kept.slice(third + 1) };
}
