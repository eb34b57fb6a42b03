import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createLogger, openRedis, startService } from '@demae/platform';
import { Clock } from '@demae/saga/events';
import { aShop, type Shop } from '@demae/testing';
import type { Test } from 'supertest';
import { gateway } from '../apps/gateway/src/gateway.module.js';
import { refusal, Visitor, visitorOf } from './http.js';

const OURS = 'https://shop.example';
const OTHERS = ['https://evil.example', 'http://shop.example', 'https://shop.example.evil.example', 'https://a.shop.example', 'null', 'https://shop.example:8443'];

let shop: Shop;
let anyone: Visitor;
beforeAll(async () => {
  shop = await aShop({ env: { CORS_ORIGINS: `http://localhost:3000, ${OURS}`, DEMAE_RATE_LIMIT: 'on' } });
  anyone = visitorOf(shop);
});
afterAll(() => shop.close());

const corsOf = ({ headers }: { headers: Record<string, string> }) => Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith('access-control-')));
const asks = (path: string, origin: string, method = 'PATCH'): Test => anyone.get(path).set('origin', origin).set('access-control-request-method', method).set('access-control-request-headers', 'authorization,if-match');
/** supertest asks with the method that it is made for; OPTIONS is set afterwards. */
const preflight = (...question: Parameters<typeof asks>): Test => Object.assign(asks(...question), { method: 'OPTIONS' });

describe('pages of other origins', () => {
  it('may ask when they are listed, with credentials, and see the headers that matter', async () => {
    for (const origin of [OURS, 'http://localhost:3000']) {
      const answer = await anyone.get('/v1/stores').set('origin', origin).expect(200);
      expect(answer.headers['vary']).toMatch(/\bOrigin\b/i);
      expect(corsOf(answer)).toEqual({
        'access-control-allow-origin': origin,
        'access-control-allow-credentials': 'true',
        'access-control-expose-headers': 'ETag, Location, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, Retry-After, WWW-Authenticate, traceparent',
      });
    }
  });

  it('see what was wrong, too', async () => {
    for (const [path, status] of [['/v1/me', 401], ['/v1/nothing', 404], ['/v1/stores?limit=0', 400]] as const) {
      const answer = await anyone.get(path).set('origin', OURS).expect(status);
      expect(answer.headers['access-control-allow-origin']).toBe(OURS);
    }
  });

  it('ask before they write, once in ten minutes', async () => {
    const answer = await preflight('/v1/stores/x', OURS).expect(204);
    expect(corsOf(answer)).toMatchObject({
      'access-control-allow-origin': OURS,
      'access-control-allow-methods': 'GET, HEAD, POST, PUT, PATCH, DELETE',
      'access-control-allow-headers': expect.stringMatching(/Authorization, Content-Type, Idempotency-Key, If-Match/),
      'access-control-max-age': '600',
    });
    expect(answer.headers['cache-control']).toBe('max-age=600');
    expect(answer.headers['vary']).toMatch(/\bOrigin\b/i);
  });

  it('are kept out when they are not listed: no header lets them in', async () => {
    for (const origin of OTHERS) {
      const answer = await anyone.get('/v1/stores').set('origin', origin).expect(200);
      expect({ origin, cors: corsOf(answer), vary: answer.headers['vary'] }).toEqual({ origin, cors: {}, vary: expect.stringMatching(/\bOrigin\b/i) });
      const asked = await preflight('/v1/orders', origin, 'POST');
      expect({ status: asked.status, cors: corsOf(asked) }).toEqual({ status: 405, cors: {} });
    }
  });

  it('change nothing about what there is', async () => {
    await refusal(Object.assign(anyone.get('/v1/orders'), { method: 'OPTIONS' }), 405);
    await refusal(Object.assign(anyone.get('/v1/nothing'), { method: 'OPTIONS' }), 404);
    await refusal(anyone.get('/v1/nothing'), 404);
    expect((await anyone.put('/v1/orders', {})).headers['allow']).toBe('GET, POST');
  });
});

describe('the list of origins', () => {
  /** The gateway by itself: what it is asked here needs nobody else. */
  const started = async (env: Record<string, string>) => {
    const logger = createLogger('silent');
    return startService(gateway, { env: { PORT: '0', DEMAE_RATE_LIMIT: 'off', ...env }, redis: await openRedis('memory:', logger), clock: new Clock(), logger, addresses: new Map() });
  };

  it.each(['*', 'shop.example', 'https://shop.example/', 'https://shop.example/app', 'ftp://shop.example', 'https://*.shop.example', 'null'])('has no %s in it: the gateway does not start', async (origins) => {
    const outcome = await started({ CORS_ORIGINS: origins }).then((service) => service.close(), (error: Error) => error.message);
    expect(outcome).toMatch(/CORS_ORIGINS has .* which is no origin/);
  });

  it('is empty by default: nobody is let in', async () => {
    const { port, close } = await started({});
    const alone = new Visitor(`http://127.0.0.1:${port}`);
    const answer = await alone.get('/openapi.json').set('origin', OURS).expect(200);
    const asked = await Object.assign(alone.get('/v1/orders').set('origin', OURS).set('access-control-request-method', 'POST'), { method: 'OPTIONS' });
    expect([corsOf(answer), corsOf(asked), asked.status]).toEqual([{}, {}, 405]);
    await close();
  });
});
