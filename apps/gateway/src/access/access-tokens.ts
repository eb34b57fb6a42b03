import { UserServiceService } from '@demae/contracts';
import { Peers, unavailable } from '@demae/platform';
import { Injectable } from '@nestjs/common';
import { createLocalJWKSet, errors, jwtVerify, type JSONWebKeySet, type JWTPayload, type JWTVerifyGetKey } from 'jose';
import { LRUCache } from 'lru-cache';
import type { Caller } from './caller.js';

/** Longest token worth a look, characters: far more than ours have. */
const LONGEST = 4096;
/** How long keys are used before they are asked for again, milliseconds: so long are tokens good whose key was taken away. */
const FRESH = 60_000;
/** Keys are asked for again at most so often, milliseconds, however many strange tokens come. */
const PATIENCE = 2_000;

/** Checks access tokens: EdDSA only, against the user service's public keys, each token's signature once. */
@Injectable()
export class AccessTokens {
  private readonly users;
  private readonly known = new LRUCache<string, Caller>({ max: 10_000 });
  private keys: JWTVerifyGetKey | undefined;
  private fetching: Promise<void> | undefined;
  private fetchedAt = 0;
  private askedAt = 0;
  private published = '';

  constructor(peers: Peers) {
    this.users = peers.client(UserServiceService);
  }

  /** Whose token it is; undefined when it is not good (any more). @throws Problem 503 when the keys cannot be had. */
  async read(token: string): Promise<Caller | undefined> {
    // In passing: nobody waits for it, and the keys at hand are good while the user service is away.
    if (this.keys && Date.now() - this.fetchedAt > FRESH && Date.now() - this.askedAt > PATIENCE) void this.fetch().catch(() => undefined);
    const known = this.known.get(token);
    if (known) return known;
    if (token.length > LONGEST) return undefined;
    const payload = await this.verify(token);
    const caller = payload && callerFrom(payload);
    const left = (payload?.exp ?? 0) * 1000 - Date.now();
    if (!caller || left <= 0) return undefined;
    this.known.set(token, caller, { ttl: left });
    return caller;
  }

  private async verify(token: string): Promise<JWTPayload | undefined> {
    if (!this.keys) await this.fetch();
    try {
      return await this.check(token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) return undefined;
    }
    // Signed with a key that came after ours; or with one that never was.
    if (Date.now() - this.fetchedAt > PATIENCE) await this.fetch();
    return this.check(token).catch(() => undefined);
  }

  private async check(token: string): Promise<JWTPayload> {
    if (!this.keys) throw unavailable('Access tokens cannot be checked right now; try again in a moment.');
    const { payload } = await jwtVerify(token, this.keys, {
      algorithms: ['EdDSA'],
      issuer: 'demae',
      audience: 'demae',
      requiredClaims: ['sub', 'exp', 'sid', 'roles'],
    });
    return payload;
  }

  private fetch(): Promise<void> {
    this.askedAt = Date.now();
    this.fetching ??= this.users
      .getKeys({}, { deadline: 2_000 })
      .then(({ jwksJson }) => {
        this.fetchedAt = Date.now();
        if (jwksJson === this.published) return;
        this.keys = createLocalJWKSet(JSON.parse(jwksJson) as JSONWebKeySet);
        this.published = jwksJson;
        // What was checked with a key that is gone is checked again.
        this.known.clear();
      })
      .finally(() => (this.fetching = undefined));
    return this.fetching;
  }
}

function callerFrom({ sub, sid, roles, name, email, locale }: JWTPayload): Caller | undefined {
  if (typeof sub !== 'string' || typeof sid !== 'string' || !Array.isArray(roles)) return undefined;
  return { userId: sub, sid, roles: roles.map(String), name: textOf(name), email: textOf(email), locale: textOf(locale) };
}

const textOf = (claim: unknown) => (typeof claim === 'string' ? claim : '');
