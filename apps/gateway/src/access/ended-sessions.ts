import { REDIS, type Redis } from '@demae/platform';
import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';

/** Milliseconds for which a session that was alive is taken to be so, without asking again. */
const TRUST = 1_000;
/** As long as an access token lives: after that nobody asks. */
const REMEMBER = 3_600_000;

/** Sessions whose access tokens are refused before they expire: logged out, ended elsewhere, or after a change of password. */
@Injectable()
export class EndedSessions {
  private readonly known = new LRUCache<string, boolean>({ max: 20_000 });

  constructor(@Inject(REDIS) private readonly redis: Redis) {}

  /** With Redis away nobody is refused: tokens are good for an hour at most. */
  async has(sid: string): Promise<boolean> {
    const known = this.known.get(sid);
    if (known !== undefined) return known;
    const ended = await this.redis.exists(`session-ended:${sid}`).then(Boolean, () => false);
    this.known.set(sid, ended, { ttl: ended ? REMEMBER : TRUST });
    return ended;
  }

  /** What this gateway has ended itself it knows at once. */
  add(sid: string): void {
    this.known.set(sid, true, { ttl: REMEMBER });
  }

  /** Some session may have ended of which only its token is known: everybody is looked up again. */
  doubt(): void {
    this.known.forEach((ended, sid) => {
      if (!ended) this.known.delete(sid);
    });
  }
}
