import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@demae/saga/events';
import { aShop, type Shop } from '@demae/testing';
import { refusal, register, visitorOf, type Person, type Visitor } from './http.js';
import { opens, pages, sells, SHOP_ADDRESS, stocks, yen } from './http-goods.js';

let shop: Shop;
let anyone: Visitor;
let merchant: Person;
let storeId: string;

interface Named {
  id: string;
  name: string;
}

const DISHES = [
  ['Ramen', 'Noodles', 'Thin noodles in broth.', 900],
  ['Miso Ramen', 'Noodles', 'With corn.', 1000],
  ['Ramen Burger', 'Fusion', 'Beef between noodles.', 1200],
  ['Gyoza', 'Sides', 'Goes well with ramen.', 480],
  ['Teapot', 'Pots', 'Iron.', 5000],
  ['Green Tea', 'Drinks', 'Hot.', 200],
  ['Crème Brûlée', 'Sweets', 'Burnt.', 600],
  ['醤油ラーメン', '麺類', '鶏だし。', 950],
  ['味噌らーめん', '麺類', '札幌味噌。', 980],
  ['ﾗｰﾒﾝｻﾗﾀﾞ', 'サラダ', '冷たい。', 700],
  ['コーヒー', '飲み物', 'ホット。', 400],
  ['🍣 Set', 'Sushi', 'Ten pieces.', 2400],
] as const;

beforeAll(async () => {
  shop = await aShop();
  anyone = visitorOf(shop);
  merchant = await register(shop, 'merchant');
  ({ id: storeId } = await opens(merchant, { name: 'Menya Hachi', kind: 'restaurant' }));
  for (const [name, section, description, amount] of DISHES) {
    await sells(merchant, storeId, { name, section, description, variants: [{ sku: newId(), price: yen(amount) }] });
  }
});
afterAll(() => shop.close());

const path = (what: string, query: Record<string, string | number | boolean>) => `/v1/${what}?${new URLSearchParams(Object.fromEntries(Object.entries(query).map(([name, value]) => [name, String(value)])))}`;
const found = async (query: Record<string, string | number | boolean>, what = 'products') => {
  const { body } = await anyone.get(path(what, { limit: 100, ...query })).expect(200);
  return (body as { items: Named[] }).items.map(({ name }) => name);
};

describe('words', () => {
  it('find names before texts, whole ones before longer ones', async () => {
    expect(await found({ q: 'ramen' })).toEqual(['Ramen', 'Miso Ramen', 'Ramen Burger', 'Gyoza']);
    expect(await found({ q: 'tea' })).toEqual(['Green Tea', 'Teapot']);
  });

  it('match in any order, all of them', async () => {
    for (const q of ['miso ramen', 'ramen miso', '  RAMEN,miso ']) expect(await found({ q })).toEqual(['Miso Ramen']);
    expect(await found({ q: 'ramen noodles' })).toEqual(['Ramen', 'Miso Ramen', 'Ramen Burger']);
    expect(await found({ q: 'ramen teapot' })).toEqual([]);
  });

  it.each([
    ['ramne', 'Ramen'], ['rmaen', 'Ramen'], ['raamen', 'Ramen'], ['rame', 'Ramen'], ['amen', 'Ramen'], ['burgre', 'Ramen Burger'], ['misso ramne', 'Miso Ramen'],
    ['creme brulee', 'Crème Brûlée'], ['creem brulee', 'Crème Brûlée'],
  ])('forgive typos: %s', async (q, name) => {
    expect((await found({ q }))[0]).toBe(name);
  });

  it.each([
    ['ラーメン', ['醤油ラーメン', '味噌らーめん', 'ﾗｰﾒﾝｻﾗﾀﾞ']], ['らーめん', ['醤油ラーメン', '味噌らーめん', 'ﾗｰﾒﾝｻﾗﾀﾞ']], ['ﾗｰﾒﾝ', ['醤油ラーメン', '味噌らーめん', 'ﾗｰﾒﾝｻﾗﾀﾞ']],
    ['ラメン', ['醤油ラーメン', '味噌らーめん', 'ﾗｰﾒﾝｻﾗﾀﾞ']], ['味噌', ['味噌らーめん']], ['味', ['味噌らーめん']], ['ラーメン 味噌', ['味噌らーめん']], ['サラダ', ['ﾗｰﾒﾝｻﾗﾀﾞ']],
    ['こーひー', ['コーヒー']], ['鶏', ['醤油ラーメン']], ['ＧＲＥＥＮ　ｔｅａ', ['Green Tea']], ['🍣', ['🍣 Set']], ['g', ['Gyoza', 'Green Tea']], ['te', ['Green Tea', 'Teapot', '🍣 Set']],
    ['らめそ', ['醤油ラーメン', '味噌らーめん']], ['ラーメン味噌', ['味噌らーめん']],
  ] as const)('find what is written in other ways: %s', async (q, names) => {
    expect((await found({ q })).sort()).toEqual([...names].sort());
  });

  it.each(['!!!', '%', "'", '\\', "'xx' | 'tzzz", 'x:* & y', 'zzzzzz', '&', '()', '\u202e', 'ー'])('mean nothing but themselves: %s', async (q) => {
    expect(await found({ q })).toEqual([]);
  });
});

describe('a search', () => {
  it('goes together with every filter and every sorting', async () => {
    const ramen = { q: 'ramen', storeId };
    expect(await found({ ...ramen, sort: 'price' })).toEqual(['Gyoza', 'Ramen', 'Miso Ramen', 'Ramen Burger']);
    expect(await found({ ...ramen, sort: '-price', maxPrice: 1000 })).toEqual(['Miso Ramen', 'Ramen', 'Gyoza']);
    expect(await found({ ...ramen, sort: 'newest' })).toEqual(['Gyoza', 'Ramen Burger', 'Miso Ramen', 'Ramen']);
    expect(await found({ ...ramen, sort: 'name', minPrice: 900 })).toEqual(['Miso Ramen', 'Ramen', 'Ramen Burger']);
    expect((await found({ ...ramen, sort: 'rating' })).sort()).toEqual(['Gyoza', 'Miso Ramen', 'Ramen', 'Ramen Burger']);
    expect(await found({ ...ramen, minPrice: 1000, maxPrice: 1000 })).toEqual(['Miso Ramen']);
    expect(await found({ ...ramen, inStock: false })).toEqual([]);
    expect(await found({ q: 'ramen', storeId: newId() })).toEqual([]);
    expect((await refusal(anyone.get(path('products', { minPrice: 2, maxPrice: 1 })), 400)).errors).toEqual([{ path: 'minPrice', message: expect.any(String) }]);
    expect((await refusal(anyone.get(path('products', { sort: 'relevance' })), 400)).errors).toEqual([{ path: 'sort', message: expect.any(String) }]);
  });

  it('knows what is in stock', async () => {
    const { id } = await opens(merchant);
    const sku = await stocks(merchant, id, 1);
    await shop.settles();
    const counted = async (inStock: boolean) => (await found({ q: 'cup', storeId: id, inStock })).length;
    expect([await counted(true), await counted(false)]).toEqual([1, 0]);
    await merchant.put(`/v1/stores/${id}/stock/${sku}`, { onHand: 0 }).expect(200);
    await shop.settles();
    expect([await counted(true), await counted(false)]).toEqual([0, 1]);
  });

  it('follows what is changed and removed', async () => {
    const { id } = await opens(merchant);
    const made = await sells(merchant, id, { name: 'Karaage' });
    expect(await found({ q: 'karaage' })).toEqual(['Karaage']);
    await merchant.patch(`/v1/products/${made.id}`, { name: 'Tatsutaage', description: 'Not karaage.' }).expect(200);
    expect([await found({ q: 'karaage' }), await found({ q: 'tatsutagae' })]).toEqual([['Tatsutaage'], ['Tatsutaage']]);
    await merchant.delete(`/v1/products/${made.id}`).expect(204);
    expect([await found({ q: 'karaage' }), await found({ q: 'tatsutaage' })]).toEqual([[], []]);
  });

  it.each(['relevance', 'name', 'price', '-price', 'newest', 'rating'])('shows each once by %s, whatever is added between its pages', async (sort) => {
    const word = `w${newId().slice(-8).replaceAll(/\d/g, 'x')}`;
    const { id } = await opens(merchant);
    const sell = (name: string, amount: number, description = '') => sells(merchant, id, { name, description, variants: [{ sku: newId(), price: yen(amount) }] });
    const first = await Promise.all([
      sell(word, 5), sell(`${word} a`, 5), sell(`b ${word}`, 3), sell(`a ${word}s`, 3), sell('hidden', 7, `Has ${word}.`), sell('text', 1, `${word} too`),
    ]);
    let more = 6;
    const addsTwo = async () => {
      if (more-- > 0) await Promise.all([sell(`${word} ${more}`, more), sell(`z${more}`, more, word)]);
    };
    for (const narrow of [{}, { storeId: id }] as Record<string, string>[]) {
      const seen = (await pages<Named>(anyone, path('products', { q: word, sort, ...narrow }), 1, addsTwo)).flat().map((one) => one.id);
      const old = seen.filter((one) => first.some((made) => made.id === one));
      expect(old.sort()).toEqual(first.map((made) => made.id).sort());
      expect(new Set(seen).size).toBe(seen.length);
    }
  });

  it('for a misspelled word, too', async () => {
    const { id } = await opens(merchant);
    const made = await Promise.all(['Okonomiyaki', 'Okonomiyaki Deluxe', 'Yaki Okonomiyaki'].map((name) => sells(merchant, id, { name })));
    let more = 3;
    const addsOne = async () => { if (more-- > 0) await sells(merchant, id, { name: `Okonomiyaki ${more}` }); };
    const seen = (await pages<Named>(anyone, path('products', { q: 'okonmiyaki' }), 1, addsOne)).flat().map((one) => one.id);
    expect(new Set(seen).size).toBe(seen.length);
    expect(made.every((one) => seen.includes(one.id))).toBe(true);
  });
});

describe('stores', () => {
  it('are found by words, the best first, with typos forgiven', async () => {
    await opens(merchant, { name: 'Kaiten Sushi', description: 'Round and round.' });
    await opens(merchant, { name: '鮨まる', description: 'Sushi, and no kaiten.' });
    await opens(merchant, { name: 'Sushi', address: { ...SHOP_ADDRESS, city: 'Sapporo' } });
    expect(await found({ q: 'sushi' }, 'stores')).toEqual(['Sushi', 'Kaiten Sushi', '鮨まる']);
    expect(await found({ q: 'suhsi kaiten' }, 'stores')).toEqual(['Kaiten Sushi', '鮨まる']);
    expect(await found({ q: '鮨マル' }, 'stores')).toEqual(['鮨まる']);
    expect(await found({ q: 'sapporo' }, 'stores')).toEqual(['Sushi']);
    expect(await found({ q: 'sushi', sort: 'newest' }, 'stores')).toEqual(['Sushi', '鮨まる', 'Kaiten Sushi']);
    await refusal(anyone.get(path('stores', { sort: 'distance' })), 400);
  });

  it.each(['name', 'newest', 'rating'])('are listed once each by %s, whatever is opened meanwhile', async (sort) => {
    const q = `s${newId().slice(-8).replaceAll(/\d/g, 'x')}`;
    const made = await Promise.all(['b', 'a', 'c', 'a'].map((name) => opens(merchant, { name: `${name} ${q}` })));
    let more = 4;
    const opensOne = async () => { if (more-- > 0) await opens(merchant, { name: `${'acbd'[more]} ${q}` }); };
    const seen = (await pages<Named>(anyone, path('stores', { q, sort }), 1, opensOne)).flat().map((one) => one.id);
    expect(new Set(seen).size).toBe(seen.length);
    expect(made.every(({ id }) => seen.includes(id))).toBe(true);
  });

  it('around a place are those around it on a globe', async () => {
    const q = `g${newId().slice(-8).replaceAll(/\d/g, 'x')}`;
    const at = (name: string, lat: number, lng: number) => opens(merchant, { name: `${name} ${q}`, address: { ...SHOP_ADDRESS, lat, lng } });
    await Promise.all([at('Fiji west', -17, 179.99), at('Fiji east', -17, -179.99), at('Pole one', 89.99, 0), at('Pole other', 89.99, 180), at('South', -89.99, 90), at('Meridian', 0, -180)]);
    const near = async (place: string, radius: number) => found({ q, near: place, radius }, 'stores');
    expect(await near('-17,179.995', 5_000)).toEqual([`Fiji west ${q}`, `Fiji east ${q}`]);
    expect(await near('-17,-179.995', 5_000)).toEqual([`Fiji east ${q}`, `Fiji west ${q}`]);
    expect(await near('-17,179.995', 1_000)).toEqual([`Fiji west ${q}`]);
    expect((await near('90,0', 2_000)).sort()).toEqual([`Pole one ${q}`, `Pole other ${q}`]);
    expect(await near('89.99,1', 1_000)).toEqual([`Pole one ${q}`]);
    expect(await near('-90,-45', 2_000)).toEqual([`South ${q}`]);
    expect(await near('0,180', 0)).toEqual([`Meridian ${q}`]);
    expect((await near('0,0', 20_100_000)).length).toBe(6);
  });
});
