/** @jest-environment node */
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { QueryBus } from '@nestjs/cqrs';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Server } from 'node:http';
import { ScopedCache } from '@demae/platform';
import { aShop, type Shop } from '@demae/testing';
import { Changes } from '../apps/catalog/src/shown/changes.js';
import { refusal, register, visitorOf, type Person, type Visitor } from './http.js';
import { opens, sells, stocks, yen, type ProductFields, type StoreFields } from './http-goods.js';
import { standsStill } from './still-clock.js';

let shop: Shop;
let anyone: Visitor;
let merchant: Person;
let store: StoreFields;
let product: ProductFields;
/** What the catalog is asked. */
let asked: jest.SpiedFunction<QueryBus['execute']>;
let answer: QueryBus['execute'];

beforeAll(async () => {
  shop = await aShop({ env: { CORS_ORIGINS: 'https://shop.example', DEMAE_RATE_LIMIT: 'on', RATE_LIMIT_USER: '5000', RATE_LIMIT_ADDRESS: '1000', RATE_LIMIT_LOGIN_ADDRESS: '5000' } });
  anyone = visitorOf(shop);
  merchant = await register(shop, 'merchant');
  const queries = shop.ground.demae!.services.get('catalog')!.app.get(QueryBus);
  answer = queries.execute.bind(queries);
  asked = jest.spyOn(queries, 'execute');
});
beforeEach(async () => {
  store = await opens(merchant);
  product = await sells(merchant, store.id);
  await shop.settles();
});
afterAll(() => shop.close());

const paths = () => [`/v1/stores/${store.id}`, `/v1/stores/${store.id}/menu`, `/v1/stores/${store.id}/reviews`, `/v1/products?storeId=${store.id}`, `/v1/products/${product.id}`, '/v1/stores', '/v1/categories'];
/** How often the catalog is asked by that. */
async function questions(work: () => Promise<unknown>): Promise<number> {
  asked.mockClear();
  await work();
  return asked.mock.calls.length;
}
/** Resolves when so many more have reached the gateway. */
function requests(count: number): Promise<void> {
  const server = (shop.ground.demae!.services.get('gateway')!.app as NestFastifyApplication).getHttpServer() as Server;
  return new Promise((there) => {
    const counts = () => {
      if (--count > 0) return;
      server.off('request', counts);
      there();
    };
    server.on('request', counts);
  });
}
const twice = async (path: string) => [await anyone.get(path).expect(200), await anyone.get(path).expect(200)];

describe('what is shown to everybody', () => {
  it('is asked of the catalog once, and the same for everybody after that', async () => {
    // Whether a store is open is asked once a minute.
    const goesOn = standsStill(shop);
    for (const path of paths()) {
      // Whose product it is, is known from its first answer on.
      await anyone.get(path).expect(200);
      const [first, second] = await twice(path);
      expect([path, await questions(() => twice(path))]).toEqual([path, 0]);
      expect([second!.text, second!.headers['etag'], second!.headers['content-type'], second!.headers['cache-control']]).toEqual([first!.text, first!.headers['etag'], first!.headers['content-type'], first!.headers['cache-control']]);
      await anyone.get(path).set('if-none-match', first!.headers['etag']!).expect(304, '');
    }
    goesOn();
  });

  it('is made once for all who ask at the same moment, and whole, whatever the first of them has already', async () => {
    const path = `/v1/stores/${store.id}/menu`;
    const tag = (await anyone.get(path).expect(200)).headers['etag']!;
    await merchant.patch(`/v1/stores/${store.id}`, { name: 'Renamed' }).expect(200);
    // What is shown is dropped once more by an errand.
    await shop.settles();
    const all = [anyone.get(path).set('if-none-match', tag), ...Array.from({ length: 20 }, () => anyone.get(path))];
    asked.mockClear();
    const everybodyIsThere = requests(all.length);
    asked.mockImplementationOnce(async (question) => {
      await everybodyIsThere;
      return answer(question);
    });
    const answers = await Promise.all(all);
    expect(asked).toHaveBeenCalledTimes(1);
    expect(answers.map(({ status }) => status)).toEqual([304, ...Array<number>(20).fill(200)]);
    expect(new Set(answers.slice(1).map(({ text }) => text)).size).toBe(1);
  });

  it.each<[string, () => Promise<unknown>, string[]]>([
    ['the store', () => merchant.patch(`/v1/stores/${store.id}`, { description: 'Bowls' }).expect(200), ['/v1/stores/', '/v1/stores']],
    ['a product', () => merchant.patch(`/v1/products/${product.id}`, { name: 'Bowl' }).expect(200), ['menu', '/v1/products/', 'storeId']],
    ['a new product', () => sells(merchant, store.id, { name: 'Another' }), ['menu', 'storeId']],
    ['one that is gone', () => merchant.delete(`/v1/products/${product.id}`).expect(204), ['menu', 'storeId']],
    ['a whole list', () => merchant.put(`/v1/stores/${store.id}/catalog`, { items: [{ name: 'Plate', variants: [{ sku: 'P', price: yen(1) }] }] }).expect(200), ['menu', 'storeId']],
  ])('shows a change of %s from the moment it is answered', async (_what, change, places) => {
    const texts = async () => Promise.all(paths().map(async (path) => (await anyone.get(path)).text));
    await texts();
    await texts();
    const before = await texts();
    await change();
    const after = await texts();
    const differing = paths().filter((_path, i) => after[i] !== before[i]);
    for (const place of places) expect(differing.some((path) => (place === '/v1/stores' ? path === place || path.startsWith('/v1/stores/') : path.includes(place)))).toBe(true);
  });

  it('is dropped before the change is answered, and by an errand when that did not get through', async () => {
    const changes = shop.ground.demae!.services.get('catalog')!.app.get(Changes);
    const menu = async () => (await anyone.get(`/v1/stores/${store.id}/menu`).expect(200)).text;
    const renamed = async (name: string) => {
      await menu();
      await merchant.patch(`/v1/products/${product.id}`, { name }).expect(200);
      return menu();
    };
    const errand = jest.spyOn(changes, 'forgetSurely').mockRejectedValueOnce(new Error('later'));
    expect(await renamed('At once')).toContain('At once');
    await shop.settles();
    const drop = jest.spyOn(ScopedCache.prototype, 'drop').mockRejectedValueOnce(new Error('Redis is away'));
    await renamed('By the errand');
    await shop.passes('1m');
    expect(drop.mock.calls.length).toBeGreaterThan(1);
    expect(await menu()).toContain('By the errand');
    errand.mockRestore();
    drop.mockRestore();
  });

  it('shows what is left on the shelf', async () => {
    const sku = await stocks(merchant, store.id, 40);
    const shown = async () => {
      await shop.settles();
      const { sections } = (await anyone.get(`/v1/stores/${store.id}/menu`).expect(200)).body as { sections: { products: { variants: { sku: string; stock: string }[] }[] }[] };
      return sections.flatMap(({ products }) => products.flatMap(({ variants }) => variants)).find((variant) => variant.sku === sku)!.stock;
    };
    expect(await shown()).toBe('IN_STOCK');
    await merchant.put(`/v1/stores/${store.id}/stock/${sku}`, { onHand: 0 }).expect(200);
    expect(await shown()).toBe('OUT');
  });

  it('says by the minute whether a store is open', async () => {
    const now = new Date(((await anyone.get('/v1/sandbox/clock').expect(200)).body as { now: string }).now);
    const clock = (after: number) => new Date(now.getTime() + after * 60_000).toISOString().slice(11, 16);
    const days = [1, 2, 3, 4, 5, 6, 7].map((day) => ({ day, opens: clock(-10), closes: clock(10) }));
    await merchant.patch(`/v1/stores/${store.id}`, { openingHours: days, timeZone: 'UTC' }).expect(200);
    const open = async () => ((await anyone.get(`/v1/stores/${store.id}`).expect(200)).body as { openNow: boolean }).openNow;
    expect([await open(), await open()]).toEqual([true, true]);
    await anyone.post('/v1/sandbox/clock', { advance: 'PT11M' }).expect(200);
    expect(await open()).toBe(false);
  });

  it('is made for each who looks for something of their own', async () => {
    const own = ['/v1/stores?near=35.658,139.699&kind=shop', `/v1/products?storeId=${store.id}&q=tea`, '/v1/stores?q=utsuwa', `/v1/products?storeId=${store.id}&maxPrice=2000`, `/v1/stores/${store.id}/menu?x=1`];
    for (const path of own) {
      await anyone.get(path).expect(200);
      expect(await questions(() => anyone.get(path).expect(200))).toBeGreaterThan(0);
    }
  });

  it('carries what every answer does, and is refused as every answer is', async () => {
    const path = `/v1/stores/${store.id}/menu`;
    await anyone.get(path);
    const answer = await anyone.get(path).set('origin', 'https://shop.example').expect(200);
    expect(answer.headers).toMatchObject({ 'access-control-allow-origin': 'https://shop.example', 'x-content-type-options': 'nosniff', 'ratelimit-limit': '1000', traceparent: expect.any(String) });
    await refusal(anyone.get('/v1/products?x=1'), 400);
    // Side by side: all of them within a minute, on a slow machine as well.
    const statuses = new Set<number>();
    for (let n = 0; n < 1_000 && !statuses.has(429); n += 50) for (const { status } of await Promise.all(Array.from({ length: 50 }, () => anyone.get(path)))) statuses.add(status);
    expect([...statuses].sort()).toEqual([200, 429]);
    const problem = await refusal(anyone.get(path), 429);
    expect(problem).toMatchObject({ title: expect.any(String), traceId: expect.any(String) });
  });
});
