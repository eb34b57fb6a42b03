import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aShop, type Shop } from '@demae/testing';
import { Belongings } from './http-belongings.js';
import { Contract, type Document, type Route } from './http-contract.js';
import { refusal, visitorOf, type Person } from './http.js';

/* What can be read has a tag, and what has a version is changed only as one has seen it: as the document says, route by route. */

let shop: Shop;
let own: Belongings;
let contract: Contract;
beforeAll(async () => {
  shop = await aShop();
  own = await Belongings.in(shop);
  contract = new Contract((await visitorOf(shop).get('/openapi.json').expect(200)).body as Document);
}, 180_000);
afterAll(() => shop.close());

const takes = (name: string) => ({ operation }: Route) => (operation.parameters ?? []).some((parameter) => parameter.name === name);
const pathOf = ({ path }: Route) => path.replace(/\{(\w+)\}/g, (_whole, name: string) => own.at(path)!.names[name]!) + (path.endsWith('/at') ? '?lat=35&lng=150' : '');
const reader = (route: Route): Person => own.people[own.at(route.path)?.may[0] ?? 'customer'];

describe('what is read', () => {
  it('is the whole catalog: stores, menus, products, shelves and zones, lists of them, too', () => {
    const tagged = contract.routes.filter(takes('If-None-Match')).map(({ operation }) => operation.operationId);
    expect(tagged).toEqual(expect.arrayContaining(['listStores', 'getStore', 'getMenu', 'listProducts', 'getProduct', 'getStock', 'listMovements', 'listZones', 'listZonesAt', 'getZone']));
  });

  it('has a strong tag, is not sent again to who has it, and is when it has changed', async () => {
    for (const route of contract.routes.filter(takes('If-None-Match'))) {
      const [path, who] = [pathOf(route), reader(route)];
      const { headers, body } = await who.get(path).expect(200);
      const tag = headers['etag']!;
      expect({ path, tag, cache: headers['cache-control'] }).toEqual({ path, tag: expect.stringMatching(/^"(\d+\.)?[\w-]{16}"$/), cache: 'no-cache' });
      expect(body).toBeDefined();
      for (const known of [tag, `W/${tag}`, `"other", ${tag}`, '*']) {
        const unchanged = await who.get(path).set('if-none-match', known).expect(304);
        expect({ text: unchanged.text, tag: unchanged.headers['etag'], cache: unchanged.headers['cache-control'], type: unchanged.headers['content-type'] }).toEqual({ text: '', tag, cache: 'no-cache' });
      }
      await who.get(path).set('if-none-match', '"other"').expect(200);
    }
  });
});

describe('what has a version', () => {
  const CHANGES: Record<string, object> = { updateStore: { prepMinutes: 11 }, updateProduct: { description: 'new' }, updateZone: { name: 'new' }, setStock: { onHand: 30 } };

  it('is changed only as one has seen it, whatever it is', async () => {
    const versioned = contract.routes.filter(takes('If-Match'));
    expect(versioned.map(({ operation }) => operation.operationId)).toEqual(expect.arrayContaining(Object.keys(CHANGES)));
    for (const route of versioned.filter(({ operation }) => CHANGES[operation.operationId!])) {
      const [path, who, change] = [pathOf(route), reader(route), CHANGES[route.operation.operationId!]!];
      const sends = (tag: string, body = change) => who[route.method as 'patch' | 'put'](path, body).set('if-match', tag);
      const { headers } = await who.get(path).expect(200);
      const first = headers['etag']!;
      const changed = await sends(first).expect(200);
      expect(changed.headers['etag']).not.toBe(first);
      await refusal(sends(first), 412);
      for (const odd of ['"nonsense"', `W/${first}`, '7']) await refusal(sends(odd), 412);
      await sends('*').expect(200);
    }
  });
});
