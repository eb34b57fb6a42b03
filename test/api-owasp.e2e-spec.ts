/** @jest-environment node */
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { createLogger, openRedis, startService } from '@demae/platform';
import { Clock, newId } from '@demae/saga/events';
import { aShop, type Shop } from '@demae/testing';
import { decodeJwt, UnsecuredJWT } from 'jose';
import { gateway } from '../apps/gateway/src/gateway.module.js';
import { Passwords } from '../apps/user/src/accounts/passwords.js';
import { Belongings } from './http-belongings.js';
import { Contract, type Document } from './http-contract.js';
import { productBody, sells, stocks, storeBody, yen } from './http-goods.js';
import { bankThatSays, Door } from './http-outside.js';
import { orderBody } from './http-orders.js';
import { PASSWORD, problemIn, refusal, register, Visitor, visitorOf, type Person } from './http.js';

/* https://owasp.org/API-Security/editions/2023/en/0x11-t10/: one of each, in short; other suites go through every route and field. */

let shop: Shop;
let own: Belongings;
let anyone: Visitor;
let contract: Contract;
const at = (place: string) => own.things[place]!.names;
const passwords = () => shop.ground.demae!.services.get('user')!.app.get(Passwords);
const shelf = () => at('/v1/stores/{storeId}/stock/{sku}') as { storeId: string; sku: string };

beforeAll(async () => {
  shop = await aShop({ env: { DEMAE_RATE_LIMIT: 'on', RATE_LIMIT_USER: '5000', RATE_LIMIT_ADDRESS: '5000', RATE_LIMIT_LOGIN_ADDRESS: '5000' } });
  own = await Belongings.in(shop);
  anyone = visitorOf(shop);
  contract = new Contract((await anyone.get('/openapi.json').expect(200)).body as Document);
}, 180_000);
afterAll(() => shop.close());

const place = (who: Person, change: object = {}, key: string = newId()) => who.post('/v1/orders', orderBody(shelf().storeId, shelf().sku, change)).set('idempotency-key', key);

describe('API1:2023 Broken Object Level Authorization', () => {
  it("somebody else's things are not there: the answer is that of an id that names nothing", async () => {
    const { 'other customer': stranger, 'other merchant': rival, 'other driver': courier } = own.people;
    const tries: [Person, 'get' | 'delete' | 'post' | 'patch', string, string][] = [
      [stranger, 'get', '/v1/orders/', at('/v1/orders/{id}')['id']!],
      [stranger, 'delete', '/v1/me/addresses/', at('/v1/me/addresses/{id}')['id']!],
      [stranger, 'delete', '/v1/auth/sessions/', at('/v1/auth/sessions/{id}')['id']!],
      [rival, 'patch', '/v1/stores/', shelf().storeId],
      [rival, 'delete', '/v1/products/', at('/v1/products/{id}')['id']!],
      [courier, 'post', '/v1/deliveries/', `${at('/v1/deliveries/{id}')['id']!}/accept`],
    ];
    for (const [who, method, path, id] of tries) {
      const [theirs, nobodys] = await Promise.all([id, id.replace(/^[\w-]+/, newId())].map((one) => (method === 'get' || method === 'delete' ? who[method](path + one) : who[method](path + one, {}))));
      const told = [theirs!, nobodys!].map((answer) => problemIn(answer, 404).detail.replace(/[\w-]{36}/, '…'));
      expect(told[0]).toBe(told[1]);
    }
    await refusal(place(stranger, { fulfillment: { type: 'delivery', addressId: at('/v1/me/addresses/{id}')['id'] } }), 404);
  });
});

describe('API2:2023 Broken Authentication', () => {
  it('a password cannot be guessed: after some tries not even the right one gets in', async () => {
    const ann = await register(shop);
    const login = (password: string) => anyone.post('/v1/auth/login', { email: ann.email, password });
    for (let i = 0; i < 10; i++) await refusal(login(`guess ${i}`), 401);
    const { detail } = await refusal(login(PASSWORD), 429);
    expect(detail).toMatch(/go on in \d+ s/);
    await ann.get('/v1/me').expect(200);
  });

  it('nobody learns who has an account, neither by words nor by time', async () => {
    const known = await register(shop);
    const hashed = jest.spyOn(passwords(), 'matches');
    const tried = async (email: string) => (await refusal(anyone.post('/v1/auth/login', { email, password: 'wrong password' }), 401)).detail;
    expect(await tried(`${newId()}@example.com`)).toBe(await tried(known.email));
    // The hash is what takes the time: it is made for both, and passwords.spec.ts says that it takes the same.
    expect(hashed).toHaveBeenCalledTimes(2);
    hashed.mockRestore();
  });

  it('a token is only good as it was given out, and where tokens stand', async () => {
    const ann = await register(shop);
    const [head, body, signature] = ann.accessToken!.split('.') as [string, string, string];
    const promoted = Buffer.from(JSON.stringify({ ...decodeJwt(ann.accessToken!), roles: ['admin'] })).toString('base64url');
    const forged = [new UnsecuredJWT(decodeJwt(ann.accessToken!)).encode(), `${head}.${promoted}.${signature}`, `${head}.${body}.`, `${head}.${body}.${signature.slice(2)}aa`];
    for (const token of forged) await refusal(new Visitor(shop.url, token).get('/v1/me'), 401);
    await refusal(anyone.get(`/v1/me?access_token=${ann.accessToken!}`), 401);
    await ann.post('/v1/auth/logout').expect(204);
    await refusal(ann.get('/v1/me'), 401);
    await refusal(anyone.post('/v1/auth/refresh', { refreshToken: ann.refreshToken }), 401);
  });
});

describe('API3:2023 Broken Object Property Level Authorization', () => {
  it('nobody gives themselves a role, a store, a price or a state', async () => {
    const { customer, merchant } = own.people;
    const store = `/v1/stores/${shelf().storeId}`;
    const account = { email: `${newId()}@example.com`, password: PASSWORD, name: 'Eve' };
    const tries = [
      [anyone.post('/v1/auth/register', { ...account, role: 'admin' }), 'role'],
      [anyone.post('/v1/auth/register', { ...account, roles: ['admin'] }), 'roles'],
      [customer.patch('/v1/me', { roles: ['admin'] }), 'roles'],
      [customer.patch('/v1/me', { emailVerified: true }), 'emailVerified'],
      [merchant.post('/v1/stores', storeBody({ ownerId: customer.id })), 'ownerId'],
      [merchant.patch(store, { ownerId: customer.id }), 'ownerId'],
      [merchant.patch(store, { version: 99 }), 'version'],
      [merchant.post('/v1/products', productBody(shelf().storeId, { variants: [{ sku: newId(), price: yen(1), stock: 'IN_STOCK' }] })), 'variants.0.stock'],
      [place(customer, { lines: [{ sku: shelf().sku, quantity: 1, unitPrice: yen(1) }] }), 'lines.0.unitPrice'],
      [place(customer, { total: yen(1) }), 'total'],
      [place(customer, { status: 'DELIVERED' }), 'status'],
      [place(customer, { customerId: own.people['other customer'].id }), 'customerId'],
    ] as const;
    for (const [test, path] of tries) expect((await refusal(test, 400)).errors.map((error) => error.path)).toEqual([path]);
  });

  it('answers have the documented fields and no others: no hash, no token, nothing of a neighbour', async () => {
    const { customer } = own.people;
    for (const [name, path] of [['getMe', '/v1/me'], ['listSessions', '/v1/auth/sessions'], ['listOrders', '/v1/orders'], ['getOrder', `/v1/orders/${at('/v1/orders/{id}')['id']!}`]] as const) {
      const { status, headers, text } = await customer.get(path).expect(200);
      expect(contract.broken(contract.route(name), { status, headers: headers as Record<string, string>, text })).toEqual([]);
      expect(text).not.toMatch(/argon2|password|refreshToken|tok_ok/i);
    }
  });
});

describe('API4:2023 Unrestricted Resource Consumption', () => {
  it('bodies, lists, pages, texts and passwords end somewhere', async () => {
    const { customer, merchant } = own.people;
    await refusal(customer.post('/v1/orders', { note: 'x'.repeat(256 * 1024) }), 413);
    await refusal(place(customer, { lines: Array.from({ length: 101 }, () => ({ sku: 'x', quantity: 1 })) }), 400);
    await refusal(place(customer, { lines: [{ sku: shelf().sku, quantity: 1_000 }] }), 400);
    for (const limit of ['101', '1e9', '-1', '0']) await refusal(anyone.get(`/v1/products?limit=${limit}`), 400);
    await refusal(merchant.post('/v1/products', productBody(shelf().storeId, { description: 'x'.repeat(2_001) })), 400);
    await refusal(customer.post('/v1/me/addresses', `${'['.repeat(5_000)}`).set('content-type', 'application/json'), 400);
    // What nobody will hash costs nothing.
    const hashed = jest.spyOn(passwords(), 'matches');
    await Promise.all(Array.from({ length: 200 }, () => refusal(anyone.post('/v1/auth/login', { email: 'ann@example.com', password: 'x'.repeat(129) }), 400)));
    expect(hashed).not.toHaveBeenCalled();
    hashed.mockRestore();
  });

  it('who asks too often waits: 429 with Retry-After, for this address alone in nobody else\'s name', async () => {
    const started = await alone({ DEMAE_RATE_LIMIT: 'on', RATE_LIMIT_ADDRESS: '5' });
    const limited = new Visitor(started.url);
    const answers = [];
    for (let i = 0; i < 7; i++) answers.push(await limited.get('/v1/sandbox/clock').set('x-forwarded-for', `10.0.0.${i}`));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 429, 429]);
    problemIn(answers.at(-1)!, 429);
    expect(answers[0]!.headers).toMatchObject({ 'ratelimit-limit': '5', 'ratelimit-remaining': '4' });
    await started.close();
  });
});

/** The gateway by itself, for what it answers without asking anybody. */
async function alone(env: Record<string, string>): Promise<{ url: string; close(): Promise<void> }> {
  const logger = createLogger('silent');
  const { port, close } = await startService(gateway, { env: { PORT: '0', DEMAE_SANDBOX: 'on', ...env }, redis: await openRedis('memory:', logger), clock: new Clock(), logger, addresses: new Map() });
  return { url: `http://127.0.0.1:${port}`, close };
}

describe('API5:2023 Broken Function Level Authorization', () => {
  it('what is for others is closed to a customer, route by route, and to strangers', async () => {
    const { customer } = own.people;
    const closed = contract.routes.filter(({ operation }) => operation['x-roles'] && !operation['x-roles'].includes('customer'));
    expect(closed.length).toBeGreaterThan(30);
    const wrong: string[] = [];
    for (const { method, path } of closed) {
      const real = path.replace(/\{\w+\}/g, newId());
      for (const [who, status] of [[customer, 403], [anyone, 401]] as const) {
        const verb = method as 'get' | 'post' | 'put' | 'patch' | 'delete';
        const answer = await (verb === 'get' || verb === 'delete' ? who[verb](real) : who[verb](real, {}));
        if (answer.status !== status) wrong.push(`${method} ${path}: ${answer.status} instead of ${status}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('another method is no way around', async () => {
    await refusal(own.people.customer.post(`/v1/products/${at('/v1/products/{id}')['id']!}`, {}).set('x-http-method-override', 'DELETE'), 405);
    await own.people.merchant.get(`/v1/products/${at('/v1/products/{id}')['id']!}`).set('x-http-method-override', 'DELETE').expect(200);
    await anyone.get(`/v1/products/${at('/v1/products/{id}')['id']!}`).expect(200);
  });
});

describe('API6:2023 Unrestricted Access to Sensitive Business Flows', () => {
  it('who takes everything off the shelf and never gets it does not keep it from others', async () => {
    const { customer, 'other customer': other, merchant } = own.people;
    const { storeId } = shelf();
    const sku = await stocks(merchant, storeId, 10);
    const wants = (who: Person, quantity: number) => place(who, { lines: [{ sku, quantity }] });
    const available = async () => ((await merchant.get(`/v1/stores/${storeId}/stock/${sku}`).expect(200)).body as { available: number }).available;
    await wants(customer, 10).expect(201);
    await shop.settles();
    expect(await available()).toBe(0);
    // The store has not answered, and will not.
    await shop.passes('1d');
    expect(await available()).toBe(10);
    const { body } = await wants(other, 1).expect(201);
    await shop.settles();
    expect((await other.get(`/v1/orders/${(body as { id: string }).id}`).expect(200)).body).toMatchObject({ status: 'CONFIRMED' });
  });

  it('an order that is sent again and again is one order', async () => {
    const key = newId();
    const answers = await Promise.all(Array.from({ length: 20 }, () => place(own.people.customer, { note: 'once' }, key)));
    expect(new Set(answers.filter(({ status }) => status === 201).map(({ body }) => (body as { id: string }).id)).size).toBe(1);
    expect(answers.filter(({ status }) => ![201, 409].includes(status))).toEqual([]);
  });
});

describe('API7:2023 Server Side Request Forgery', () => {
  it('nothing that clients name is ever fetched', async () => {
    const door = await Door.open();
    const { customer, merchant } = own.people;
    const { id } = await sells(merchant, shelf().storeId, { imageUrl: `${door.url}/cup.png` });
    await merchant.patch(`/v1/products/${id}`, { imageUrl: `${door.url}/bowl.png`, description: `see ${door.url}/text` }).expect(200);
    await anyone.get(`/v1/products/${id}`).set('x-forwarded-host', new URL(door.url).host).set('referer', door.url).expect(200);
    await place(customer, { note: `${door.url}/note` }).expect(201);
    await shop.settles();
    await door.close();
    expect(door.visits).toEqual([]);
  });

  it('a link is one of the web, and of nothing else', async () => {
    for (const imageUrl of ['file:///etc/passwd', 'gopher://x/', 'javascript:alert(1)', 'data:text/html,x', '//evil.example/x', 'http://', 'http://a b/', 'https://x\\@evil.example/']) {
      expect((await refusal(own.people.merchant.post('/v1/products', productBody(shelf().storeId, { imageUrl })), 400)).errors).toEqual([{ path: 'imageUrl', message: expect.any(String) }]);
    }
  });
});

describe('API8:2023 Security Misconfiguration', () => {
  it('every answer, good or bad, tells browsers to be careful and says nothing about the server', async () => {
    for (const path of ['/v1/stores', '/v1/me', '/v1/nothing', '/v1/stores/%zz', '/v1/stores?limit=x', '/openapi.json', '/docs', '/livez']) {
      const { headers, text } = await anyone.get(path);
      expect({ path, headers }).toMatchObject({ path, headers: { 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer', 'content-security-policy': expect.stringContaining("frame-ancestors 'none'") } });
      expect({ path, server: headers['server'], by: headers['x-powered-by'], cors: headers['access-control-allow-origin'] }).toEqual({ path });
      expect(text).not.toMatch(/node_modules|\bat .+\.[jt]s:\d+/);
    }
  });

  it('TRACE shows nobody their headers, and an address in a header is not believed', async () => {
    for (const method of ['TRACE', 'CONNECT', 'PROPFIND']) {
      const answer = await Object.assign(anyone.get('/v1/me').set('cookie', 'secret=1'), { method }).catch((error: Error) => ({ status: 0, text: error.message }));
      expect(answer.text).not.toMatch(/secret=1/);
      expect(answer.status).not.toBe(200);
    }
    const { headers } = await own.people.merchant.post('/v1/stores', storeBody()).set('host', 'evil.example').set('x-forwarded-host', 'evil.example').expect(201);
    expect(headers['location']).toMatch(/^\/v1\/stores\/[\w-]{36}$/);
  });
});

describe('API9:2023 Improper Inventory Management', () => {
  it('there is one version, and nothing beside what is documented', async () => {
    const paths = [
      '/v0/stores', '/v2/stores', '/stores', '/api/v1/stores', '/v1', '/internal', '/debug', '/debug/pprof', '/metrics', '/admin', '/actuator/env', '/graphql', '/.env', '/.git/config', '/swagger.json',
      '/api-docs', '/console', '/server-status', '/v1/admin', '/v1/debug', '/demae.user.v1.UserService/GetUser', '/grpc', '/package.json', '/dist/main.js', '/v1/sandbox',
    ];
    for (const path of paths) await refusal(own.people.admin.get(path), 404);
    for (const path of ['/docs/../package.json', '/docs/%2e%2e/%2e%2e/package.json', '/docs/..%2f..%2fpackage.json']) expect([403, 404]).toContain((await anyone.get(path)).status);
  });

  it('what is for tests is there for tests only', async () => {
    const { url, close } = await alone({ DEMAE_SANDBOX: 'off', DEMAE_RATE_LIMIT: 'off' });
    for (const path of ['/v1/sandbox/clock', '/v1/sandbox/bank']) await refusal(new Visitor(url).get(path), 404);
    await refusal(new Visitor(url).post('/v1/sandbox/clock', { advance: 'P1D' }), 404);
    await close();
  });
});

describe('API10:2023 Unsafe Consumption of APIs', () => {
  const order = { reference: newId(), orderId: newId(), amount: 1_000, currency: 'JPY', token: 'tok_ok' };
  const right = { reference: order.reference, authorized: 1_000, currency: 'JPY' };

  it.each<[string, number, string, Record<string, string>?]>([
    ['approves less', 201, JSON.stringify({ ...right, authorized: 1 })],
    ['approves in another currency', 201, JSON.stringify({ ...right, currency: 'USD' })],
    ["approves somebody else's charge", 201, JSON.stringify({ ...right, reference: newId() })],
    ['approves with nothing', 201, '{}'],
    ['approves with null', 201, 'null'],
    ['says no JSON', 201, '<html>'],
    ['says more than anybody reads', 201, JSON.stringify({ ...right, more: 'x'.repeat(100_000) })],
    ['sends us elsewhere', 307, '{}', { location: 'http://127.0.0.1:1/' }],
    ['says what banks do not say', 200, JSON.stringify(right)],
  ])('a bank that %s has approved nothing: nobody knows, and it is asked again', async (_what, status, text, headers = {}) => {
    const { bank, close } = await bankThatSays(status, text, headers);
    await expect(bank.authorize(order, newId())).rejects.toThrow();
    await close();
  });

  it('a bank that says what was asked has approved it, and its words are cut to what people are shown', async () => {
    const good = await bankThatSays(201, JSON.stringify(right));
    await expect(good.bank.authorize(order, newId())).resolves.toEqual({ approved: true });
    await good.close();
    const rude = await bankThatSays(402, JSON.stringify({ code: 'x'.repeat(5_000), message: `\u0000\u001b[31m${'y'.repeat(50_000)}` }));
    const { code, message } = (await rude.bank.authorize(order, newId())) as { code: string; message: string };
    expect([code.length, message.length, message.slice(0, 5)]).toEqual([100, 500, '[31my']);
    await rude.close();
    const odd = await bankThatSays(402, JSON.stringify({ code: { a: 1 }, message: 5 }));
    await expect(odd.bank.authorize(order, newId())).resolves.toEqual({ approved: false, code: 'declined', message: 'declined' });
    await odd.close();
  });
});
