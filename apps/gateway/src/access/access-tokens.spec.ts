import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Peers } from '@demae/platform';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, SignJWT, UnsecuredJWT, type CryptoKey, type JWK } from 'jose';
import { AccessTokens } from './access-tokens.js';

async function newKey(): Promise<{ kid: string; key: CryptoKey; jwk: JWK }> {
  const { privateKey, publicKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  const jwk = await exportJWK(publicKey);
  const kid = await calculateJwkThumbprint(jwk);
  return { kid, key: privateKey, jwk: { ...jwk, kid, alg: 'EdDSA' } };
}

const claims = { sid: 's', roles: ['customer'], name: 'Ann', email: 'ann@example.com', locale: 'en' };

describe('access tokens', () => {
  let ours: Awaited<ReturnType<typeof newKey>>;
  let published: JWK[];
  let asked: number;
  let down = false;
  let tokens: AccessTokens;

  beforeEach(async () => {
    ours = await newKey();
    published = [ours.jwk];
    asked = 0;
    down = false;
    const getKeys = () => {
      asked++;
      if (down) return Promise.reject(new Error('away'));
      return Promise.resolve({ jwksJson: JSON.stringify({ keys: published }) });
    };
    tokens = new AccessTokens({ client: () => ({ getKeys }) } as unknown as Peers);
  });

  afterEach(() => void jest.restoreAllMocks());

  const sign = (change: object = {}, { kid, key } = ours, { issuer = 'demae', audience = 'demae', expires = '1h' } = {}) =>
    new SignJWT({ ...claims, ...change }).setProtectedHeader({ alg: 'EdDSA', kid }).setSubject('u').setIssuer(issuer).setAudience(audience)
      .setIssuedAt().setExpirationTime(expires).sign(key);

  it('say who asks, and are checked once', async () => {
    const token = await sign();
    expect(await tokens.read(token)).toEqual({ userId: 'u', ...claims });
    expect(await tokens.read(token)).toBe(await tokens.read(token));
    expect(asked).toBe(1);
  });

  it('are good only as they were signed', async () => {
    const [head, , signature] = (await sign()).split('.');
    const forged = Buffer.from(JSON.stringify({ ...claims, sub: 'u', roles: ['admin'], iss: 'demae', aud: 'demae', exp: 9_999_999_999 })).toString('base64url');
    const unsigned = new UnsecuredJWT(claims).setSubject('u').setIssuer('demae').setAudience('demae').setExpirationTime('1h').encode();
    const withPublicKeyAsSecret = await new SignJWT(claims).setProtectedHeader({ alg: 'HS256', kid: ours.kid }).setSubject('u').setIssuer('demae')
      .setAudience('demae').setExpirationTime('1h').sign(Buffer.from(ours.jwk.x!, 'base64url'));
    for (const token of [`${head}.${forged}.${signature}`, unsigned, withPublicKeyAsSecret, '', 'x', 'a.b.c', 'x'.repeat(10_000)]) {
      expect(await tokens.read(token)).toBeUndefined();
    }
  });

  it('are ours, current and complete', async () => {
    const tokensOfNoUse = [
      await sign({}, ours, { issuer: 'other' }),
      await sign({}, ours, { audience: 'other' }),
      await sign({}, ours, { expires: '-1s' }),
      await sign({ sid: undefined }),
      await sign({ roles: 'admin' }),
      await sign({}, await newKey()),
    ];
    for (const token of tokensOfNoUse) expect(await tokens.read(token)).toBeUndefined();
  });

  it('are good while their key is published, and a minute longer', async () => {
    const next = await newKey();
    const [before, after] = [await sign(), await sign({}, next)];
    expect(await tokens.read(before)).toBeDefined();
    const start = Date.now();
    const at = (ms: number) => jest.spyOn(Date, 'now').mockReturnValue(start + ms);
    // The next key signs, the one of before is still good.
    published = [next.jwk, ours.jwk];
    at(10_000);
    for (const token of [before, after, before]) expect(await tokens.read(token)).toBeDefined();
    published = [next.jwk];
    at(60_000);
    expect(await tokens.read(before)).toBeDefined();
    at(70_001);
    await tokens.read(after);
    await new Promise((done) => setImmediate(done));
    expect(await tokens.read(before)).toBeUndefined();
    expect(await tokens.read(after)).toBeDefined();
  });

  it('are good with the keys at hand while nobody can be asked for new ones', async () => {
    const token = await sign();
    await tokens.read(token);
    jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 120_000);
    down = true;
    expect(await tokens.read(await sign({ name: 'Bob' }))).toBeDefined();
    await new Promise((done) => setImmediate(done));
    expect(await tokens.read(token)).toBeDefined();
  });

  it('are asked after once when they come with strange keys', async () => {
    jest.spyOn(Date, 'now').mockReturnValue(Date.now());
    await tokens.read(await sign());
    for (let i = 0; i < 5; i++) await tokens.read(await sign({}, await newKey()));
    expect(asked).toBe(1);
  });
});
