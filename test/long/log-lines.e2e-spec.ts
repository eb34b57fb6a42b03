import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { isDeepStrictEqual } from 'node:util';
import { aShop, PlacedOrder, type Shop } from '@demae/testing';
import { Collector } from '../collector.js';
import { Person, refusal, staff, Visitor, type SignedIn } from '../http.js';
import { HOME } from '../http-goods.js';
import { everythingCame, tracing } from '../traced-shop.js';

const PASSWORD = 'Kaki-no-tane-4711';
const NEXT_PASSWORD = 'Umeboshi-to-gohan-12';
const PEOPLE = [
  { name: 'Hanakotoba Yamanouchi', email: 'hanakotoba.yamanouchi@denwa.example', phone: '+819055512345' },
  { name: 'Zenjirou Kurogane', email: 'zenjirou+home@kurogane.example', phone: '+818077712345' },
] as const;
const STREET = '9-99 Himitsuzaka, room 303';

interface Line extends Record<string, unknown> {
  msg: string;
  service?: string;
}

const lines: string[] = [];
/** Every word that is nobody's business, by what it is. */
const secrets = new Map<string, string>();
const secret = (what: string, word: string) => void secrets.set(`${what} ${secrets.size}`, word);
const parsed = () => lines.map((line) => JSON.parse(line) as Line);

let shop: Shop;
let collector: Collector;
let anyone: Visitor;
beforeAll(async () => {
  collector = await Collector.open();
  shop = await aShop({ logLevel: 'debug', lines: (line) => void lines.push(line), env: tracing(collector.url, { sample: '1', join: 'links' }) });
  anyone = new Visitor(shop.url);
  await shop.stocks({ cup: 100, nothing: 0 });
}, 180_000);
afterAll(async () => {
  await shop.close();
  await collector.close();
});

async function appears({ name, email, phone }: (typeof PEOPLE)[number]): Promise<Person> {
  for (const [what, word] of Object.entries({ name, email, phone, 'first name': name.split(' ')[0]!, 'family name': name.split(' ')[1]! })) secret(what, word);
  const { body } = await anyone.post('/v1/auth/register', { email, password: PASSWORD, name, role: 'customer' }).expect(201);
  const person = new Person(shop.url, body as SignedIn);
  secret('access token', person.accessToken!);
  secret('refresh token', person.refreshToken);
  return person;
}

const orderOf = (person: Person, change: object = {}) =>
  person.post('/v1/orders', {
    storeId: shop.store.id, lines: [{ sku: 'cup', quantity: 1 }], fulfillment: { type: 'delivery', address: { ...HOME, line1: STREET } }, payment: { method: 'card', token: 'tok_ok' }, ...change,
  }).set('idempotency-key', `evening-${Math.random()}`);

/** Everything that was sent out to somebody: with codes and tokens in it. */
async function sentTo(column: string, word: string): Promise<string[]> {
  const table = column === 'number' ? 'sent_sms' : 'sent_mail';
  const rows = await shop.query<{ row: string }>('notification', `select to_jsonb(t)::text as row from ${table} t`);
  return rows.map(({ row }) => row).filter((row) => row.includes(word));
}

/** What goes well in an evening, what goes wrong, and what somebody tries who should not. */
async function evening(): Promise<void> {
  for (const secretWord of [PASSWORD, NEXT_PASSWORD, STREET, 'tok_declined', 'tok_insufficient_funds']) secret('word', secretWord);
  const [ann, bob] = [await appears(PEOPLE[0]), await appears(PEOPLE[1])];
  await ann.post('/v1/me/addresses', { label: 'home', ...HOME, line1: STREET }).expect(201);
  await ann.post('/v1/me/phone-numbers', { number: PEOPLE[0].phone }).expect(201);
  await ann.post('/v1/auth/password/forgot', { email: PEOPLE[0].email });
  await shop.settles();
  for (const row of await sentTo('number', PEOPLE[0].phone)) for (const code of row.match(/\b\d{6}\b/g) ?? []) secret('code', code);
  for (const row of await sentTo('to_address', PEOPLE[0].email)) for (const token of row.match(/[\w-]{30,}/g) ?? []) if (!/^[0-9a-f]{8}-/.test(token)) secret('one-time token', token);
  // Wrong logins, tokens and bodies.
  await refusal(anyone.post('/v1/auth/login', { email: PEOPLE[0].email, password: NEXT_PASSWORD }), 401);
  await anyone.post('/v1/auth/login', `{"email":"${PEOPLE[0].email}","password":"${PASSWORD}`).set('content-type', 'application/json');
  await anyone.get(`/v1/me?email=${PEOPLE[1].email}`).set('authorization', 'Bearer not-a-token');
  await anyone.post('/v1/auth/register', { email: PEOPLE[0].email, password: PASSWORD, name: PEOPLE[0].name, role: 'customer' });
  await anyone.get(`/v1/stores/${encodeURIComponent(PEOPLE[1].email)}`);
  await bob.patch('/v1/me', { name: PEOPLE[1].name, locale: 'xx-not-a-locale' });
  const refreshed = await bob.post('/v1/auth/refresh', { refreshToken: bob.refreshToken });
  const { accessToken, refreshToken } = refreshed.body as SignedIn;
  secret('access token', accessToken);
  secret('refresh token', refreshToken);
  const again = new Person(shop.url, refreshed.body as SignedIn);
  await again.post('/v1/me/password', { current: PASSWORD, next: NEXT_PASSWORD }).expect(204);
  // Orders that go well, and each in its own way not.
  const { body: fine } = await orderOf(ann).expect(201);
  await orderOf(again, { payment: { method: 'card', token: 'tok_declined' } }).expect(201);
  await orderOf(again, { payment: { method: 'card', token: 'tok_insufficient_funds' }, fulfillment: { type: 'pickup' }, note: `for ${PEOPLE[1].name}` }).expect(201);
  await orderOf(ann, { lines: [{ sku: 'nothing', quantity: 1 }] }).expect(201);
  await orderOf(ann, { lines: [{ sku: 'cup', quantity: -1 }] });
  await shop.settles();
  await shop.bank.behaves('loses-answers', 1);
  await orderOf(again, { fulfillment: { type: 'pickup' } }).expect(201);
  await shop.settles();
  const placed = new PlacedOrder(shop, (fine as { id: string }).id, shop.customer);
  await placed.rejected(`the kitchen does not know ${PEOPLE[0].email}`);
  // Somebody is forgotten.
  await ann.delete('/v1/me', { password: PASSWORD });
  await shop.settles();
}

describe('after an evening, with level debug', () => {
  beforeAll(evening, 180_000);

  it('there are lines of it, in JSON, each with what it belongs to', () => {
    expect(parsed().length).toBeGreaterThan(20);
    const failed = parsed().filter(({ msg }) => msg.startsWith('a task failed'));
    expect(failed.length).toBeGreaterThan(0);
    expect(failed[0]).toMatchObject({ level: 'warn', service: 'payment', traceId: expect.stringMatching(/^[0-9a-f]{32}$/), attempt: 1, handler: 'payment/AuthorizePayment.charge' });
  });

  it('no line tells a name, an address, a number, a password, a token, a card or a code', () => {
    expect(secrets.size).toBeGreaterThan(20);
    const told = [...secrets].flatMap(([what, word]) => lines.filter((line) => line.includes(word) || line.includes(encodeURIComponent(word))).map((line) => ({ what, line })));
    expect(told).toEqual([]);
  });

  it('no span does, either', async () => {
    await everythingCame({ shop, collector });
    expect(collector.spans.length).toBeGreaterThan(200);
    const spans = collector.spans.map((span) => JSON.stringify({ ...span, start: '', end: '' }));
    const told = [...secrets].flatMap(([what, word]) => spans.filter((span) => span.includes(word) || span.includes(encodeURIComponent(word))).map((span) => ({ what, span })));
    expect(told).toEqual([]);
  });
});

describe('the level', () => {
  const ask = (service: string) => `/v1/admin/services/${service}/log-level`;
  const ofPayment = (from: number) => parsed().slice(from).filter(({ service, msg }) => service === 'payment' && !msg.startsWith('the log level'));

  /** Which the payment service warns of. */
  async function bankFailsOnce(): Promise<void> {
    await shop.bank.behaves('loses-answers', 1);
    await shop.places({ cup: 1 }, { fulfillment: 'pickup' });
    await shop.settles();
  }

  async function fallsBack(admin: Person, service: string, usual: object): Promise<void> {
    const now = async () => (await admin.get(ask(service)).expect(200)).body as object;
    for (const end = Date.now() + 20_000; Date.now() < end && !isDeepStrictEqual(await now(), usual); ) await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await now()).toEqual(usual);
  }

  it('of one service is changed while it runs, for a while, and told by whom', async () => {
    const admin = await staff(shop, 'admin');
    const before = (await admin.get(ask('payment')).expect(200)).body as object;
    expect(before).toEqual({ service: 'payment', level: 'debug', usual: 'debug' });
    const { body } = await admin.put(ask('payment'), { level: 'error', for: 'PT10M' }).expect(200);
    expect(body).toEqual({ service: 'payment', level: 'error', usual: 'debug', until: expect.any(String) });
    expect(parsed().findLast(({ msg }) => msg === 'the log level is changed for a while')).toMatchObject({ logLevel: 'error', seconds: 600, by: admin.id });
    const seen = lines.length;
    await bankFailsOnce();
    expect(ofPayment(seen)).toEqual([]);
    await admin.put(ask('payment'), { level: 'error', for: 'PT1S' }).expect(200);
    await fallsBack(admin, 'payment', before);
    const then = lines.length;
    await bankFailsOnce();
    expect(ofPayment(then)).toContainEqual(expect.objectContaining({ level: 'warn', msg: expect.stringMatching(/^a task failed/) }));
  });

  it('of the gateway is changed as that of the others', async () => {
    const admin = await staff(shop, 'admin');
    const usual = { service: 'gateway', level: 'debug', usual: 'debug' };
    expect((await admin.get(ask('gateway')).expect(200)).body).toEqual(usual);
    const { body } = await admin.put(ask('gateway'), { level: 'error', for: 'PT10M' }).expect(200);
    expect(body).toEqual({ ...usual, level: 'error', until: expect.any(String) });
    expect(parsed().findLast(({ msg }) => msg === 'the log level is changed for a while')).toMatchObject({ service: 'gateway', logLevel: 'error', seconds: 600, by: admin.id });
    expect((await admin.get(ask('gateway')).expect(200)).body).toEqual(body);
    expect((await admin.get(ask('payment')).expect(200)).body).toMatchObject({ level: 'debug' });
    await admin.put(ask('gateway'), { level: 'error', for: 'PT1S' }).expect(200);
    await fallsBack(admin, 'gateway', usual);
    await refusal(admin.put(ask('gateway'), { level: 'loud' }), 400);
  });

  it('is changed by admins only, to a level that there is, for a time that is not too long, of a service that there is', async () => {
    const admin = await staff(shop, 'admin');
    await refusal(admin.put(ask('payment'), { level: 'loud' }), 400);
    await refusal(admin.put(ask('payment'), { level: 'debug', for: 'P2D' }), 400);
    await refusal(admin.put(ask('nobody'), { level: 'debug' }), 404);
    await refusal((await staff(shop, 'support')).put(ask('payment'), { level: 'debug' }), 403);
  });
});
