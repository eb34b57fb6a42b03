import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { aShop, until, type PlacedOrder, type Shop } from '@demae/testing';
import { newId, type CrashPoint } from '@demae/saga';
import { CRASH_CHANNEL } from '@demae/platform';
import { RunningStack } from '../scripts/stack/running.js';
import { register } from './http.js';
import { orderBody } from './http-orders.js';
import { allAnswer, unlessAway } from './patience.js';

let shop: Shop;
let stack: RunningStack;
beforeAll(async () => {
  shop = await aShop();
  stack = RunningStack.at(process.env['DEMAE_TEST_STACK']!);
  await shop.stocks({ cup: 100 });
  await shop.settles();
});
afterAll(async () => {
  await stack.close();
  await shop.close();
});

/** How often the processes of a service have been started again. */
const restarts = (service: string) =>
  stack.processesOf(service).reduce((sum, one) => sum + one.restarts, 0);

/** Ready, and found again by who has asked before. */
async function everybodyIsBack(): Promise<void> {
  await until('everybody to be back', () => stack.describe().services.every(({ ready }) => ready));
  await allAnswer(shop);
}

/** Places an order as a client does who gets 503: again with the same key. */
function placesPatiently(): Promise<PlacedOrder> {
  const key = newId();
  return until('the order to be taken', () => shop.places({ cup: 1 }, { fulfillment: 'pickup', key }).catch(unlessAway));
}

const registers = () => until('somebody to register', () => register(shop).catch(() => undefined));

async function booked(order: PlacedOrder) {
  return (await shop.bank.books()).filter(({ orderId }) => orderId === order.id);
}

describe('a service that is killed', () => {
  it.each<[CrashPoint, string]>([
    ['in a batch', 'inventory'],
    ['after the commit', 'fulfillment'],
    ['after the send', 'order'],
    ['before the record', 'payment'],
  ])('%s (%s) has lost nothing and done nothing twice', async (point, service) => {
    await everybodyIsBack();
    const before = restarts(service);
    const shelf = await shop.available('cup');
    const redis = new Redis(stack.describe().redis.url);
    const listening = async () => Number((await redis.pubsub('NUMSUB', CRASH_CHANNEL))[1]);
    await until('all processes to listen', async () => (await listening()) >= stack.describe().services.filter(({ name }) => name !== 'bank').length);
    // Each of the two ends when it passes the point: what the first one leaves behind, the second one leaves behind, too.
    await redis.publish(CRASH_CHANNEL, JSON.stringify({ service, point, passes: 1 }));
    redis.disconnect();
    const order = await placesPatiently();
    await until(`${service} to be started again`, () => restarts(service) > before);
    await everybodyIsBack();
    await shop.settles();
    // The second one may have ended meanwhile.
    await everybodyIsBack();
    expect(await order.status()).toBe('CONFIRMED');
    expect(await shop.available('cup')).toBe(shelf - 1);
    expect(await booked(order)).toHaveLength(1);
    expect(await shop.query('fulfillment', 'select 1 from ticket where order_id = $1', [order.id])).toHaveLength(1);
    await order.accepted();
    await order.cooked();
    await order.handedOver();
    expect(await order.status()).toBe('DELIVERED');
    expect(await booked(order)).toMatchObject([{ authorized: 1000, captured: 1000, refunded: 0, voided: 0 }]);
  });
});

describe('without Redis', () => {
  it('people browse and order', async () => {
    await everybodyIsBack();
    const person = await registers();
    const { pid } = stack.describe().redis;
    process.kill(pid, 'SIGSTOP');
    try {
      await person.get(`/v1/stores/${shop.store.id}/menu`).expect(200);
      const { body: placed } = await person.post('/v1/orders', orderBody(shop.store.id, 'cup')).set('idempotency-key', 'without-redis').expect(201);
      const { id } = placed as { id: string };
      await until('the order to be confirmed', async () => (await person.get(`/v1/orders/${id}`)).body.status === 'CONFIRMED');
    } finally {
      process.kill(pid, 'SIGCONT');
    }
  });
});

describe('without Postgres', () => {
  it('orders are refused with 503 until it is back, and the ones before go on', async () => {
    await everybodyIsBack();
    const person = await registers();
    const order = await placesPatiently();
    const { pid } = stack.describe().postgres;
    process.kill(pid, 'SIGKILL');
    const refused = new Set<number>();
    // The same key all the while: it is one order.
    const placed = await until('an order to be taken again', async () => {
      const { status, body: answer } = await person.post('/v1/orders', orderBody(shop.store.id, 'cup')).set('idempotency-key', 'without-postgres');
      if (status === 201) return answer as { id: string };
      refused.add(status);
      return undefined;
    });
    expect([...refused].filter((status) => status !== 503)).toEqual([]);
    await everybodyIsBack();
    await shop.settles();
    expect(await order.status()).toBe('CONFIRMED');
    expect((await person.get(`/v1/orders/${placed.id}`)).body).toMatchObject({ status: 'CONFIRMED' });
    expect(await shop.query('order', `select 1 from idempotency_key where key = 'without-postgres'`)).toHaveLength(1);
  });
});

describe('without Kafka', () => {
  it('people log in, browse and order for longer than anybody may stand still; nobody is started again, and all goes on when it is back', async () => {
    await everybodyIsBack();
    const started = () => stack.describe().services.map(({ name, pid }) => `${name}: ${pid}`);
    const before = started();
    const unsent = async () => (await shop.query('user', 'select 1 from outbox')).length;
    const { person, id } = await whileKafkaHangs(async () => {
      const person = await registers();
      // What is guarded is that nothing happens meanwhile: there is no fact to wait for.
      await pause(90_000);
      expect(await unsent()).toBeGreaterThan(0);
      await person.logsInAgain();
      await person.get(`/v1/stores/${shop.store.id}/menu`).expect(200);
      const { id } = (await person.post('/v1/orders', orderBody(shop.store.id, 'cup')).set('idempotency-key', 'without-kafka').expect(201)).body as { id: string };
      expect(started()).toEqual(before);
      return { person, id };
    });
    await until('it to be confirmed', async () => (await person.get(`/v1/orders/${id}`)).body.status === 'CONFIRMED');
    await shop.settles();
    expect(await unsent()).toBe(0);
    expect(started()).toEqual(before);
  });
});

async function whileKafkaHangs<R>(work: () => Promise<R>): Promise<R> {
  const brokers = stack.describe().kafka.brokers.map(({ pid }) => pid);
  for (const pid of brokers) process.kill(pid, 'SIGSTOP');
  try {
    return await work();
  } finally {
    for (const pid of brokers) process.kill(pid, 'SIGCONT');
  }
}
