import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@demae/saga/events';
import { serveHealth } from '@demae/platform';
import { aShop, type Shop } from '@demae/testing';
import { Figures } from './figures.js';
import { register, visitorOf } from './http.js';
import { standsStill } from './still-clock.js';

let shop: Shop;

beforeAll(async () => {
  // Long enough for a busy machine: no try fails but those that are told to.
  shop = await aShop({ env: { BANK_TIMEOUT: '10s' } });
  await shop.stocks({ cup: 500 });
  await shop.settles();
});
afterAll(() => shop.close());

/** How much a figure rises while something happens. */
async function rise(what: [name: string, labels: Record<string, string>][], happens: () => Promise<unknown>): Promise<number[]> {
  const before = await Figures.of(shop);
  await happens();
  await shop.settles();
  const after = await Figures.of(shop);
  return what.map(([name, labels]) => after.sum(name, labels) - before.sum(name, labels));
}

const handled = (handler: string, outcome: string): [string, Record<string, string>] => ['demae_saga_handled_total', { handler, outcome }];
const sent = (event: string): [string, Record<string, string>] => ['demae_saga_events_sent_total', { event }];

describe('the figures of a saga', () => {
  it('count what was said, and what each step did', async () => {
    const counted = await rise([
      sent('order.created'), sent('order.confirmed'), handled('inventory/HoldStock.hold', 'done'),
      ['demae_saga_event_to_effect_seconds_count', { handler: 'inventory/HoldStock.hold' }], handled('payment/AuthorizePayment.charge', 'done'),
      ['demae_saga_errand_duration_seconds_count', { handler: 'payment/AuthorizePayment.charge' }],
    ], async () => {
      for (let i = 0; i < 3; i++) await shop.places({ cup: 1 }, { fulfillment: 'pickup' });
    });
    expect(counted).toEqual([3, 3, 3, 3, 3, 3]);
  });

  it('count a refusal as one, and a step whose saga ended before it as called off', async () => {
    const counted = await rise([
      handled('inventory/HoldStock.hold', 'refused'), handled('inventory/HoldStock.hold', 'done'), handled('payment/AuthorizePayment.authorize', 'called_off'), sent('order.cancelled'),
    ], () => shop.places({ cup: 999 }, { fulfillment: 'pickup' }));
    expect(counted).toEqual([1, 0, 1, 1]);
  });

  it('count a try that failed, and say where the time went', async () => {
    await shop.bank.behaves('loses-answers', 1);
    const counted = await rise([handled('payment/AuthorizePayment.charge', 'retried'), handled('payment/AuthorizePayment.charge', 'done')], () => shop.places({ cup: 1 }, { fulfillment: 'pickup' }));
    expect(counted).toEqual([1, 1]);
  });

  it('are there from zero on, before anything has gone wrong', async () => {
    const figures = await Figures.of(shop);
    expect(figures.sum('demae_saga_handled_total', { handler: 'inventory/HoldStock.putBack', outcome: 'parked' })).toBe(0);
    expect(figures.sum('demae_saga_parked_messages', { kind: 'compensate' })).toBe(0);
    expect(figures.sum('demae_saga_tasks_given_up')).toBe(0);
  });

  it('know the message that waits for a person', async () => {
    const counted = await rise([['demae_saga_parked_messages', { service: 'inventory', kind: 'unknown' }], ['demae_saga_handled_total', { service: 'inventory', handler: 'unknown', outcome: 'parked' }]], () =>
      shop.log.publish([{ topic: 'order.events', key: newId(), value: Buffer.from('?'), headers: { ce_id: newId(), ce_type: 'order.of-tomorrow', ce_time: new Date().toISOString() } }]));
    // One for each class that hears of orders.
    expect(counted[0]).toBeGreaterThan(0);
    expect(counted[0]).toBe(counted[1]);
  });
});

describe('the figures of orders', () => {
  it('say where orders are, and for how long', async () => {
    // None that was placed before becomes a minute old meanwhile.
    const goesOn = standsStill(shop);
    const [waiting] = await rise([['demae_orders_in_flight', { state: 'CONFIRMED', age: '0-1m' }]], async () => {
      await shop.places({ cup: 1 }, { fulfillment: 'pickup' });
    });
    expect(waiting).toBe(1);
    await shop.passes('2m');
    const later = await Figures.of(shop);
    expect(later.sum('demae_orders_in_flight', { state: 'CONFIRMED', age: '0-1m' })).toBe(0);
    expect(later.sum('demae_orders_in_flight', { state: 'CONFIRMED', age: '1m-5m' })).toBeGreaterThan(0);
    expect(later.sum('demae_orders_oldest_in_state_seconds', { state: 'CONFIRMED' })).toBeGreaterThanOrEqual(120);
    await shop.passes('20m');
    expect((await Figures.of(shop)).sum('demae_orders_in_flight')).toBe(0);
    goesOn();
  });
});

describe('what must always be so', () => {
  const money = async () => {
    const figures = await Figures.of(shop);
    return [
      figures.sum('demae_ledger_unbalanced_movements'), figures.sum('demae_ledger_imbalance_minor_units'),
      figures.sum('demae_payment_mismatches', { check: 'ledger' }), figures.sum('demae_payment_mismatches', { check: 'owed' }),
    ];
  };

  it('is so of money, and told when it is not', async () => {
    const order = await shop.places({ cup: 1 }, { fulfillment: 'pickup' });
    await shop.settles();
    await order.accepted();
    await order.cooked();
    await order.handedOver();
    await shop.settles();
    const [{ id }] = await shop.query<{ id: string }>('payment', 'select id from payment order by id desc limit 1') as [{ id: string }];
    expect(await money()).toEqual([0, 0, 0, 0]);
    const [movement, entry] = [newId(), newId()];
    await shop.query('payment', `insert into ledger_entry values ($1, $2, $3, 'sales', 0, 7, 'JPY', now())`, [entry, movement, id]);
    expect(await money()).toEqual([1, -7, 1, 0]);
    await shop.query('payment', 'delete from ledger_entry where id = $1', [entry]);
    await shop.query('payment', `update payment set status = 'VOIDED' where id = $1`, [id]);
    expect(await money()).toEqual([0, 0, 0, 1]);
    await shop.query('payment', `update payment set status = 'CAPTURED', captured = captured - 1 where id = $1`, [id]);
    expect(await money()).toEqual([0, 0, 1, 0]);
    await shop.query('payment', 'update payment set captured = captured + 1 where id = $1', [id]);
    expect(await money()).toEqual([0, 0, 0, 0]);
  });

  it('is so of goods, and told when it is not', async () => {
    const wrong = async () => (await Figures.of(shop)).sum('demae_stock_mismatched_shelves', { check: 'reserved' });
    await shop.places({ cup: 2 }, { fulfillment: 'pickup' });
    await shop.settles();
    expect(await wrong()).toBe(0);
    expect((await Figures.of(shop)).sum('demae_stock_reserved_units')).toBeGreaterThanOrEqual(2);
    await shop.query('inventory', 'update stock_item set reserved = reserved + 1');
    expect(await wrong()).toBe(1);
    await shop.query('inventory', 'update stock_item set reserved = reserved - 1');
    expect(await wrong()).toBe(0);
  });
});

describe('the number of series', () => {
  it('does not grow with orders, people and addresses, and no label tells of one', async () => {
    const busy = async (orders: number) => {
      for (let i = 0; i < orders; i++) {
        const customer = await register(shop, 'customer', `Customer ${i}`);
        const order = await shop.places({ cup: 1 }, { fulfillment: 'pickup', by: { userId: customer.id, roles: ['customer'] } });
        await customer.get(`/v1/orders/${order.id}`).expect(200);
        await visitorOf(shop).get(`/v1/nowhere/${newId()}?q=${i}`).expect(404);
      }
      await shop.settles();
    };
    await busy(2);
    const before = await Figures.of(shop);
    await busy(25);
    const after = await Figures.of(shop);
    // Node's own tell each kind of garbage and of open handle from its first one on.
    expect(after.names().filter((name) => !/^(nodejs|process)_/.test(name) && !before.names().includes(name))).toEqual([]);
    const labels = after.names().flatMap((name) => [...name.matchAll(/(\w+)="([^"]*)"/g)].map(([, label, value]) => ({ label: label!, value: value! })));
    const odd = labels.filter(({ label, value }) => label !== 'le' && /[0-9a-f]{8}-[0-9a-f]{4}|@|\?|https?:|^\d{5,}$/.test(value));
    expect(odd).toEqual([]);
    expect(after.names().length).toBeLessThan(8_000);
  });
});

describe('/metrics', () => {
  it('is not for who can reach the gateway', async () => {
    await visitorOf(shop).get('/metrics').expect(404);
  });

  it('is on a port of its own, beside the probes, in the text format of Prometheus', async () => {
    const server = await serveHealth('127.0.0.1', 0, () => Promise.resolve({ ready: true, live: true, details: {} }), () => shop.ground.demae!.metrics());
    try {
      const answer = await fetch(`http://127.0.0.1:${server.port}/metrics`);
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
      const figures = Figures.read(await answer.text());
      for (const name of ['nodejs_eventloop_lag_p99_seconds', 'demae_redis_up', 'db_client_connections', 'demae_saga_relay_leading', 'demae_peer_breaker_state']) expect(figures.sum(name)).toBeGreaterThan(0);
    } finally {
      await server.close();
    }
  });
});
