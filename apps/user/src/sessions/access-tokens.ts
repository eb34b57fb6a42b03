import { Settings } from '@demae/platform';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, SignJWT, type CryptoKey, type JWK } from 'jose';
import type { Account } from '../accounts/account.js';

/** Seconds that an access token is good for. */
export const ACCESS_SECONDS = 3600;

/** Signs access tokens: JWT, EdDSA, issuer and audience `demae`. */
@Injectable()
export class AccessTokens implements OnModuleInit {
  private key!: CryptoKey;
  private publicKey!: JWK;
  private otherKeys: JWK[] = [];

  constructor(private readonly settings: Settings) {}

  /** @throws Error when USER_SIGNING_KEY is no private Ed25519 JWK, or is missing in production, or USER_OTHER_KEYS are no Ed25519 JWKs. */
  async onModuleInit(): Promise<void> {
    const given = this.settings.get<string | undefined>('USER_SIGNING_KEY');
    if (!given && this.settings.get('NODE_ENV') === 'production') {
      throw new Error('USER_SIGNING_KEY is missing: with a fresh key at each start, every restart would sign everybody out, and replicas would not know each other\'s tokens.');
    }
    const jwk = given ? parse(given) : await newSigningKey();
    this.publicKey = await published(jwk);
    this.otherKeys = await Promise.all(parseOthers(this.settings.get<string | undefined>('USER_OTHER_KEYS')).map(published));
    this.key = (await importJWK(jwk, 'EdDSA')) as CryptoKey;
  }

  /**
   * Lives by the wall clock, not by the platform's: a sandbox that moves its deadlines forward does not sign everybody out.
   */
  sign(account: Account, sid: string): Promise<string> {
    const { roles, name, email, locale } = account;
    return new SignJWT({ roles, sid, name, email, locale })
      .setProtectedHeader({ alg: 'EdDSA', typ: 'JWT', kid: this.publicKey.kid })
      .setSubject(account.id)
      .setIssuer('demae')
      .setAudience('demae')
      .setIssuedAt()
      .setExpirationTime(`${ACCESS_SECONDS}s`)
      .sign(this.key);
  }

  /** The public keys, as a JWK set: the one that signs first, then those of before, whose tokens are still about, and of what is to come. */
  keySet(): { keys: JWK[] } {
    return { keys: [this.publicKey, ...this.otherKeys.filter(({ kid }) => kid !== this.publicKey.kid)] };
  }
}

/** What everybody may know of a key. */
async function published({ kty, crv, x }: JWK): Promise<JWK> {
  return { kty, crv, x, alg: 'EdDSA', use: 'sig', kid: await calculateJwkThumbprint({ kty, crv, x } as JWK) };
}

/** A fresh private key, as the JWK that USER_SIGNING_KEY takes. */
export async function newSigningKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  return exportJWK(privateKey);
}

function parse(text: string): JWK {
  const wrong = 'USER_SIGNING_KEY must be a private Ed25519 key as JWK: {"kty":"OKP","crv":"Ed25519","x":"…","d":"…"}.';
  let jwk: JWK;
  try {
    jwk = JSON.parse(text) as JWK;
  } catch {
    throw new Error(wrong);
  }
  if (jwk.kty !== 'OKP' || jwk.crv !== 'Ed25519' || !jwk.d) throw new Error(wrong);
  return jwk;
}

/** With or without their private half, which is not needed. */
function parseOthers(text: string | undefined): JWK[] {
  if (text === undefined) return [];
  const wrong = 'USER_OTHER_KEYS must be a JSON list of Ed25519 keys as JWK: [{"kty":"OKP","crv":"Ed25519","x":"…"}].';
  let keys: unknown;
  try {
    keys = JSON.parse(text);
  } catch {
    throw new Error(wrong);
  }
  if (!Array.isArray(keys) || !(keys as (JWK | null)[]).every((key) => key?.kty === 'OKP' && key.crv === 'Ed25519' && typeof key.x === 'string')) throw new Error(wrong);
  return keys as JWK[];
}
