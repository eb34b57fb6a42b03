import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@demae/saga/events';
import { aShop, type Shop } from '@demae/testing';
import { nameOf, visitorOf, type Visitor } from './http.js';
import { productBody, UUID, yen } from './http-goods.js';
import { BadInput, type Documents, type Route } from './http-bad-input.js';
import { Belongings, type Name, type Thing } from './http-belongings.js';
import { orderBody } from './http-orders.js';

/*
 * Nobody sees or touches what is somebody else's. The documents of the API say which routes name a thing by an id;
 * http-belongings.ts has a thing that is really somebody's for each of them, and everybody else asks for it.
 */

/** Routes that name a thing and answer everybody, logged in or not, and why. */
const OPEN: Record<string, string> = {
  'GET /v1/auth/oauth/{provider}': 'a way to log in',
  'GET /v1/auth/oauth/{provider}/callback': 'the way back from there',
  'GET /v1/stores/{id}': 'a shop has a window to the street',
  'GET /v1/stores/{id}/menu': 'a menu hangs at the door',
  'GET /v1/products/{id}': 'goods are in the window',
  'GET /v1/stores/{id}/reviews': 'what is said of a shop is said aloud',
  'GET /v1/products/{id}/recommendations': 'goods are in the window',
  'GET /v1/categories/{id}': 'a sign over the shelf',
  'GET /v1/delivery/zones/{id}': 'everybody may know where is delivered, and for how much',
};

/** Ids in bodies: who must not name somebody's thing so, with a request that would be right with an id of their own; or why anybody may. */
const IN_BODIES: Record<string, { stranger: Name; place: string; body: (id: string) => object } | string> = {
  'POST /v1/orders fulfillment.addressId': {
    stranger: 'other customer',
    place: '/v1/me/addresses/{id}',
    body: (addressId) => {
      const { storeId, sku } = own.things['/v1/stores/{storeId}/stock/{sku}']!.names;
      return orderBody(storeId!, sku!, { fulfillment: { type: 'delivery', addressId } });
    },
  },
  'POST /v1/orders fulfillment.slotId': 'no slots are offered',
  'POST /v1/orders lines.0.choices.0': 'they stand on the menu',
  'POST /v1/orders storeId': 'a shop serves whoever comes',
  'POST /v1/products options.0.choices.0.id': 'an id that is not of this very product is passed over',
  'PATCH /v1/products/{id} options.0.choices.0.id': 'an id that is not of this very product is passed over',
  'PUT /v1/stores/{id}/catalog items.0.options.0.choices.0.id': 'a choice is known by its name',
  'PUT /v1/stores/{id}/catalog items.0.categoryId': 'categories are for all stores',
  'POST /v1/products categoryId': 'categories are for all stores',
  'PATCH /v1/products/{id} categoryId': 'categories are for all stores',
  'POST /v1/categories parentId': 'admins have all categories',
  'PATCH /v1/categories/{id} parentId': 'admins have all categories',
  'POST /v1/products storeId': { stranger: 'other merchant', place: '/v1/stores/{id}', body: (storeId) => productBody(storeId) },
};

/** Fields of which a right request needs one that is there. */
const EXISTING: Record<string, object> = {
  'PATCH /v1/products/{id}': { categoryId: null },
  'PUT /v1/stores/{id}/catalog': { items: [{ name: 'Bowl', variants: [{ sku: 'bowl', price: yen(100), onHand: 3 }] }] },
  'PATCH /v1/categories/{id}': { parentId: null },
  // Either the one or the other.
  'POST /v1/orders/{id}/refunds': { lines: undefined },
};

/** What a problem may consist of. Anything else in a refusal tells something about the thing. */
const PROBLEM = ['type', 'title', 'status', 'detail', 'instance', 'traceId', 'code'];

interface Answer {
  status: number;
  text: string;
}

let shop: Shop;
let own: Belongings;
let documents: Documents;
let input: BadInput;
let routes: Route[];
let before: Record<string, unknown>;

beforeAll(async () => {
  shop = await aShop();
  own = await Belongings.in(shop);
  documents = (await visitorOf(shop).get('/openapi.json').expect(200)).body as Documents;
  input = new BadInput(documents);
  routes = input.routes();
  before = await own.seen();
}, 180_000);
afterAll(() => shop.close());

const isPublic = ({ operation }: Route) => operation.security?.length === 0;
const named = () => routes.filter(({ path }) => path.includes('{'));
/** Those with somebody's thing in them: reading first, removing last, as a new list of products does too. */
const guarded = () => {
  const turn = ({ method, path }: Route) => (path.endsWith('/catalog') ? 9 : ['get', 'put', 'patch', 'post', 'delete'].indexOf(method));
  return named().filter((route) => !(nameOf(route) in OPEN)).sort((a, b) => turn(a) - turn(b))
    .flatMap((route) => { const thing = own.at(route.path); return thing ? [{ route, thing }] : []; });
};
const pathOf = ({ path }: Route, names: Record<string, string> = {}) => path.replace(/\{(\w+)\}/g, (_whole, name: string) => names[name] ?? newId());
const keys = new Map<Route, string>();
const keyOf = (route: Route) => keys.get(route) ?? keys.set(route, newId()).get(route)!;

/** A right request, with the one Idempotency-Key of its route: not even a key of the owner's opens anything. A stream is let go of once it begins. */
async function ask(who: Visitor, route: Route, path: string, given?: unknown): Promise<Answer> {
  const headers = new Headers({ 'idempotency-key': keyOf(route) });
  if (who.accessToken !== undefined) headers.set('authorization', `Bearer ${who.accessToken}`);
  if (route.body) headers.set('content-type', 'application/json');
  const body = route.body ? JSON.stringify(given ?? { ...(input.valid(route.body) as object), ...EXISTING[nameOf(route)] }) : null;
  const answer = await fetch(who.url + path, { method: route.method.toUpperCase(), headers, body, signal: AbortSignal.timeout(20_000) });
  if (answer.headers.get('content-type')?.startsWith('text/event-stream')) {
    await answer.body!.cancel();
    return { status: answer.status, text: '' };
  }
  return { status: answer.status, text: await answer.text() };
}

/** One after the other; fails with all that went wrong, by name. */
async function all<T>(tries: readonly T[], nameIt: (one: T) => string, check: (one: T) => Promise<unknown>): Promise<void> {
  expect(tries.length).toBeGreaterThan(0);
  const wrong: string[] = [];
  for (const one of tries) await check(one).catch((error: Error) => wrong.push(`${nameIt(one)}: ${error.message}`));
  if (wrong.length > 0) throw new Error(`${wrong.length} of ${tries.length}:\n${wrong.join('\n')}`);
}

/** Without what the request itself says, and what differs from one request to the next. */
function told({ status, text }: Answer, path: string, names: Record<string, string>) {
  const { traceId: _one, instance: _path, ...problem } = JSON.parse(text) as Record<string, unknown>;
  const words = Object.values(names).reduce((rest, name) => rest.replaceAll(name, '…'), JSON.stringify(problem));
  return { status, words: words.replaceAll(path, '…') };
}

/** 403 or 404, in words that say nothing of the thing: not even that there is one. */
async function refused(who: Visitor, route: Route, { names, nothing = {} }: Thing): Promise<void> {
  const path = pathOf(route, names);
  const answer = await ask(who, route, path);
  if (answer.status !== 403 && answer.status !== 404) throw new Error(`${answer.status} instead of 403 or 404: ${answer.text.slice(0, 300)}`);
  const surplus = Object.keys(JSON.parse(answer.text) as object).filter((field) => !PROBLEM.includes(field));
  const secrets = own.secrets.filter((secret) => !path.includes(secret) && answer.text.includes(secret));
  expect({ surplus, secrets }).toEqual({ surplus: [], secrets: [] });

  const ids = Object.fromEntries(Object.keys(names).map((name) => [name, nothing[name] ?? newId()]));
  const elsewhere = pathOf(route, ids);
  expect(told(answer, path, names)).toEqual(told(await ask(who, route, elsewhere), elsewhere, ids));
}

/** Where ids stand in a body. */
function idsIn(value: unknown, at: string[] = []): string[] {
  if (typeof value === 'string') return UUID.test(value) ? [at.join('.')] : [];
  return typeof value === 'object' && value !== null ? Object.entries(value).flatMap(([name, within]) => idsIn(within, [...at, name])) : [];
}

const strangers = () => guarded().flatMap(({ route, thing }) =>
  (Object.keys(own.people) as Name[]).filter((name) => !thing.may.includes(name)).map((name) => ({ route, thing, name, who: own.people[name] })));
const allRefused = () => all(strangers(), ({ route, name }) => `${nameOf(route)} by ${name}`, ({ who, route, thing }) => refused(who, route, thing));

describe('every route that names a thing', () => {
  it('is decided upon: it has a thing that is somebody\'s, or is open to everybody', () => {
    const undecided = named().filter((route) => !(nameOf(route) in OPEN) && !own.at(route.path)).map(nameOf);
    if (undecided.length > 0) {
      throw new Error(`Whose is it? Nothing is known about\n  ${undecided.join('\n  ')}\n`
        + 'Add a thing with its owner to test/http-belongings.ts (this.has(path, …)), or, if it answers everybody, the route to OPEN in test/api-leaks.e2e-spec.ts with the reason.');
    }
    expect(named().length).toBeGreaterThan(35);
    expect(Object.keys(documents.paths).filter((path) => path.includes('{') && !path.startsWith('/v1/'))).toEqual([]);
  });

  it('stands in the list of the open ones if, and only if, it asks for no login', () => {
    expect(named().filter(isPublic).map(nameOf).sort()).toEqual(Object.keys(OPEN).sort());
  });

  it('has a thing that is still to be found in the documents', () => {
    const paths = named().map(({ path }) => path);
    expect(Object.keys(own.things).filter((place) => !paths.some((path) => path === place || path.startsWith(`${place}/`)))).toEqual([]);
  });
});

describe('what is somebody\'s', () => {
  it('is shown to all who may see it', async () => {
    const readers = guarded().filter(({ route }) => route.method === 'get').flatMap(({ route, thing }) => thing.may.map((name) => ({ route, thing, name })));
    await all(readers, ({ route, name }) => `${nameOf(route)} by ${name}`, async ({ route, thing, name }) => {
      expect(await ask(own.people[name], route, pathOf(route, thing.names))).toMatchObject({ status: 200 });
    });
  });

  it('is nobody\'s business without a login: 401', async () => {
    await all(guarded(), ({ route }) => nameOf(route), async ({ route, thing }) => {
      const path = pathOf(route, thing.names);
      const { status, text } = await ask(visitorOf(shop), route, path);
      expect({ status, secrets: own.secrets.filter((secret) => !path.includes(secret) && text.includes(secret)) }).toEqual({ status: 401, secrets: [] });
    });
  });

  it('is not there for anybody else, whatever their role: as if it had never been', async () => {
    expect(strangers().length).toBeGreaterThan(200);
    await allRefused();
  }, 180_000);

  it('cannot be named in a body, either', async () => {
    const fields = routes.flatMap((route) => (route.body ? idsIn(input.valid(route.body)) : []).map((field) => ({ route, what: `${nameOf(route)} ${field}` })));
    // What is new here needs a decision in IN_BODIES.
    expect(fields.map(({ what }) => what).sort()).toEqual(Object.keys(IN_BODIES).sort());
    const tries = fields.flatMap(({ route, what }) => { const decision = IN_BODIES[what]!; return typeof decision === 'string' ? [] : [{ route, what, ...decision }]; });
    await all(tries, ({ what, stranger }) => `${what} by ${stranger}`, async ({ route, stranger, place, body }) => {
      const words = await Promise.all([own.things[place]!.names['id']!, newId()].map(async (id) => {
        keys.delete(route);
        const answer = await ask(own.people[stranger], route, route.path, body(id));
        expect({ ...answer, secrets: own.secrets.filter((secret) => secret !== id && answer.text.includes(secret)) }).toMatchObject({ status: 404, secrets: [] });
        return told(answer, route.path, { id });
      }));
      expect(words[0]).toEqual(words[1]);
    });
  });

  it('is in no list of others', async () => {
    const lists = routes.filter((route) => route.method === 'get' && !route.path.includes('{') && !isPublic(route));
    const outsiders: Name[] = ['other customer', 'other merchant', 'other driver'];
    const storeId = own.things['/v1/stores/{id}']!.names['id']!;
    const tries = lists.flatMap((route) => outsiders.flatMap((name) => {
      const narrowed = route.query.some((one) => one.name === 'storeId') ? [`${route.path}?storeId=${storeId}`] : [];
      return [route.path, ...narrowed].map((path) => ({ route, name, path }));
    }));
    await all(tries, ({ path, name }) => `GET ${path} by ${name}`, async ({ route, path, name }) => {
      const { status, text } = await ask(own.people[name], route, path);
      expect([200, 403, 404]).toContain(status);
      expect(own.secrets.filter((secret) => !path.includes(secret) && text.includes(secret))).toEqual([]);
    });
  });

  it('is untouched after all that', async () => {
    await shop.settles();
    expect(await own.seen()).toEqual(before);
  });
});

describe('the same requests', () => {
  it('were right ones: their owner is let in', async () => {
    await all(guarded(), ({ route }) => nameOf(route), async ({ route, thing }) => {
      const { status, text } = await ask(own.people[thing.may[0]], route, pathOf(route, thing.names));
      // 409: it is theirs, and has come further.
      if ((status < 200 || status > 299) && status !== 409) throw new Error(`${status}: ${text.slice(0, 300)}`);
    });
  });

  it('open nothing with the keys that its owner has used', async () => {
    await shop.settles();
    await allRefused();
  }, 180_000);
});
