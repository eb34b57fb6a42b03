import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { aShop, type Shop } from '@demae/testing';
import { all, EveryRoute } from '../http-every-route.js';

let shop: Shop;
let every: EveryRoute;

beforeAll(async () => {
  shop = await aShop();
  every = await EveryRoute.of(shop);
});
afterAll(() => shop.close());

it('every body has every field as the documents say: 400 that names the field, for each that is missing, unknown or wrong', async () => {
  const tries = every.wrongFields();
  expect(tries.length).toBeGreaterThan(1_000);
  await all(tries);
}, 300_000);

it('whatever was refused has changed nothing', async () => {
  for (const person of every.people.values()) await person.get('/v1/me').expect(200);
  expect((await every.street.order(every.orderId)).status).toBe('CONFIRMED');
});
