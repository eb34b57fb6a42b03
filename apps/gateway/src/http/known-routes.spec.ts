import { describe, expect, it } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { KnownRoutes } from './known-routes.js';

describe('known routes', () => {
  const routes = new KnownRoutes();
  let add: (route: { url: string; method: string | string[] }) => void = () => undefined;
  routes.watch({ addHook: (_name: string, hook: typeof add) => (add = hook) } as unknown as FastifyInstance);
  for (const [method, url] of [['GET', '/v1/stores/:id'], ['HEAD', '/v1/stores/:id'], ['PATCH', '/v1/stores/:id'], ['POST', '/v1/orders'], ['GET', '/docs/*']] as const) {
    add({ method, url });
  }

  it.each([
    ['DELETE', '/v1/stores/1', 405, 'GET, PATCH'],
    ['GET', '/v1/orders', 405, 'POST'],
    ['POST', '/docs/x.css', 405, 'GET'],
    ['GET', '/v1/stores/1/2', 404, undefined],
    ['GET', '/v1/nothing', 404, undefined],
    ['GET', '/v1/stores/1', 404, undefined],
  ])('%s %s: %s', (method, path, status, allow) => {
    expect(routes.missing(method, path)).toMatchObject({ status, ...(allow ? { extra: { allow } } : {}) });
  });
});
