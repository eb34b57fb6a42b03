/** @jest-environment node */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, Transactions } from '@demae/saga';
import { aShop, type Shop } from '@demae/testing';
import { eraseAuthor } from '../apps/catalog/src/reviews/erase-author.js';
import { refusal, register, visitorOf, type Person } from './http.js';
import { INSTANT, opens, pages, sells, UUID, yen } from './http-goods.js';
import { Street } from './http-orders.js';

interface Review {
  id: string;
  rating: number;
  comment?: string;
  author: string | null;
}

let shop: Shop;
let street: Street;
let sku: string;
let productId: string;

beforeAll(async () => {
  shop = await aShop();
  street = await Street.of(shop);
  sku = `ramen-${newId()}`;
  ({ id: productId } = await sells(street.merchant, street.store.id, { trackStock: false, variants: [{ sku, price: yen(900) }] }));
});
afterAll(() => shop.close());

/** An order that its customer has fetched. */
async function fetched(who: Person = street.customer): Promise<string> {
  const { body } = await street.place(sku, {}, who).expect(201);
  const { id } = body as { id: string };
  await shop.settles();
  await street.kitchen(id, 'accept', 'start', 'ready', 'hand-over');
  return id;
}
const reviews = (id: string, rating: number, comment?: string, who = street.customer) => who.post(`/v1/orders/${id}/review`, { rating, ...(comment === undefined ? {} : { comment }) });
const ratingOf = async (path: string) => ((await visitorOf(shop).get(path).expect(200)).body as { rating: { average: number; count: number } | null }).rating;
const storePath = () => `/v1/stores/${street.store.id}`;
const said = async (limit = 100) => (await pages<Review>(visitorOf(shop), `${storePath()}/reviews`, limit)).flat();

describe('a review', () => {
  it('is written once, by who has got the order, and read by everybody', async () => {
    expect(await ratingOf(storePath())).toBeNull();
    const id = await fetched();
    const { body } = await reviews(id, 4, ' Still hot. 🍜 ').expect(201);
    const written = { id: expect.stringMatching(UUID), storeId: street.store.id, rating: 4, comment: 'Still hot. 🍜', author: 'Ann', createdAt: expect.stringMatching(INSTANT) };
    expect(body).toEqual(written);
    expect(await said()).toEqual([written]);
    expect([await ratingOf(storePath()), await ratingOf(`/v1/products/${productId}`)]).toEqual([{ average: 4, count: 1 }, { average: 4, count: 1 }]);
    await refusal(reviews(id, 5), 409);
    expect(await ratingOf(storePath())).toEqual({ average: 4, count: 1 });
  });

  it('waits until the order is there, and is nobody else\'s to write', async () => {
    const { id } = await street.placed(sku);
    expect(await refusal(reviews(id, 5), 409)).toMatchObject({ state: 'CONFIRMED' });
    const done = await fetched();
    const other = await register(shop);
    await refusal(reviews(done, 1, undefined, other), 404);
    await refusal(reviews(newId(), 1), 404);
    await refusal(reviews(done, 1, undefined, street.merchant), 403);
    for (const rating of [0, 6, 2.5, -1]) await refusal(reviews(done, rating), 400);
    await refusal(visitorOf(shop).get(`/v1/stores/${newId()}/reviews`), 404);
  });

  it('counts once, however many are sent at the same moment', async () => {
    const before = (await ratingOf(storePath()))!;
    const ids = [await fetched(), await fetched()];
    const answers = await Promise.all(ids.flatMap((id, i) => Array.from({ length: 8 }, () => reviews(id, i === 0 ? 5 : 2))));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, ...Array.from({ length: 14 }, () => 409)]);
    const all = await said();
    const average = Math.round((all.reduce((sum, { rating }) => sum + rating, 0) / all.length) * 10) / 10;
    expect(await ratingOf(storePath())).toEqual({ average, count: before.count + 2 });
    expect(await ratingOf(`/v1/products/${productId}`)).toEqual({ average, count: before.count + 2 });
  });

  it('stands before older ones, page by page, whatever is written meanwhile', async () => {
    const more = [await fetched()];
    const before = await said();
    const writes = async () => {
      const id = more.pop();
      if (id !== undefined) await reviews(id, 3).expect(201);
    };
    const seen = (await pages<Review>(visitorOf(shop), `${storePath()}/reviews`, 1, writes)).flat();
    expect(seen).toEqual(before);
    expect((await said())[0]).toMatchObject({ rating: 3 });
  });

  it('makes what is well spoken of come first', async () => {
    const worse = await sells(street.merchant, street.store.id, { name: 'Nobody has tried it', trackStock: false });
    const { body } = await visitorOf(shop).get(`/v1/products?storeId=${street.store.id}&sort=rating`).expect(200);
    expect((body as { items: { id: string }[] }).items.map(({ id }) => id)).toEqual([productId, worse.id]);
    await opens(street.merchant, { name: 'Unheard of' });
    const stores = (await visitorOf(shop).get('/v1/stores?sort=rating&limit=100').expect(200)).body as { items: { id: string }[] };
    expect(stores.items[0]!.id).toBe(street.store.id);
  });

  it('stays without its author when the account is erased', async () => {
    const guest = await register(shop, 'customer', '山田 花子');
    await reviews(await fetched(guest), 1, 'Cold.', guest).expect(201);
    expect((await said())[0]).toMatchObject({ author: '山', comment: 'Cold.' });
    const count = (await said()).length;
    await shop.ground.demae!.services.get('catalog')!.app.get(Transactions).run((tx) => eraseAuthor(tx, guest.id));
    const all = await said();
    expect([all.length, all[0]]).toEqual([count, expect.objectContaining({ author: null, rating: 1, comment: 'Cold.' })]);
    expect(all.slice(1).every(({ author }) => author === 'Ann')).toBe(true);
    expect(await shop.query('catalog', 'select from review where customer_id = $1', [guest.id])).toEqual([]);
  });
});
