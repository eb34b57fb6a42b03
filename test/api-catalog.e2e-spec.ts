import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@demae/saga/events';
import { aShop, type Shop } from '@demae/testing';
import { refusal, register, staff, visitorOf, type Person, type Visitor } from './http.js';
import { INSTANT, opens, pages, productBody, sells, SHOP_ADDRESS, stocks, storeBody, UUID, yen, type ProductFields, type StoreFields } from './http-goods.js';

let shop: Shop;
let anyone: Visitor;
let customer: Person;
let merchant: Person;
let rival: Person;
let admin: Person;
let store: StoreFields;

beforeAll(async () => {
  shop = await aShop();
  anyone = visitorOf(shop);
  [customer, merchant, rival, admin] = await Promise.all([register(shop), register(shop, 'merchant'), register(shop, 'merchant'), staff(shop, 'admin')]);
  store = await opens(merchant);
});
afterAll(() => shop.close());

const tagOf = async (path: string) => (await anyone.get(path).expect(200)).headers['etag']!;
const names = (found: { name: string }[][]) => found.flat().map(({ name }) => name);

describe('a store', () => {
  it('is opened by a merchant, and shown to everybody', async () => {
    const wanted = storeBody({ name: 'Menya', kind: 'restaurant', openingHours: [{ day: 1, opens: '18:00', closes: '02:00' }], autoAccept: true, fulfillment: ['pickup'] });
    await refusal(customer.post('/v1/stores', wanted), 403);
    const { body } = await merchant.post('/v1/stores', wanted).expect(201);
    expect(body).toEqual({ ...wanted, id: expect.stringMatching(UUID), ownerId: merchant.id, description: '', timeZone: 'UTC', specialDays: [], openNow: expect.any(Boolean), rating: null, version: 1 });
    await anyone.get(`/v1/stores/${(body as StoreFields).id}`).expect(200, body as object);
    await refusal(anyone.get(`/v1/stores/${newId()}`), 404);
  });

  it('is changed in part by its owner and by an admin, and to anybody else is not there', async () => {
    const { id } = await opens(merchant, { description: 'Cups' });
    for (const [somebody, status] of [[rival, 404], [customer, 403]] as const) await refusal(somebody.patch(`/v1/stores/${id}`, { name: 'Mine' }), status);
    const changed = (await merchant.patch(`/v1/stores/${id}`, { prepMinutes: 25 }).expect(200)).body as object;
    expect(changed).toMatchObject({ name: 'Utsuwa', description: 'Cups', prepMinutes: 25, version: 2 });
    expect((await admin.patch(`/v1/stores/${id}`, { openingHours: [] }).expect(200)).body).toMatchObject({ prepMinutes: 25, version: 3 });
    await refusal(merchant.patch(`/v1/stores/${id}`, { currency: 'USD' }), 400);
  });

  it('has an ETag to read it once only, and to change what one has seen only', async () => {
    const { id } = await opens(merchant);
    const path = `/v1/stores/${id}`;
    const tag = await tagOf(path);
    const unchanged = await anyone.get(path).set('if-none-match', tag).expect(304);
    expect({ text: unchanged.text, tag: unchanged.headers['etag'] }).toEqual({ text: '', tag });
    const changed = await merchant.patch(path, { name: 'Renamed' }).set('if-match', tag).expect(200);
    expect(changed.headers['etag']).toBe(await tagOf(path));
    expect((await anyone.get(path).set('if-none-match', tag).expect(200)).body).toMatchObject({ name: 'Renamed' });
    for (const old of [tag, '"7"', 'x']) await refusal(merchant.patch(path, { name: 'Again' }).set('if-match', old), 412);
    await merchant.patch(path, { name: 'Again' }).set('if-match', '*').expect(200);
  });

  it('is found by name, kind and distance, page by page, whatever is opened meanwhile', async () => {
    const q = newId().slice(-8);
    for (const [name, lat, kind] of [['Far', 35.7, 'shop'], ['Near', 35.66, 'restaurant'], ['Nearer', 35.659, 'shop']] as const) {
      await opens(merchant, { name: `${name} ${q}`, kind, address: { ...SHOP_ADDRESS, lat } });
    }
    const search = `/v1/stores?q=${q}&near=${SHOP_ADDRESS.lat},${SHOP_ADDRESS.lng}`;
    const opensAtTheDoor = () => opens(merchant, { name: `Door ${newId()} ${q}` });
    const found = await pages<{ name: string; distance: number }>(anyone, search, 1, opensAtTheDoor);
    expect(names(found)).toEqual([`Nearer ${q}`, `Near ${q}`, `Far ${q}`]);
    const distances = found.flat().map(({ distance }) => distance);
    expect(distances).toEqual([...distances].sort((a, b) => a - b));
    expect(distances[0]).toBeCloseTo(111.2, 0);
    const within = (await anyone.get(`${search}&radius=1000&kind=restaurant`).expect(200)).body as object;
    expect(within).toMatchObject({ items: [{ name: `Near ${q}` }], nextCursor: null });
    expect(names(await pages(anyone, `/v1/stores?q=NEAR%20${q}`, 1))).toEqual([`Near ${q}`]);
    await refusal(anyone.get('/v1/stores?radius=10'), 400);
  });
});

describe('a product', () => {
  it('stands on the menu with its variants, options and stock', async () => {
    const { id: storeId } = await opens(merchant, { kind: 'restaurant' });
    const variants = [{ sku: 'RAMEN', name: 'Regular', price: yen(980), attributes: { size: 'M' } }, { sku: 'RAMEN-L', name: 'Large', price: yen(1180), attributes: {} }];
    const options = [{ name: 'Toppings', min: 0, max: 2, choices: [{ name: 'Egg', price: yen(120) }, { name: 'Nori', price: yen(100) }] }];
    const made = await sells(merchant, storeId, { name: 'Ramen', section: 'Noodles', description: 'Soy.', variants, options });
    const withIds = [{ ...options[0], choices: options[0]!.choices.map((choice) => ({ ...choice, id: expect.stringMatching(UUID) })) }];
    const stocked = variants.map((variant) => ({ ...variant, stock: 'UNTRACKED' }));
    expect(made).toEqual({ id: expect.stringMatching(UUID), storeId, name: 'Ramen', section: 'Noodles', description: 'Soy.', variants: stocked, options: withIds, trackStock: false, rating: null, version: 1 });
    await anyone.get(`/v1/products/${made.id}`).expect(200, made);
    await sells(merchant, storeId, { name: 'Gyoza', section: 'Sides', variants: [{ sku: 'GYOZA', price: yen(480) }] });
    const menu = (await anyone.get(`/v1/stores/${storeId}/menu`).expect(200)).body as object;
    expect(menu).toMatchObject({ sections: [{ name: 'Noodles', products: [made] }, { name: 'Sides', products: [{ name: 'Gyoza', variants: [{ name: 'Gyoza' }] }] }] });
    await refusal(anyone.get(`/v1/stores/${newId()}/menu`), 404);
  });

  it('belongs to the store\'s owner', async () => {
    const made = await sells(merchant, store.id);
    await refusal(customer.post('/v1/products', productBody(store.id)), 403);
    await refusal(rival.post('/v1/products', productBody(store.id)), 404);
    await refusal(merchant.post('/v1/products', productBody(newId())), 404);
    for (const test of [rival.patch(`/v1/products/${made.id}`, { name: 'Mine' }), rival.delete(`/v1/products/${made.id}`)]) await refusal(test, 404);
    for (const test of [customer.patch(`/v1/products/${made.id}`, { name: 'Mine' }), customer.delete(`/v1/products/${made.id}`)]) await refusal(test, 403);
    await admin.patch(`/v1/products/${made.id}`, { name: 'Corrected' }).expect(200);
  });

  it('has skus that its store has not, in the currency of its store', async () => {
    const made = await sells(merchant, store.id);
    const [{ sku }] = made['variants'] as [{ sku: string }];
    const variants = [{ sku, price: yen(1) }];
    await refusal(merchant.post('/v1/products', productBody(store.id, { variants })), 409);
    await sells(merchant, (await opens(merchant)).id, { variants });
    await refusal(merchant.post('/v1/products', productBody(store.id, { variants: [{ sku: newId(), price: { amount: 1, currency: 'USD' } }] })), 422);
    await refusal(merchant.post('/v1/products', productBody(store.id, { variants: [...variants, ...variants] })), 422);
    await refusal(merchant.post('/v1/products', productBody(store.id, { options: [{ name: 'x', min: 2, max: 2, choices: [{ name: 'a', price: yen(0) }] }] })), 422);
  });

  it('keeps the ids of choices that are kept, and what is not mentioned', async () => {
    const made = await sells(merchant, store.id, { options: [{ name: 'Glaze', min: 0, max: 1, choices: [{ name: 'Matt', price: yen(0) }] }] });
    const { choices } = made.options[0]!;
    const changed = (await merchant.patch(`/v1/products/${made.id}`, { options: [{ name: 'Glaze', min: 0, max: 1, choices: [{ name: 'Clear', price: yen(9) }, ...choices] }] }).expect(200)).body as ProductFields;
    expect(changed).toMatchObject({ name: made['name'], variants: made['variants'], version: 2 });
    expect(changed.options[0]!.choices[1]).toEqual(choices[0]);
    expect(changed.options[0]!.choices[0]!.id).not.toBe(choices[0]!.id);
  });

  it('is changed by who has seen it last, and gone when it is removed', async () => {
    const { id } = await sells(merchant, store.id);
    const path = `/v1/products/${id}`;
    const tag = await tagOf(path);
    await anyone.get(path).set('if-none-match', tag).expect(304);
    await merchant.patch(path, { name: 'Mug' }).set('if-match', tag).expect(200);
    await refusal(merchant.patch(path, { name: 'Bowl' }).set('if-match', tag), 412);
    await merchant.delete(path).expect(204);
    for (const test of [anyone.get(path), merchant.delete(path), merchant.patch(path, { name: 'x' })]) await refusal(test, 404);
  });

  it('is found by price and words, page by page, whatever is added meanwhile', async () => {
    const { id: storeId } = await opens(merchant, { kind: 'restaurant' });
    const sell = (name: string, amount: number) => sells(merchant, storeId, { name, variants: [{ sku: newId(), price: yen(amount) }] });
    for (const [name, amount] of [['Bean', 300], ['Apple', 200], ['Dill', 200], ['Cake', 100]] as const) await sell(name, amount);
    const list = `/v1/products?storeId=${storeId}`;
    const sellsAnother = () => sell(`New ${newId()}`, 50);
    expect(names(await pages(anyone, list, 1))).toEqual(['Apple', 'Bean', 'Cake', 'Dill']);
    expect(names(await pages(anyone, `${list}&sort=price`, 1, sellsAnother))).toEqual(['Cake', 'Apple', 'Dill', 'Bean']);
    expect(names(await pages(anyone, `${list}&sort=-price&minPrice=100`, 3, sellsAnother))).toEqual(['Bean', 'Dill', 'Apple', 'Cake']);
    expect(names(await pages(anyone, `${list}&sort=price&minPrice=150&maxPrice=299`, 20))).toEqual(['Apple', 'Dill']);
    expect(names(await pages(anyone, `${list}&q=BEA&inStock=true`, 20))).toEqual(['Bean']);
    const { nextCursor } = (await anyone.get(`${list}&limit=1`).expect(200)).body as { nextCursor: string };
    expect((await refusal(anyone.get(`${list}&sort=price&cursor=${nextCursor}`), 400)).errors).toEqual([{ path: 'cursor', message: expect.any(String) }]);
  });
});

describe('stock', () => {
  const stockOf = (sku: string) => `/v1/stores/${store.id}/stock/${sku}`;

  it('is counted and adjusted by the store\'s owner, and every movement is written down', async () => {
    const sku = await stocks(merchant, store.id, 40);
    const level = (onHand: number) => ({ sku, onHand, available: onHand, reserved: 0, lowAt: 5, version: expect.any(Number) });
    expect((await merchant.get(stockOf(sku)).expect(200)).body).toEqual(level(40));
    expect((await merchant.post(`${stockOf(sku)}/adjustments`, { delta: -2, reason: 'broken' }).expect(201)).body).toEqual(level(38));
    expect((await admin.put(stockOf(sku), { onHand: 5 }).expect(200)).body).toEqual(level(5));
    await refusal(merchant.post(`${stockOf(sku)}/adjustments`, { delta: -6, reason: 'broken' }), 422);
    const movements = (await pages<{ kind: string; quantity: number; by: string }>(merchant, `${stockOf(sku)}/movements`, 1)).flat();
    expect(movements.map(({ kind, quantity, by }) => [kind, quantity, by])).toEqual([['RECEIVED', -33, admin.id], ['ADJUSTED', -2, merchant.id], ['RECEIVED', 40, merchant.id]]);
    expect(movements[0]).toEqual({ id: expect.stringMatching(UUID), kind: 'RECEIVED', quantity: -33, at: expect.stringMatching(INSTANT), by: admin.id });
  });

  it('is nobody else\'s business', async () => {
    const sku = await stocks(merchant, store.id, 1);
    const ways = (who: Person) => [
      who.get(stockOf(sku)), who.put(stockOf(sku), { onHand: 9 }), who.post(`${stockOf(sku)}/adjustments`, { delta: 9, reason: 'x' }), who.get(`${stockOf(sku)}/movements`),
    ];
    for (const test of ways(rival)) await refusal(test, 404);
    for (const test of ways(customer)) await refusal(test, 403);
    await refusal(merchant.get(stockOf('nothing')), 404);
    expect((await merchant.get(stockOf(sku)).expect(200)).body).toMatchObject({ onHand: 1 });
  });

  it('is listed by sku, all or what has run low', async () => {
    const { id } = await opens(merchant);
    const skus = [await stocks(merchant, id, 40), await stocks(merchant, id, 5), await stocks(merchant, id, 12)];
    const list = async (query: string) => (await pages<{ sku: string }>(merchant, `/v1/stores/${id}/stock${query}`, 2)).flat().map(({ sku }) => sku);
    expect(await list('')).toEqual([...skus].sort());
    expect(await list('?low=true')).toEqual([skus[1]]);
    expect((await merchant.put(`/v1/stores/${id}/stock/${skus[2]}`, { onHand: 12, lowAt: 12 }).expect(200)).body).toMatchObject({ lowAt: 12 });
    await merchant.put(`/v1/stores/${id}/stock/${skus[2]}`, { onHand: 11 }).expect(200);
    expect(await list('?low=true')).toEqual([skus[1], skus[2]].sort());
  });

  it('is not counted of what never runs out', async () => {
    const made = await sells(merchant, store.id, { trackStock: false, variants: [{ sku: 'endless', price: yen(1) }] });
    await refusal(merchant.put(stockOf('endless'), { onHand: 1 }), 422);
    await merchant.patch(`/v1/products/${made.id}`, { trackStock: true }).expect(200);
    await merchant.put(stockOf('endless'), { onHand: 1 }).expect(200);
  });

  it('shows on the menu as plenty, few or none', async () => {
    const sku = await stocks(merchant, store.id, 40);
    const shown = async () => {
      await shop.settles();
      const { items } = (await anyone.get(`/v1/products?storeId=${store.id}&limit=100`).expect(200)).body as { items: { variants: { sku: string; stock: string }[] }[] };
      return items.flatMap(({ variants }) => variants).find((variant) => variant.sku === sku)!.stock;
    };
    expect(await shown()).toBe('IN_STOCK');
    await merchant.put(stockOf(sku), { onHand: 3 }).expect(200);
    expect(await shown()).toBe('LOW');
    await merchant.put(stockOf(sku), { onHand: 0 }).expect(200);
    expect(await shown()).toBe('OUT');
  });

  it('is adjusted once for an Idempotency-Key, twenty times at once and whatever comes between', async () => {
    const sku = await stocks(merchant, store.id, 10);
    const adjust = (key: string, delta = -1, who = merchant) => who.post(`${stockOf(sku)}/adjustments`, { delta, reason: 'broken' }).set('idempotency-key', key);
    const answers = await Promise.all(Array.from({ length: 20 }, () => adjust('k')));
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    await merchant.put(stockOf(sku), { onHand: 100 }).expect(200);
    expect((await adjust('k').expect(201)).text).toBe(answers[0]!.text);
    expect(answers[0]!.body).toMatchObject({ onHand: 9 });
    await refusal(adjust('k', -2), 422);
    await refusal(merchant.post(`${stockOf(await stocks(merchant, store.id, 10))}/adjustments`, { delta: -1, reason: 'broken' }).set('idempotency-key', 'k'), 422);
    // A key is its user's own; one that was refused is free again.
    expect((await adjust('k', -1, admin).expect(201)).body).toMatchObject({ onHand: 99 });
    await refusal(adjust('refused', -1000), 422);
    await adjust('refused', -9).expect(201);
    expect((await merchant.get(stockOf(sku)).expect(200)).body).toMatchObject({ onHand: 90 });
    for (const key of ['a b', 'x'.repeat(256), '']) expect((await refusal(adjust(key), 400)).errors).toEqual([{ path: 'Idempotency-Key', message: expect.any(String) }]);
  });
});
