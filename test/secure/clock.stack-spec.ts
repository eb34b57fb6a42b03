import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { newId } from '@demae/saga/events';
import { aShop, until, type Courier, type Shop } from '@demae/testing';
import { RunningStack } from '../../scripts/stack/running.js';
import { SERVICES } from '../../scripts/stack/services.js';
import { register, Visitor, type Person, type SignedIn } from '../http.js';
import { allAnswer, unlessAway } from '../patience.js';

/* Clocks that are five minutes off, one program after the other, on the whole platform. */

const home = process.env['DEMAE_TEST_STACK']!;
let stack: RunningStack;
let shop: Shop;
let courier: Courier;

beforeAll(async () => {
  stack = RunningStack.at(home);
  shop = await aShop();
  courier = await shop.courier();
  await shop.stocks({ cup: 500 });
  await shop.settles();
});

afterAll(async () => {
  await courier.goesOffline();
  await shop.close();
  await stack.close();
});

/** The process id of a program of the stack. */
function pidOf(name: string): number {
  const { postgres, services } = stack.describe();
  return name === 'postgres' ? postgres.pid : services.find((service) => service.name === name)!.pid;
}

/** Starts programs anew with these clocks, in seconds; 0 is right. */
async function go(clocks: Readonly<Record<string, number>>): Promise<void> {
  const allAreReady = () => until('all to be ready', () => stack.describe().services.every(({ ready }) => ready));
  await allAreReady();
  const before = Object.keys(clocks).map((name) => [name, pidOf(name)] as const);
  for (const [name, pid] of before) {
    const file = join(home, 'clocks', name);
    if (clocks[name] === 0) rmSync(file, { force: true });
    else writeFileSync(file, clocks[name]! > 0 ? `+${clocks[name]}` : String(clocks[name]));
    process.kill(pid, name === 'postgres' ? 'SIGINT' : 'SIGTERM');
  }
  await until('all to be up again', () => before.every(([name, pid]) => pidOf(name) !== pid && pidOf(name) > 0));
  await allAreReady();
  await until('Postgres to answer', () => shop.query('order', 'select 1').then(() => true as const, () => undefined));
  await allAnswer(shop);
}

const HOME = { type: 'delivery', address: { line1: '1-2 Jinnan', city: 'Tokyo', postalCode: '150-0041', country: 'JP', lat: 35.664, lng: 139.7 } };

/** Places orders by HTTP, each twice with one key, until they are taken: somebody may just be finding its peers again. */
function places(person: Person, count: number, fulfillment: object = { type: 'pickup' }): Promise<string[]> {
  return Promise.all(Array.from({ length: count }, async () => {
    const key = newId();
    const body = { storeId: shop.store.id, lines: [{ sku: 'cup', quantity: 1 }], payment: { method: 'card', token: 'tok_ok' }, fulfillment };
    const place = () => until('an order to be taken', async () => {
      const { status, body: answer } = await person.post('/v1/orders', body).set('idempotency-key', key);
      return status === 201 ? (answer as { id: string }).id : undefined;
    });
    const id = await place();
    expect(await place()).toBe(id);
    return id;
  }));
}

const reaches = (person: Person, id: string, status: string) => until(`${id} to be ${status}`, async () => {
  const { body } = await person.get(`/v1/orders/${id}`);
  const now = (body as { status?: string }).status;
  if (now === 'CANCELLED') throw new Error(`${id} was cancelled`);
  return now === status;
});

/** What the kitchen does about an order. */
async function cooks(id: string, acts: readonly ('acceptTicket' | 'startTicket' | 'readyTicket' | 'handOverTicket')[]): Promise<void> {
  // Made when fulfillment hears that the order is confirmed, which others may see before.
  const ticket = await until(`the ticket of ${id}`, async () => (await shop.query<{ id: string }>('fulfillment', 'select id from ticket where order_id = $1', [id]))[0]);
  for (const act of acts) {
    // It may have been done although the answer was lost.
    const step = { actor: shop.merchant, id: ticket.id, prepMinutes: 10, reason: undefined, idempotencyKey: newId(), requestHash: Buffer.from(act) };
    await until(act, () => shop.kitchen[act](step).then(() => true as const, unlessAway));
  }
}

/** A courier has a minute to take an offer, whichever replica has made it, and whichever looks whether it has passed. */
async function brought(person: Person): Promise<void> {
  const [id] = await places(person, 1, HOME);
  await reaches(person, id!, 'CONFIRMED');
  await cooks(id!, ['acceptTicket']);
  const offer = async () => (await shop.query<{ left: number }>('delivery', `select extract(epoch from offer_expires_at - now())::float8 as left from delivery where order_id = $1 and status = 'OFFERED' and driver_id is not null`, [id]))[0];
  const made = await until('an offer', offer);
  await pause(2_000);
  const left = (await offer())?.left;
  expect([made.left > 20 && made.left < 61, left !== undefined && left < made.left - 1.5]).toEqual([true, true]);
  await courier.accepts();
  await cooks(id!, ['startTicket', 'readyTicket']);
  await shop.settles();
  await courier.picksUp();
  await courier.delivers();
  await reaches(person, id!, 'DELIVERED');
}

interface Told {
  /** Who did not answer in time. */
  missing?: string[];
  events: { id: string; type: string; causedBy?: string }[];
}

/** As told by all: who is too slow to say what it has heard is asked again. */
function story(id: string): Promise<Told> {
  return until(`all to tell of ${id}`, async () => {
    const login = await new Visitor(stack.url).post('/v1/auth/login', { email: 'admin@demae.test', password: 'demae-demo' });
    if (login.status === 503) return undefined;
    const told = await new Visitor(stack.url, (login.body as SignedIn).accessToken).get(`/v1/admin/orders/${id}/story`);
    if (told.status === 503) return undefined;
    expect([login.status, told.status]).toEqual([200, 200]);
    return (told.body as Told).missing ? undefined : (told.body as Told);
  });
}

/** What a process tells of its clock, seconds. */
async function ahead(name: string): Promise<number | undefined> {
  const { metrics } = stack.describe().services.find((service) => service.name === name)!;
  const text = await fetch(`http://${metrics}/metrics`).then((answer) => answer.text(), () => '');
  const found = /^demae_clock_ahead_seconds\{.*\} (\S+)$/m.exec(text)?.[1];
  return found === undefined ? undefined : Number(found);
}

const tellsOf = (name: string, seconds: number) => until(`${name} to see that it is ${seconds} s ahead`, async () => Math.abs(((await ahead(name)) ?? Infinity) - seconds) < 1);

/** Somebody logs in again, and has the session renewed. */
async function comesBack(person: Person): Promise<Person> {
  const { again, renewed } = await until('a session to be renewed', async () => {
    const again = await person.logsInAgain().catch(() => undefined);
    const renewed = again && (await new Visitor(stack.url).post('/v1/auth/refresh', { refreshToken: again.refreshToken }));
    return !renewed || renewed.status === 503 ? undefined : { again, renewed };
  });
  expect(renewed.status).toBe(200);
  expect((renewed.body as SignedIn).refreshToken).not.toBe(again.refreshToken);
  return again;
}

/** Six orders, from HTTP to the counter. */
async function lifeGoesOn(): Promise<void> {
  const person = await until('somebody to register', () => register(shop).catch(() => undefined));
  const ids = await places(person, 6);
  for (const id of ids) await reaches(person, id, 'CONFIRMED');
  // All of them at first: a store has five minutes to answer.
  for (const id of ids) await cooks(id, ['acceptTicket']);
  for (const id of ids) {
    await cooks(id, ['startTicket', 'readyTicket', 'handOverTicket']);
    await reaches(person, id, 'DELIVERED');
  }
  await brought(person);
  const booked = async () => (await stack.charges()).filter(({ orderId }) => ids.includes(orderId));
  await until('all to be paid', async () => (await booked()).filter(({ captured }) => captured > 0).length >= ids.length);
  expect((await booked()).map(({ authorized, captured, refunded, voided }) => [authorized, captured, refunded, voided])).toEqual(ids.map(() => [1000, 1000, 0, 0]));
  // Whoever is stopped next has nothing under way.
  await shop.settles();
  const again = await comesBack(person);
  const list = await until('the orders to be listed', async () => {
    const answer = await again.get('/v1/orders');
    return answer.status === 503 ? undefined : answer;
  });
  expect(list).toMatchObject({ status: 200, body: { items: expect.arrayContaining([expect.objectContaining({ id: ids[0] })]) } });
  const { events } = await story(ids[0]!);
  const placeOf = new Map(events.map(({ id }, i) => [id, i]));
  expect(events.filter(({ causedBy }, i) => causedBy !== undefined && (placeOf.get(causedBy) ?? -1) > i)).toEqual([]);
  expect(events.find(({ type }) => type.startsWith('order.'))!.type).toBe('order.created');
  for (const service of SERVICES) {
    const [{ stuck } = { stuck: -1 }] = await shop.query<{ stuck: number }>(service, 'select (select count(*)::int from parked) + (select count(*)::int from task where given_up_at is not null) as stuck');
    expect([service, stuck]).toEqual([service, 0]);
  }
}

const FIVE = 300;
it.each<[string, Record<string, number>]>([
  ['orders are ahead and payments behind', { order: FIVE, 'order-2': FIVE, payment: -FIVE, 'payment-2': -FIVE }],
  ['replicas differ from each other', { 'order-2': FIVE, 'payment-2': -FIVE, user: FIVE, 'user-2': -FIVE, delivery: -FIVE, 'delivery-2': FIVE }],
  ['one gateway is ahead, the other behind, and the bank ahead', { gateway: FIVE, 'gateway-2': -FIVE, bank: FIVE }],
])('when %s, orders go on, and it is told', async (_what, clocks) => {
  const log = () => readFileSync(join(home, 'stack.log'), 'utf8');
  const written = log().length;
  const tell = Object.keys(clocks).filter((program) => program !== 'bank');
  const starts = (name: string) => stack.describe().services.find((service) => service.name === name)!.restarts;
  const before = new Map(tell.map((name) => [name, starts(name)]));
  try {
    await go(clocks);
    for (const name of tell) await tellsOf(name, clocks[name]!);
    await lifeGoesOn();
    for (const name of tell) {
      await tellsOf(name, clocks[name]!);
      const told = () => log().slice(written).split('\n').filter((line) => line.startsWith(`${name} `) && line.includes(`the clock of this machine is ${clocks[name]! > 0 ? 'ahead' : 'behind'}: put it right`)).length;
      await until(`${name} to say so`, () => told() > 0);
      // Once by each process.
      expect(told()).toBeLessThanOrEqual(starts(name) - before.get(name)!);
    }
  } finally {
    await go(Object.fromEntries(Object.keys(clocks).map((name) => [name, 0])));
  }
  for (const name of tell) await tellsOf(name, 0);
});

/** Each process compares its clock every ten seconds: until all have done so they are five minutes apart. */
const withDatabase = () => stack.describe().services.map(({ name }) => name).filter((name) => !/^(bank|gateway)/.test(name));

it('when Postgres is ahead, orders go on, and every service tells', async () => {
  try {
    await go({ postgres: FIVE });
    for (const name of withDatabase()) await tellsOf(name, -FIVE);
    await lifeGoesOn();
  } finally {
    await go({ postgres: 0 });
  }
  for (const name of withDatabase()) await tellsOf(name, 0);
  await lifeGoesOn();
});
