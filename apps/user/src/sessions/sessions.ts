import type { Session } from '@demae/contracts';
import { REDIS, unavailable, type Redis } from '@demae/platform';
import { newId } from '@demae/saga';
import { Inject, Injectable } from '@nestjs/common';
import { createHash, randomBytes } from 'node:crypto';
import { ACCESS_SECONDS } from './access-tokens.js';

/** Milliseconds that a refresh token, and with it an unused session, lasts. */
const LIFETIME = 24 * 60 * 60 * 1000;

/*
 * session:<sid>         hash: userId, refresh (SHA-256 of the one token that is good now), userAgent, createdAt, lastUsedAt
 * refresh:<sha256>      the sid of every token given out, used ones too: that is how a stolen one is noticed
 * sessions:<userId>     set of the sids, gone ones too until somebody looks
 * session-ended:<sid>   for as long as an access token of it may be about; the gateway looks here
 */
const session = (sid: string) => `session:${sid}`;
const refresh = (token: string) => `refresh:${sha256(token)}`;
const sessionsOf = (userId: string) => `sessions:${userId}`;
const ended = (sid: string) => `session-ended:${sid}`;

type Command = [name: string, ...parameters: unknown[]];

const sha256 = (token: string) => createHash('sha256').update(token).digest('base64url');
/** 256 bits. */
const newToken = () => randomBytes(32).toString('base64url');

/** Two uses of one token at once: one wins, the other is a reuse, and the session is gone. */
const ROTATE = `
  local session = redis.call('HMGET', KEYS[1], 'userId', 'refresh')
  if not session[1] then return {'gone', ''} end
  if session[2] ~= ARGV[1] then
    redis.call('DEL', KEYS[1])
    return {'reused', session[1]}
  end
  redis.call('HSET', KEYS[1], 'refresh', ARGV[2], 'lastUsedAt', ARGV[3])
  redis.call('PEXPIRE', KEYS[1], ARGV[4])
  return {'rotated', session[1]}`;

/** Who is signed in where. Kept in Redis: when it is lost, people sign in again. Times by the wall clock, as access tokens. */
@Injectable()
export class Sessions {
  constructor(@Inject(REDIS) private readonly redis: Redis) {}

  async open(userId: string, userAgent: string): Promise<{ sid: string; refreshToken: string }> {
    const sid = newId();
    const refreshToken = newToken();
    const now = Date.now();
    await this.all([
      ['hset', session(sid), { userId, userAgent, refresh: sha256(refreshToken), createdAt: now, lastUsedAt: now }],
      ['pexpire', session(sid), LIFETIME],
      ['set', refresh(refreshToken), sid, 'PX', LIFETIME],
      ...this.listed(userId, sid),
    ]);
    return { sid, refreshToken };
  }

  /** Exchanges a token for the next one; undefined when it is not good (any more). An old one ends its session. */
  async rotate(token: string): Promise<{ userId: string; sid: string; refreshToken: string } | undefined> {
    const sid = await this.away(this.redis.get(refresh(token)));
    if (!sid) return undefined;
    const refreshToken = newToken();
    const now = Date.now();
    // Known before it is good: nobody holds it yet.
    await this.all([['set', refresh(refreshToken), sid, 'PX', LIFETIME]]);
    const answer = this.redis.eval(ROTATE, 1, session(sid), sha256(token), sha256(refreshToken), now, LIFETIME);
    const [outcome, userId] = (await this.away(answer)) as [string, string];
    if (outcome === 'rotated') {
      await this.all(this.listed(userId, sid));
      return { userId, sid, refreshToken };
    }
    if (outcome === 'reused') await this.bury(userId, [sid]);
    return undefined;
  }

  /** Newest use first. */
  async of(userId: string): Promise<Session[]> {
    const sids = await this.away(this.redis.smembers(sessionsOf(userId)));
    const looked = await Promise.all(sids.map(async (sid) => ({ sid, fields: await this.away(this.redis.hgetall(session(sid))) })));
    const gone = looked.filter(({ fields }) => fields['userId'] !== userId).map(({ sid }) => sid);
    if (gone.length > 0) await this.away(this.redis.srem(sessionsOf(userId), ...gone));
    return looked
      .filter(({ fields }) => fields['userId'] === userId)
      .map(({ sid, fields }) => ({
        id: sid,
        userAgent: fields['userAgent'] ?? '',
        createdAt: new Date(Number(fields['createdAt'])),
        lastUsedAt: new Date(Number(fields['lastUsedAt'])),
      }))
      .sort((a, b) => b.lastUsedAt.getTime() - a.lastUsedAt.getTime());
  }

  /** False when this user has no such session. */
  async end(userId: string, sid: string): Promise<boolean> {
    if ((await this.away(this.redis.hget(session(sid), 'userId'))) !== userId) return false;
    await this.bury(userId, [sid]);
    return true;
  }

  /** Ends all of a user's sessions but the one to keep. */
  async endAll(userId: string, keep?: string): Promise<void> {
    const sids = await this.away(this.redis.smembers(sessionsOf(userId)));
    await this.bury(userId, sids.filter((sid) => sid !== keep));
  }

  /**
   * Changes what no other session may outlive. They end before it as well as after: it must not change while they cannot be ended.
   * @param keep a session that goes on
   */
  async endAllAround(userId: string, change: () => Promise<unknown>, keep?: string): Promise<void> {
    await this.endAll(userId, keep);
    await change();
    await this.endAll(userId, keep);
  }

  private bury(userId: string, sids: string[]): Promise<void> {
    if (sids.length === 0) return Promise.resolve();
    return this.all([
      ...sids.map((sid): Command => ['set', ended(sid), '1', 'EX', ACCESS_SECONDS]),
      ['del', ...sids.map(session)],
      ['srem', sessionsOf(userId), ...sids],
    ]);
  }

  private listed(userId: string, sid: string): Command[] {
    return [
      ['sadd', sessionsOf(userId), sid],
      ['pexpire', sessionsOf(userId), LIFETIME],
    ];
  }

  private async all(commands: Command[]): Promise<void> {
    const answers = await this.away(this.redis.multi(commands).exec());
    const failed = answers?.find(([error]) => error)?.[0];
    if (failed) throw failed;
  }

  private async away<R>(answer: Promise<R>): Promise<R> {
    try {
      return await answer;
    } catch (error) {
      throw Object.assign(unavailable('Sessions cannot be reached right now; try again in a few seconds.'), { cause: error });
    }
  }
}
