import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { newId } from '@demae/saga';
import { aShop, type Courier, type Shop } from '@demae/testing';
import { RunningStack } from '../../scripts/stack/running.js';
import { SERVICES } from '../../scripts/stack/services.js';
import { register, Visitor, type Person, type SignedIn } from '../http.js';

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

async function until<T>(what: string, ask: () => Promise<T | undefined> | T | undefined, patience = 60_000): Promise<T> {
  for (const end = Date.now() + patience; ; await pause(100)) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > end) throw new Error(`waited ${patience} ms for ${what}, in vain`);
  }
}

/** The process id of a program of the stack. */
function pidOf(name: string): number {
  const { postgres, services } = stack.describe();
  return name === 'postgres' ? postgres.pid : services.find((service) => service.name === name)!.pid;
}

/** Starts programs anew with these clocks, in seconds; 0 is right. */
async function go(clocks: Readonly<Record<string, number>>): Promise<void> {
  const before = Object.keys(clocks).map((name) => [name, pidOf(name)] as const);
  for (const [name, pid] of before) {
    const file = join(home, 'clocks', name);
    if (clocks[name] === 0) rmSync(file, { force: true });
    else writeFileSync(file, clocks[name]! > 0 ? `+${clocks[name]}` : String(clocks[name]));
    process.kill(pid, name === 'postgres' ? 'SIGINT' : 'SIGTERM');
  }
  await until('all to be up again', () => (before.every(([name, pid]) => pidOf(name) !== pid && pidOf(name) > 0) ? true : undefined));
  await until('all to be ready', () => (stack.describe().services.every(({ ready }) => ready) ? true : undefined));
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
  return now === status ? true : undefined;
});

/** What the kitchen does about an order. */
async function cooks(id: string, acts: readonly ('acceptTicket' | 'startTicket' | 'readyTicket' | 'handOverTicket')[]): Promise<void> {
  // Made when fulfillment hears that the order is confirmed, which others may see before.
  const ticket = await until(`the ticket of ${id}`, async () => (await shop.query<{ id: string }>('fulfillment', 'select id from ticket where order_id = $1', [id]))[0]);
  const step = { actor: shop.merchant, id: ticket.id, prepMinutes: 10, reason: undefined };
  for (const act of acts) {
    await until(act, () => shop.kitchen[act](step).then(() => true as const, (error: { status?: number }) => {
      if (error.status === 503) return undefined;
      throw error;
    }));
  }
}

/** A courier has a minute to take an offer, whichever replica has made it, and whichever looks whether it has passed. */
async function brought(person: Person): Promise<void> {
  const [id] = await places(person, 1, HOME);
  await reaches(person, id!, 'CONFIRMED');
  await cooks(id!, ['acceptTicket', 'startTicket', 'readyTicket']);
  const offer = async () => (await shop.query<{ left: number }>('delivery', `select extract(epoch from offer_expires_at - now())::float8 as left from delivery where order_id = $1 and status = 'OFFERED' and driver_id is not null`, [id]))[0];
  const made = await until('an offer', offer);
  await pause(2_000);
  const left = (await offer())?.left;
  expect([made.left > 20 && made.left < 61, left !== undefined && left < made.left - 1.5]).toEqual([true, true]);
  await courier.accepts();
  await courier.picksUp();
  await courier.delivers();
  await reaches(person, id!, 'DELIVERED');
}

interface Told {
  missing?: string[];
  events: { id: string; type: string; causedBy?: string }[];
}

async function story(id: string): Promise<Told> {
  const { body } = await new Visitor(stack.url).post('/v1/auth/login', { email: 'admin@demae.test', password: 'demae-demo' }).expect(200);
  const admin = new Visitor(stack.url, (body as SignedIn).accessToken);
  return (await admin.get(`/v1/admin/orders/${id}/story`).expect(200)).body as Told;
}

/** What a process tells of its clock, seconds. */
async function ahead(name: string): Promise<number | undefined> {
  const { metrics } = stack.describe().services.find((service) => service.name === name)!;
  const text = await (await fetch(`http://${metrics}/metrics`)).text();
  const found = /^demae_clock_ahead_seconds\{.*\} (\S+)$/m.exec(text)?.[1];
  return found === undefined ? undefined : Number(found);
}

/** Six orders, from HTTP to the counter. */
async function lifeGoesOn(): Promise<void> {
  const person = await until('somebody to register', () => register(shop).catch(() => undefined));
  const ids = await places(person, 6);
  for (const id of ids) await reaches(person, id, 'CONFIRMED');
  for (const id of ids) {
    await cooks(id, ['acceptTicket', 'startTicket', 'readyTicket', 'handOverTicket']);
    await reaches(person, id, 'DELIVERED');
  }
  await brought(person);
  const booked = async () => (await stack.charges()).filter(({ orderId }) => ids.includes(orderId));
  await until('all to be paid', async () => ((await booked()).filter(({ captured }) => captured > 0).length >= ids.length ? true : undefined));
  expect((await booked()).map(({ authorized, captured, refunded, voided }) => [authorized, captured, refunded, voided])).toEqual(ids.map(() => [1000, 1000, 0, 0]));
  const again = await person.logsInAgain();
  expect((await again.get('/v1/orders').expect(200)).body).toMatchObject({ items: expect.arrayContaining([expect.objectContaining({ id: ids[0] })]) });
  const { refreshToken } = (await new Visitor(stack.url).post('/v1/auth/refresh', { refreshToken: again.refreshToken }).expect(200)).body as SignedIn;
  expect(refreshToken).not.toBe(again.refreshToken);
  const { events, missing } = await story(ids[0]!);
  expect(missing).toBeUndefined();
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
  const written = readFileSync(join(home, 'stack.log'), 'utf8').length;
  const tell = Object.keys(clocks).filter((program) => program !== 'bank');
  try {
    await go(clocks);
    await lifeGoesOn();
    const log = readFileSync(join(home, 'stack.log'), 'utf8').slice(written).split('\n');
    for (const name of tell) {
      expect(Math.abs((await ahead(name))! - clocks[name]!)).toBeLessThan(1);
      expect(log.filter((line) => line.startsWith(`${name} `) && line.includes(`the clock of this machine is ${clocks[name]! > 0 ? 'ahead' : 'behind'}: put it right`))).toHaveLength(1);
    }
  } finally {
    await go(Object.fromEntries(Object.keys(clocks).map((name) => [name, 0])));
  }
  for (const name of tell) expect(Math.abs((await ahead(name))!)).toBeLessThan(1);
});

it('when Postgres is ahead, orders go on, and every service tells', async () => {
  try {
    await go({ postgres: FIVE });
    for (const name of SERVICES) await until(`${name} to see it`, async () => (Math.abs(((await ahead(name)) ?? 0) + FIVE) < 1 ? true : undefined));
    await lifeGoesOn();
  } finally {
    await go({ postgres: 0 });
  }
  for (const name of SERVICES) await until(`${name} to see it`, async () => (Math.abs((await ahead(name)) ?? FIVE) < 1 ? true : undefined));
  await lifeGoesOn();
});
