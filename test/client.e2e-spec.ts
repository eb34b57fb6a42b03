import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connect, DemaeProblem, type Demae, type OrderEvent, type Session } from '@demae/client';
import { newId } from '@demae/saga/events';
import { aShop, type Shop } from '@demae/testing';
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { PASSWORD } from './http.js';
import { HOME, SHOP_ADDRESS, yen } from './http-goods.js';

let shop: Shop;

beforeAll(async () => {
  shop = await aShop();
});
afterAll(() => shop.close());

async function somebody(role: 'customer' | 'merchant' | 'driver'): Promise<Demae> {
  const demae = connect({ url: shop.url });
  await demae.register({ body: { email: `${newId()}@example.com`, password: PASSWORD, name: 'Ann', role } });
  return demae;
}

/** A store with three bowls, and whose it is. */
async function aStore(): Promise<{ merchant: Demae; storeId: string }> {
  const merchant = await somebody('merchant');
  const { id: storeId } = await merchant.createStore({ body: { name: 'Utsuwa', kind: 'shop', currency: 'JPY', address: SHOP_ADDRESS } });
  await merchant.importCatalog({ id: storeId, csv: 'product,sku,price,onHand\nBowl,BOWL,2400,3\nCup,CUP,1200,30\nPlate,PLATE,900,30\n' });
  await shop.settles();
  return { merchant, storeId };
}

describe('the typed client', () => {
  it('takes a customer from the first look to the door, and tells what happens on the way', async () => {
    const { merchant, storeId } = await aStore();
    const [customer, courier] = await Promise.all([somebody('customer'), somebody('driver')]);
    const visitor = connect({ url: shop.url });
    expect((await visitor.listStores({ near: `${SHOP_ADDRESS.lat},${SHOP_ADDRESS.lng}`, radius: 500, openNow: true, q: 'Utsuwa' })).items.map(({ id }) => id)).toContain(storeId);
    const [section] = (await visitor.getMenu({ id: storeId })).sections;
    expect(section!.products.map(({ name }) => name).sort()).toEqual(['Bowl', 'Cup', 'Plate']);

    const address = await customer.addAddress({ body: { label: 'Home', ...HOME } });
    const order = await customer.createOrder({
      body: { storeId, lines: [{ sku: 'BOWL', quantity: 2 }], fulfillment: { type: 'delivery', addressId: address.id }, payment: { method: 'card', token: 'tok_ok' } },
    });
    expect(order).toMatchObject({ status: 'PENDING', subtotal: yen(4800) });
    const told: OrderEvent[] = [];
    const watching = (async () => {
      for await (const event of customer.orderEvents({ id: order.id })) told.push(event);
    })();

    await courier.setDriverStatus({ body: { status: 'online' } });
    await courier.setDriverLocation({ body: { lat: SHOP_ADDRESS.lat, lng: SHOP_ADDRESS.lng } });
    await shop.settles();
    const [ticket] = (await merchant.listTickets({ id: storeId, status: 'NEW' })).items;
    await merchant.acceptTicket({ id: ticket!.id });
    await shop.settles();
    // An offer is good for a minute.
    const [job] = (await courier.listJobs()).items;
    await courier.acceptDelivery({ id: job!.id });
    for (const move of [merchant.startTicket, merchant.readyTicket]) {
      await move({ id: ticket!.id });
      await shop.settles();
    }
    for (const move of [courier.pickUpDelivery, courier.completeDelivery]) {
      await move({ id: job!.id });
      await shop.settles();
    }
    await watching;
    expect(told.flatMap((event) => (event.type === 'status' ? [event.data.status] : []))).toEqual(['PENDING', 'CONFIRMED', 'ACCEPTED', 'PREPARING', 'READY', 'OUT_FOR_DELIVERY', 'DELIVERED']);
    expect(await customer.getOrder({ id: order.id })).toMatchObject({ status: 'DELIVERED', total: order.total });
    expect(await customer.getOrderPayment({ id: order.id })).toMatchObject({ status: 'CAPTURED', captured: order.total });
  });

  it('goes through a list page by page, as far as it is asked', async () => {
    const { merchant, storeId } = await aStore();
    const names: string[] = [];
    for await (const { name } of merchant.each('listProducts', { storeId, limit: 1 })) names.push(name);
    expect(names).toEqual(['Bowl', 'Cup', 'Plate']);
    for await (const { sku } of merchant.each('listStock', { storeId, limit: 2 })) {
      expect(sku).toBe('BOWL');
      break;
    }
  });

  it('throws what the platform says when it does not do it', async () => {
    const customer = await somebody('customer');
    const refused = await customer.createOrder({ body: { storeId: 'x', lines: [], fulfillment: { type: 'pickup' }, payment: { method: 'card' } } }).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(DemaeProblem);
    expect(refused).toMatchObject({ operation: 'createOrder', status: 400, errors: expect.arrayContaining([{ path: 'storeId', message: 'must be a UUID' }]), traceId: expect.stringMatching(/^[0-9a-f]{32}$/) });
    await expect(connect({ url: shop.url }).getMe()).rejects.toMatchObject({ status: 401 });
  });

  it('changes only what one has seen, when told so', async () => {
    const { merchant, storeId } = await aStore();
    const seen = await merchant.getStore({ id: storeId });
    const ifMatch = merchant.etagOf(seen)!;
    expect(await merchant.updateStore({ id: storeId, ifMatch, body: { name: 'Renamed' } })).toMatchObject({ name: 'Renamed' });
    await expect(merchant.updateStore({ id: storeId, ifMatch, body: { name: 'Again' } })).rejects.toMatchObject({ status: 412 });
  });

  it('stays logged in when its access token is not good any more, with one renewal for all who need it', async () => {
    const kept: (Session | undefined)[] = [];
    const first = await somebody('customer');
    const later = connect({ url: shop.url, session: { ...first.session!, accessToken: 'expired' }, onSession: (session) => kept.push(session) });
    const answers = await Promise.all(Array.from({ length: 10 }, () => later.getMe()));
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
    expect(kept).toEqual([later.session]);
    await later.logout();
    expect([later.session, kept.at(-1)]).toEqual([undefined, undefined]);
    const over = connect({ url: shop.url, session: { accessToken: 'expired', refreshToken: first.session!.refreshToken } });
    await expect(over.getMe()).rejects.toMatchObject({ status: 401 });
    expect(over.session).toBeUndefined();
  });
});

describe('the typed client before a platform that is busy or away', () => {
  let server: Server;
  let url: string;
  /** What it answers, one after the other: a status, or 0 for a connection that breaks. */
  let answers: number[];
  let asked: { method: string; key: string | undefined }[];

  beforeAll(async () => {
    server = createServer((request, response) => {
      asked.push({ method: request.method!, key: request.headers['idempotency-key'] as string | undefined });
      const status = answers.shift() ?? 200;
      if (status === 0) return void request.socket.destroy();
      response.writeHead(status, status >= 400 ? { 'retry-after': '0' } : {}).end(JSON.stringify({ status }));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  const told = async (those: number[], call: (demae: Demae) => Promise<unknown>) => {
    [answers, asked] = [[...those], []];
    const outcome = await call(connect({ url })).then(() => 'done', (error: { status?: number; name: string }) => error.status ?? error.name);
    return { outcome, tries: asked.length };
  };
  const order = (demae: Demae) => demae.createOrder({ body: { storeId: newId(), lines: [], fulfillment: { type: 'pickup' }, payment: { method: 'cash' } } });
  const register = (demae: Demae) => demae.register({ body: { email: 'a@example.com', password: PASSWORD, name: 'Ann' } });

  it('asks again for what can be asked twice, and once only for what might be done twice', async () => {
    expect(await told([503, 0, 429], (demae) => demae.listStores())).toEqual({ outcome: 'done', tries: 4 });
    expect(await told([0, 503], order)).toEqual({ outcome: 'done', tries: 3 });
    expect(new Set(asked.map(({ key }) => key)).size).toBe(1);
    expect(await told([503], register)).toEqual({ outcome: 503, tries: 1 });
    expect(await told([0], register)).toEqual({ outcome: 'TypeError', tries: 1 });
    expect(await told([429], register)).toEqual({ outcome: 'done', tries: 2 });
  });

  it('opens a stream that broke again where it broke', async () => {
    const from: (string | undefined)[] = [];
    const status = (id: number, name: string) => `id: ${id}\nevent: status\ndata: ${JSON.stringify({ status: name })}\n\n`;
    const streams = createServer((request, response) => {
      from.push(request.headers['last-event-id'] as string | undefined);
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      if (from.length === 1) response.write(status(1, 'PENDING'), () => request.socket.destroy());
      else response.end(from.length === 2 ? ': still here\n\n' : status(2, 'CANCELLED'));
    }).listen(0, '127.0.0.1');
    await once(streams, 'listening');
    const told: unknown[] = [];
    for await (const { data } of connect({ url: `http://127.0.0.1:${(streams.address() as AddressInfo).port}` }).orderEvents({ id: newId() })) told.push(data);
    streams.close();
    expect(told).toEqual([{ status: 'PENDING' }, { status: 'CANCELLED' }]);
    expect(from).toEqual([undefined, '1', '1']);
  });

  it('gives up when it is told to, or when its patience is over', async () => {
    const aborted = AbortSignal.abort();
    expect(await told([], (demae) => demae.listStores({ signal: aborted }))).toEqual({ outcome: 'AbortError', tries: 0 });
    [answers, asked] = [[503, 503], []];
    await expect(connect({ url, patience: 0 }).listStores()).rejects.toMatchObject({ status: 503 });
    expect(asked.length).toBe(1);
  });
});
