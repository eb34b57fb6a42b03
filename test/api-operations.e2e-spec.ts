import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@demae/saga/events';
import { aShop, type Shop } from '@demae/testing';
import { refusal, staff, visitorOf, type Person, type Visitor } from './http.js';
import { INSTANT, stocks, UUID } from './http-goods.js';
import { Street, type OrderFields } from './http-orders.js';
import { standsStill } from './still-clock.js';

let shop: Shop;
let street: Street;
let anyone: Visitor;
let support: Person;

beforeAll(async () => {
  shop = await aShop();
  anyone = visitorOf(shop);
  [street, support] = await Promise.all([Street.of(shop), staff(shop, 'support')]);
});
afterAll(() => shop.close());
beforeEach(() => anyone.delete('/v1/sandbox/bank').expect(204));

const cup = () => stocks(street.merchant, street.store.id, 50);

interface Story {
  orderId: string;
  events: { id: string; type: string; causedBy?: string; heardBy: { handler: string }[] }[];
  missing?: string[];
}

describe('the story of an order', () => {
  it('tells support what was said, by whom, why, and who heard it', async () => {
    const { id } = await street.placed(await cup());
    const { orderId, events, missing } = (await support.get(`/v1/admin/orders/${id}/story`).expect(200)).body as Story;
    expect({ orderId, missing }).toEqual({ orderId: id, missing: undefined });
    expect(events.map(({ type }) => type)).toEqual(['order.created', 'inventory.reserved', 'delivery.slot-reserved', 'payment.succeeded', 'order.confirmed', 'ticket.opened']);
    expect(events[0]).toEqual({ at: expect.stringMatching(INSTANT), service: 'order', type: 'order.created', id: expect.stringMatching(UUID), heardBy: expect.any(Array) });
    expect(events[1]!.causedBy).toBe(events[0]!.id);
    expect(events[0]!.heardBy).toContainEqual({ service: 'inventory', handler: expect.stringMatching(/HoldStock/), at: expect.stringMatching(INSTANT), attempts: 1, outcome: 'done' });
  });

  it('is told of an order that is not in the log, too', async () => {
    const { id } = await street.placed(await cup());
    const copy = newId();
    const columns = await shop.query<{ name: string }>('order', `select column_name as name from information_schema.columns where table_name = 'customer_order' and column_name <> 'id' and is_generated = 'NEVER'`);
    const names = columns.map(({ name }) => `"${name}"`).join(', ');
    await shop.query('order', `insert into customer_order (id, ${names}) select $1, ${names} from customer_order where id = $2`, [copy, id]);
    const { body } = await support.get(`/v1/admin/orders/${copy}/story`).expect(200);
    expect(body).toEqual({ orderId: copy, events: [], standing: 'is not in the log yet, or not any more' });
  });

  it('is for support only, of orders that there are', async () => {
    const { id } = await street.placed(await cup());
    for (const who of [street.customer, street.merchant, street.courier]) await refusal(who.get(`/v1/admin/orders/${id}/story`), 403);
    await refusal(anyone.get(`/v1/admin/orders/${id}/story`), 401);
    await refusal(support.get(`/v1/admin/orders/${newId()}/story`), 404);
  });
});

describe('the sandbox', () => {
  interface Charge {
    orderId: string;
  }
  const booked = async (orderId: string) => ((await anyone.get('/v1/sandbox/bank').expect(200)).body as { charges: Charge[] }).charges.filter((charge) => charge.orderId === orderId);

  it('shows the bank\'s own books', async () => {
    const { id } = await street.placed(await cup());
    const texts = { id: expect.any(String), idempotencyKey: expect.any(String), reference: expect.stringMatching(UUID), at: expect.stringMatching(INSTANT) };
    expect(await booked(id)).toEqual([{ ...texts, orderId: id, currency: 'JPY', authorized: 1000, captured: 0, refunded: 0, voided: 0 }]);
    await street.customer.post(`/v1/orders/${id}/cancel`, {}).expect(202);
    await shop.settles();
    expect(await booked(id)).toMatchObject([{ authorized: 1000, captured: 0, voided: 1000 }]);
  });

  it('makes the bank decline so many times, or until told otherwise', async () => {
    await anyone.post('/v1/sandbox/bank', { behaviour: 'declines', times: 1 }).expect(200, { behaviour: 'declines', times: 1 });
    const ends = [await street.placed(await cup()), await street.placed(await cup())];
    expect(await Promise.all(ends.map(({ id }) => street.order(id).then(({ status }) => status)))).toEqual(['CANCELLED', 'CONFIRMED']);
    await anyone.post('/v1/sandbox/bank', { behaviour: 'declines' }).expect(200);
    expect((await street.order((await street.placed(await cup())).id)).status).toBe('CANCELLED');
    await anyone.delete('/v1/sandbox/bank').expect(204);
    expect((await street.order((await street.placed(await cup())).id)).status).toBe('CONFIRMED');
  });

  it('makes the bank lose its answers: charged once all the same', async () => {
    await anyone.post('/v1/sandbox/bank', { behaviour: 'loses-answers', times: 1 }).expect(200);
    const { id } = await street.placed(await cup());
    expect((await street.order(id)).status).toBe('CONFIRMED');
    expect(await booked(id)).toMatchObject([{ authorized: 1000, voided: 0 }]);
  });

  it('moves the platform\'s time forward, and a deadline with it', async () => {
    const { id } = await street.placed(await cup());
    const goesOn = standsStill(shop);
    const { now } = (await anyone.get('/v1/sandbox/clock').expect(200)).body as { now: string };
    const { body } = await anyone.post('/v1/sandbox/clock', { advance: 'P1DT12H' }).expect(200);
    expect(Date.parse((body as { now: string }).now) - Date.parse(now)).toBe(36 * 3_600_000);
    goesOn();
    await shop.settles();
    expect(await street.order(id)).toMatchObject({ status: 'CANCELLED', cancellation: { by: 'system' } });
    // A login lives by the wall clock: nobody is thrown out.
    await street.customer.get('/v1/me').expect(200);
    for (const advance of ['3h', 'PT', 'P-1D', 'P1M', 'P2000D']) {
      expect((await refusal(anyone.post('/v1/sandbox/clock', { advance }), 400)).errors).toEqual([{ path: 'advance', message: expect.any(String) }]);
    }
  });
});

describe('what a customer is told', () => {
  it('is what has happened to their orders, newest first', async () => {
    const { id } = await street.placed(await cup());
    await street.kitchen(id, 'reject');
    const { items } = (await street.customer.get('/v1/me/notifications?limit=2').expect(200)).body as { items: { kind: string; orderId: string }[] };
    expect(items.map(({ kind, orderId }) => [kind, orderId])).toEqual([['order.cancelled', id], ['order.confirmed', id]]);
  });
});

describe('the gateway', () => {
  interface Documents {
    openapi: string;
    paths: Record<string, Record<string, { summary?: string; responses: Record<string, unknown> }>>;
    components: { schemas: Record<string, unknown>; securitySchemes: object };
  }

  it('documents every route that it has', async () => {
    const documents = (await anyone.get('/openapi.json').expect(200)).body as Documents;
    expect(documents.openapi).toMatch(/^3\.1\./);
    expect(documents.components.securitySchemes).toMatchObject({ bearer: { type: 'http', scheme: 'bearer' } });
    const operations = Object.entries(documents.paths).flatMap(([path, item]) => Object.entries(item).map(([method, operation]) => ({ route: `${method} ${path}`, operation })));
    expect(operations.length).toBeGreaterThan(60);
    for (const { route, operation } of operations) {
      expect({ route, summary: operation.summary, statuses: Object.keys(operation.responses) }).toEqual({ route, summary: expect.stringMatching(/./), statuses: expect.arrayContaining(['503']) });
    }
    const named = [...JSON.stringify(documents).matchAll(/#\/components\/schemas\/(\w+)/g)].map(([, name]) => name!);
    expect([...new Set(named)].filter((name) => !(name in documents.components.schemas))).toEqual([]);
    expect((await anyone.get('/docs').expect(200)).text).toMatch('swagger');
  });

  it('says whether it lives and is ready', async () => {
    for (const path of ['/livez', '/readyz']) await anyone.get(path).expect(200);
  });

  it('knows no other routes, methods, types or sizes', async () => {
    await refusal(anyone.get('/v1/nothing'), 404);
    expect((await anyone.put('/v1/orders', {})).headers['allow']).toBe('GET, POST');
    await refusal(anyone.put('/v1/orders', {}), 405);
    await refusal(anyone.get('/v1/stores/%zz'), 400);
    await refusal(anyone.get(`/v1/stores/${'x'.repeat(900)}`), 404);
    await refusal(anyone.get(`/v1/stores/${'x'.repeat(2_000)}`), 414);
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/xml']) {
      await refusal(anyone.post('/v1/auth/login', 'a=b').set('content-type', type), 415);
    }
    await refusal(anyone.post('/v1/auth/login', { email: 'x'.repeat(256 * 1024) }), 413);
  });

  it('goes on with the trace that a request comes with', async () => {
    const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
    expect((await refusal(anyone.get('/v1/nothing').set('traceparent', `00-${trace}-00f067aa0ba902b7-01`), 404))['traceId']).toBe(trace);
    const sku = await cup();
    const { body } = await street.place(sku).set('traceparent', `00-${trace}-00f067aa0ba902b7-01`).expect(201);
    expect(body as OrderFields).toMatchObject({ status: 'PENDING' });
  });
});
