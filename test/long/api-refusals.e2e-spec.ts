import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@demae/saga/events';
import { LARGEST_BODY, LARGEST_IMPORT } from '../../apps/gateway/src/http/body.js';
import { aShop, type Shop } from '@demae/testing';
import { calculateJwkThumbprint, decodeJwt, importJWK, SignJWT, UnsecuredJWT, type JWK, type JWTPayload } from 'jose';
import { newSigningKey } from '../../apps/user/src/sessions/access-tokens.js';
import type { Route } from '../http-bad-input.js';
import { all, EveryRoute, isOpen } from '../http-every-route.js';
import { nameOf, problemIn, register, Visitor } from '../http.js';

/* Every route of the documents, and what can be wrong with a request to it: the documents make the requests. */

let shop: Shop;
let signingKey: JWK;
let every: EveryRoute;
let routes: readonly Route[];

beforeAll(async () => {
  signingKey = await newSigningKey();
  shop = await aShop({ env: { USER_SIGNING_KEY: JSON.stringify(signingKey) } });
  every = await EveryRoute.of(shop);
  routes = every.routes;
});
afterAll(() => shop.close());

describe('every route', () => {
  it('is among those that are tried', () => {
    expect(routes.length).toBeGreaterThanOrEqual(60);
    expect(routes.filter(({ body }) => body).length).toBeGreaterThan(20);
    expect(routes.flatMap(({ body }) => (body ? every.input.bodies(body) : [])).length).toBeGreaterThan(1_000);
  });

  it('asks who is there: 401 without a token, or with one that is garbage, forged, unsigned or expired', async () => {
    const claims: JWTPayload = decodeJwt(every.street.customer.accessToken!);
    const kid = await calculateJwkThumbprint(signingKey);
    const sign = async (key: JWK, change: JWTPayload = {}) =>
      new SignJWT({ ...claims, ...change }).setProtectedHeader({ alg: 'EdDSA', kid }).sign(await importJWK(key, 'EdDSA'));
    const hour = Math.floor(Date.now() / 1000) - 3_600;
    const tokens: Record<string, string | undefined> = {
      'no token': undefined,
      'an empty token': '',
      'garbage': 'x.y.z',
      'the wrong key': await sign(await newSigningKey()),
      'an expired token': await sign(signingKey, { iat: hour - 3_600, exp: hour }),
      'no signature': new UnsecuredJWT(claims).encode(),
    };
    // The same token is good as long as it has not expired: it is the expiry that is refused.
    await new Visitor(shop.url, await sign(signingKey)).get('/v1/me').expect(200);
    await all(routes.filter((route) => !isOpen(route)).flatMap((route) =>
      Object.entries(tokens).map(([what, token]) => ({
        name: `${nameOf(route)} with ${what}`,
        run: async () => problemIn(await every.send(new Visitor(shop.url, token), route, every.existing(route), '{}'), 401),
      })),
    ));
  });

  it('knows who may: 403 for every other role', async () => {
    const tries = routes.flatMap((route) => {
      const roles = route.operation['x-roles'];
      const others = roles ? [...every.people].filter(([role]) => !roles.includes(role)) : [];
      return others.map(([role, who]) => ({ name: `${nameOf(route)} by ${role}`, run: async () => problemIn(await every.send(who, route, every.existing(route), '{}'), 403) }));
    });
    expect(tries.length).toBeGreaterThan(80);
    await all(tries);
  });

  it('tells 404 for ids that name nothing', async () => {
    const bad = ['abc', '%00', '0'.repeat(300), newId().slice(1), '%27%3B%20drop%20table%20account', '%E2%98%83', '%2e%2e%2f', newId()];
    await all(routes.filter(({ path }) => path.includes('{')).flatMap((route) =>
      bad.map((id) => {
        const path = route.path.replace(/\{(?!sku)\w+\}/g, id).replace('{sku}', every.sku);
        return {
          name: `${nameOf(route)} of ${id}`,
          run: async () => problemIn(await every.send(every.entitled(route), route, path, route.body && JSON.stringify(every.input.valid(route.body))), 404),
        };
      }),
    ));
    const skus = ['%00', 'x'.repeat(65), '%20', '%27--', 'unheard-of'];
    await all(routes.filter(({ path }) => path.includes('{sku}')).flatMap((route) =>
      skus.map((sku) => {
        const path = route.path.replace('{sku}', sku).replace('{storeId}', every.street.store.id);
        return { name: `${nameOf(route)} of ${sku}`, run: async () => problemIn(await every.send(every.entitled(route), route, path, route.body && JSON.stringify(every.input.valid(route.body))), 404) };
      }),
    ));
  });
});

describe('every body', () => {
  it('has every field as the documents say: 400 that names the field, for each that is missing, unknown or wrong', async () => {
    const tries = every.wrongFields();
    expect(tries.length).toBeGreaterThan(1_000);
    await all(tries);
  }, 300_000);

  it('is JSON, an object, and not too large', async () => {
    const texts = ['{', '{"a":}', 'x', '[]', '[{}]', '"text"', '5', 'true', 'null', '{"__proto__":{}}', '{"constructor":1}', `${'['.repeat(5_000)}`, '{"a":1}}'];
    await all(routes.filter(({ body }) => body).flatMap((route) => [
      ...texts.map((text) => ({
        name: `${nameOf(route)}: ${text.slice(0, 30)}`,
        run: async () => expect(problemIn(await every.send(every.entitled(route), route, every.existing(route), text), 400).errors.length).toBeGreaterThan(0),
      })),
      {
        name: `${nameOf(route)}: text/plain`,
        run: async () => problemIn(await every.send(every.entitled(route), route, every.existing(route), 'a=1').set('content-type', 'text/plain'), 415),
      },
      {
        name: `${nameOf(route)}: too large`,
        run: async () => problemIn(await every.send(every.entitled(route), route, every.existing(route), JSON.stringify({ a: 'x'.repeat(route.path.endsWith('/catalog') ? LARGEST_IMPORT : LARGEST_BODY) })), 413),
      },
    ]));
  });
});

describe('every query', () => {
  it('has every parameter as the documents say', async () => {
    const tries = routes.flatMap((route) =>
      every.input.queries(route).map(({ what, path, sent }) => ({
        name: `${nameOf(route)}: ${what}`,
        run: async () => expect(problemIn(await every.send(every.entitled(route), route, `${every.existing(route)}?${sent}`), 400).errors).toContainEqual({ path, message: expect.stringMatching(/./) }),
      })),
    );
    expect(tries.length).toBeGreaterThan(100);
    await all(tries);
  });

  it('goes on only where a page of the same list has ended', async () => {
    const cursors = ['abc', '%27%3B--', 'eyJhIjoxfQ', '%E2%98%83', 'x'.repeat(1_000), `${newId()}0`, Buffer.from('["name","a",5]').toString('base64url')];
    const lists = routes.filter(({ query }) => query.some(({ name }) => name === 'cursor'));
    expect(lists.length).toBeGreaterThanOrEqual(7);
    await all(lists.flatMap((route) =>
      cursors.map((cursor) => ({
        name: `${nameOf(route)} after ${cursor}`,
        run: async () => expect(problemIn(await every.send(every.entitled(route), route, `${every.existing(route)}?cursor=${cursor}`), 400).errors).toEqual([{ path: 'cursor', message: expect.any(String) }]),
      })),
    ));
  });
});

describe('after all that', () => {
  it('everybody is as they were', async () => {
    for (const person of every.people.values()) await person.get('/v1/me').expect(200);
    expect((await every.street.order(every.orderId)).status).toBe('CONFIRMED');
    expect(await register(shop)).toBeDefined();
  });
});
