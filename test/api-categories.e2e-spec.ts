import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@demae/saga/events';
import { aShop, type Shop } from '@demae/testing';
import { refusal, register, staff, visitorOf, type Person, type Visitor } from './http.js';
import { opens, pages, productBody, sells, UUID } from './http-goods.js';

interface Category {
  id: string;
  name: string;
  parentId: string | null;
  position: number;
  version: number;
  children: Category[];
  path: { id: string; name: string }[];
}

let shop: Shop;
let anyone: Visitor;
let merchant: Person;
let admin: Person;

beforeAll(async () => {
  shop = await aShop();
  anyone = visitorOf(shop);
  [merchant, admin] = await Promise.all([register(shop, 'merchant'), staff(shop, 'admin')]);
});
afterAll(() => shop.close());

const adds = async (name: string, parentId?: string, change: object = {}) =>
  (await admin.post('/v1/categories', { name, ...(parentId === undefined ? {} : { parentId }), ...change }).expect(201)).body as Category;
const tree = async () => ((await anyone.get('/v1/categories').expect(200)).body as { items: Category[] }).items;
const one = async (id: string) => (await anyone.get(`/v1/categories/${id}`).expect(200)).body as Category;
const moves = (id: string, parentId: string | null) => admin.patch(`/v1/categories/${id}`, { parentId });
/** So many, each below the one before. */
const chain = async (length: number) => {
  const made: Category[] = [];
  for (let i = 0; i < length; i++) made.push(await adds(`level ${i} ${newId()}`, made.at(-1)?.id));
  return made;
};
const names = (items: readonly { name: string }[]) => items.map(({ name }) => name);

describe('categories', () => {
  it('are a tree that an admin grows and everybody sees', async () => {
    await refusal(merchant.post('/v1/categories', { name: 'Mine' }), 403);
    const root = await adds(`Food ${newId()}`);
    expect(root).toEqual({ id: expect.stringMatching(UUID), name: root.name, parentId: null, position: root.position, version: 1, children: [], path: [] });
    const noodles = await adds('Noodles', root.id);
    await adds('Rice', root.id);
    await adds('First', root.id, { position: 0 });
    const ramen = await adds('ラーメン', noodles.id);
    const [shown] = (await tree()).filter(({ id }) => id === root.id);
    expect(names(shown!.children)).toEqual(['First', 'Noodles', 'Rice']);
    expect(names(shown!.children[1]!.children)).toEqual(['ラーメン']);
    expect((await one(ramen.id)).path).toEqual([{ id: root.id, name: root.name }, { id: noodles.id, name: 'Noodles' }]);
    await refusal(anyone.get(`/v1/categories/${newId()}`), 404);
  });

  it('are renamed and moved, with all below them, by who has seen them last', async () => {
    const [top, middle, low] = await chain(3) as [Category, Category, Category];
    expect((await admin.patch(`/v1/categories/${middle.id}`, { name: 'Renamed' }).expect(200)).body).toMatchObject({ name: 'Renamed', parentId: top.id, version: 2 });
    const tag = (await anyone.get(`/v1/categories/${middle.id}`).expect(200)).headers['etag']!;
    expect((await moves(middle.id, null).set('if-match', tag).expect(200)).body).toMatchObject({ parentId: null, path: [], children: [{ id: low.id }] });
    await refusal(moves(middle.id, top.id).set('if-match', tag), 412);
    expect(names((await one(low.id)).path)).toEqual(['Renamed']);
    await refusal(admin.patch(`/v1/categories/${newId()}`, { name: 'x' }), 404);
    for (const who of [merchant]) await refusal(who.patch(`/v1/categories/${low.id}`, { name: 'x' }), 403);
  });

  it('never go round in a circle, and only so deep', async () => {
    const [a, b, c] = await chain(3) as [Category, Category, Category];
    for (const below of [a, b, c]) await refusal(moves(a.id, below.id), 409);
    expect((await refusal(moves(a.id, newId()), 400)).errors).toEqual([{ path: 'parentId', message: expect.any(String) }]);
    expect((await refusal(admin.post('/v1/categories', { name: 'x', parentId: newId() }), 400)).errors).toEqual([{ path: 'parentId', message: expect.any(String) }]);
    const deepest = (await chain(6)).at(-1)!;
    await refusal(admin.post('/v1/categories', { name: 'deeper', parentId: deepest.id }), 409);
    await refusal(moves(c.id, deepest.id), 409);
    await refusal(admin.post('/v1/categories', { name: b.name, parentId: a.id }), 409);
  });

  it('never go round in a circle, not even by two moves at once', async () => {
    for (let round = 0; round < 5; round++) {
      const [one, other] = await Promise.all([adds(`one ${newId()}`), adds(`other ${newId()}`)]);
      const answers = await Promise.all([moves(one.id, other.id), moves(other.id, one.id)]);
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
      expect((await tree()).some(({ id }) => id === one.id || id === other.id)).toBe(true);
    }
  });

  it('are removed when nothing is in them', async () => {
    const [top, low] = await chain(2) as [Category, Category];
    const { id: storeId } = await opens(merchant);
    const cup = await sells(merchant, storeId, { categoryId: low.id });
    await refusal(merchant.delete(`/v1/categories/${low.id}`), 403);
    await refusal(admin.delete(`/v1/categories/${top.id}`), 409);
    await refusal(admin.delete(`/v1/categories/${low.id}`), 409);
    expect((await merchant.patch(`/v1/products/${cup.id}`, { categoryId: null }).expect(200)).body).not.toHaveProperty('categoryId');
    for (const { id } of [low, top]) await admin.delete(`/v1/categories/${id}`).expect(204);
    await refusal(admin.delete(`/v1/categories/${top.id}`), 404);
  });

  it('and a product that comes as its category goes: one of the two is told', async () => {
    const { id: storeId } = await opens(merchant);
    for (let round = 0; round < 5; round++) {
      const { id } = await adds(`fleeting ${newId()}`);
      const [made, gone] = await Promise.all([merchant.post('/v1/products', productBody(storeId, { categoryId: id })), admin.delete(`/v1/categories/${id}`)]);
      expect([[201, 409], [400, 204]]).toContainEqual([made.status, gone.status]);
    }
  });
});

describe('products in categories', () => {
  it('are found in theirs and in those above it, page by page, whatever is added meanwhile', async () => {
    const [food, noodles, ramen] = await chain(3) as [Category, Category, Category];
    const { id: storeId } = await opens(merchant, { name: `Stand ${newId()}` });
    const elsewhere = await opens(merchant, { name: `Elsewhere ${newId()}` });
    for (const [name, categoryId] of [['Shoyu', ramen.id], ['Udon', noodles.id], ['Rice', food.id]] as const) await sells(merchant, storeId, { name, categoryId });
    await sells(merchant, elsewhere.id, { name: 'Cup' });
    const addsBefore = () => sells(merchant, storeId, { name: 'Anago', categoryId: noodles.id });
    const found = async (id: string, more = '', between?: () => Promise<unknown>) => names((await pages<{ name: string }>(anyone, `/v1/products?categoryId=${id}${more}`, 1, between)).flat());
    expect(await found(ramen.id)).toEqual(['Shoyu']);
    expect(await found(noodles.id, '', addsBefore)).toEqual(['Shoyu', 'Udon']);
    expect(await found(food.id)).toEqual(['Anago', 'Rice', 'Shoyu', 'Udon']);
    expect((await found(food.id, '&q=udon'))).toEqual(['Udon']);
    const stores = async (id: string) => ((await anyone.get(`/v1/stores?category=${id}`).expect(200)).body as { items: { id: string }[] }).items.map((store) => store.id);
    expect([await stores(food.id), await stores(ramen.id)]).toEqual([[storeId], [storeId]]);
    for (const path of ['/v1/products?categoryId=', '/v1/stores?category=']) await refusal(anyone.get(path + newId()), 400);
  });

  it('stand in one that there is, or in none', async () => {
    const { id: storeId } = await opens(merchant);
    const { id } = await adds(`Cups ${newId()}`);
    const unknown = await refusal(merchant.post('/v1/products', productBody(storeId, { categoryId: newId() })), 400);
    expect(unknown.errors).toEqual([{ path: 'categoryId', message: expect.any(String) }]);
    const cup = await sells(merchant, storeId, { categoryId: id });
    expect(cup['categoryId']).toBe(id);
    await refusal(merchant.patch(`/v1/products/${cup.id}`, { categoryId: newId() }), 400);
    expect((await merchant.patch(`/v1/products/${cup.id}`, { name: 'Mug' }).expect(200)).body).toMatchObject({ categoryId: id });
  });
});
