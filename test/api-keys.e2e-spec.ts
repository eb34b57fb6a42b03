import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aShop, type Shop } from '@demae/testing';
import { calculateJwkThumbprint, decodeJwt, decodeProtectedHeader, importJWK, importSPKI, exportSPKI, SignJWT, UnsecuredJWT, type CryptoKey, type JWK } from 'jose';
import { newSigningKey } from '../apps/user/src/sessions/access-tokens.js';
import { refusal, register, visitorOf, Visitor, type Person } from './http.js';

/** The key of before the rotation, the one that signs, and one that is no longer good. */
let before: JWK;
let now: JWK;
let removed: JWK;
let shop: Shop;
let ann: Person;
beforeAll(async () => {
  [before, now, removed] = [await newSigningKey(), await newSigningKey(), await newSigningKey()];
  shop = await aShop({ env: { USER_SIGNING_KEY: JSON.stringify(now), USER_OTHER_KEYS: JSON.stringify([before]) } });
  ann = await register(shop);
});
afterAll(() => shop.close());

/** The same token, as another key would have signed it. */
async function signedBy(key: JWK, { alg = 'EdDSA', secret }: { alg?: string; secret?: CryptoKey | Uint8Array } = {}): Promise<Visitor> {
  const token = await new SignJWT(decodeJwt(ann.accessToken!))
    .setProtectedHeader({ alg, typ: 'JWT', kid: await calculateJwkThumbprint(key) })
    .sign(secret ?? ((await importJWK(key, 'EdDSA')) as CryptoKey));
  return new Visitor(shop.url, token);
}

describe('the keys of access tokens', () => {
  it('are there for everybody, without their private halves, the one that signs first', async () => {
    const answer = await visitorOf(shop).get('/v1/auth/jwks.json').expect(200);
    const shown = async ({ x }: JWK) => ({ kty: 'OKP', crv: 'Ed25519', x, alg: 'EdDSA', use: 'sig', kid: await calculateJwkThumbprint({ kty: 'OKP', crv: 'Ed25519', x: x! }) });
    expect(answer.body).toEqual({ keys: [await shown(now), await shown(before)] });
    expect(answer.headers['cache-control']).toBe('public, max-age=300');
    expect(decodeProtectedHeader(ann.accessToken!)).toEqual({ alg: 'EdDSA', typ: 'JWT', kid: (await shown(now)).kid });
  });

  it('are changed without logging anybody out: what the one of before has signed is good', async () => {
    await (await signedBy(before)).get('/v1/me').expect(200);
    await (await signedBy(now)).get('/v1/me').expect(200);
    await visitorOf(shop).post('/v1/auth/refresh', { refreshToken: ann.refreshToken }).expect(200);
  });

  it('are no good any more when they are taken away', async () => {
    await refusal((await signedBy(removed)).get('/v1/me'), 401);
  });

  it('are not to be taken for something else: no HS256 with the public key as secret, no signature at all', async () => {
    const kid = await calculateJwkThumbprint(now);
    const spki = await exportSPKI((await importJWK({ kty: now.kty, crv: now.crv, x: now.x, alg: 'EdDSA' } as JWK, 'EdDSA', { extractable: true })) as CryptoKey);
    await importSPKI(spki, 'EdDSA');
    for (const secret of [Buffer.from(now.x!, 'base64url'), Buffer.from(spki), Buffer.from(JSON.stringify({ kty: now.kty, crv: now.crv, x: now.x }))]) {
      await refusal((await signedBy(now, { alg: 'HS256', secret })).get('/v1/me'), 401);
    }
    const claims = decodeJwt(ann.accessToken!);
    const none = new UnsecuredJWT(claims).encode();
    const withKid = `${Buffer.from(JSON.stringify({ alg: 'none', kid })).toString('base64url')}.${none.split('.')[1]}.`;
    const emptied = `${ann.accessToken!.split('.').slice(0, 2).join('.')}.`;
    for (const token of [none, withKid, emptied]) await refusal(new Visitor(shop.url, token).get('/v1/me'), 401);
    await ann.get('/v1/me').expect(200);
  });
});
