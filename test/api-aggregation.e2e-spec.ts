import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@demae/saga/events';
import { aShop, type Shop } from '@demae/testing';
import { refusal, register, visitorOf } from './http.js';
import { Contract, type Document } from './http-contract.js';
import { stocks } from './http-goods.js';
import { delivery, Street } from './http-orders.js';

/* The services are stopped one after the other, for good: the order of these tests is that of a bad evening. */

let shop: Shop;
let street: Street;
let contract: Contract;
let ids: { brought: string; fetched: string };

beforeAll(async () => {
  shop = await aShop();
  street = await Street.of(shop);
  contract = new Contract((await visitorOf(shop).get('/openapi.json').expect(200)).body as Document);
  const sku = await stocks(street.merchant, street.store.id, 9);
  ids = { brought: (await street.placed(sku, { fulfillment: delivery })).id, fetched: (await street.placed(sku)).id };
  await street.kitchen(ids.brought, 'accept');
});
afterAll(() => shop.close());

const stops = (service: string) => shop.ground.demae!.services.get(service)!.close();

interface Details {
  status: string;
  payment: { method: string; status?: string };
  delivery?: { status: string };
  missing?: string[];
}

async function asked(id: string): Promise<Details> {
  const answer = await street.customer.get(`/v1/orders/${id}`).expect(200);
  expect(contract.broken(contract.route('getOrder'), { status: 200, headers: answer.headers as Record<string, string>, text: answer.text })).toEqual([]);
  return answer.body as Details;
}

describe('an order that three services know', () => {
  it('is told whole while all are there', async () => {
    const [brought, fetched] = [await asked(ids.brought), await asked(ids.fetched)];
    expect(brought).toMatchObject({ status: 'ACCEPTED', payment: { method: 'card', status: 'AUTHORIZED' }, delivery: { status: expect.any(String) } });
    expect(fetched).toMatchObject({ status: 'CONFIRMED', payment: { status: 'AUTHORIZED' } });
    expect(fetched).not.toHaveProperty('delivery');
    for (const details of [brought, fetched]) expect(details).not.toHaveProperty('missing');
  });

  it('is nobody else\'s, whoever answers first', async () => {
    const stranger = await register(shop);
    await refusal(stranger.get(`/v1/orders/${ids.brought}`), 404);
    await refusal(street.customer.get(`/v1/orders/${newId()}`), 404);
  });

  it('is told without the delivery while that is away, and says so', async () => {
    await stops('delivery');
    for (let i = 0; i < 8; i++) {
      const details = await asked(ids.brought);
      expect(details).toMatchObject({ status: 'ACCEPTED', payment: { status: 'AUTHORIZED' }, missing: ['delivery'] });
      expect(details).not.toHaveProperty('delivery');
    }
    // Nobody brings what is fetched: nothing is missing.
    expect(await asked(ids.fetched)).not.toHaveProperty('missing');
  });

  it('is told without both, and its own part is there in full', async () => {
    await stops('payment');
    const details = await asked(ids.brought);
    expect(details).toMatchObject({ status: 'ACCEPTED', payment: { method: 'card' }, missing: ['payment', 'delivery'], history: expect.any(Array) });
    expect(details.payment).not.toHaveProperty('status');
    expect(await asked(ids.fetched)).toMatchObject({ missing: ['payment'] });
    await refusal(street.customer.get(`/v1/orders/${ids.brought}/payment`), 503);
  });

  it('is not told at all without its own service: 503 with when to come back', async () => {
    await stops('order');
    for (let i = 0; i < 8; i++) await refusal(street.customer.get(`/v1/orders/${ids.brought}`), 503);
  });
});
