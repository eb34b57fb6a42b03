import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aShop, type Shop } from '@demae/testing';
import { refusal, register, visitorOf, type Person, type Visitor } from './http.js';
import { opens, yen, type StoreFields } from './http-goods.js';

let shop: Shop;
let anyone: Visitor;
let merchant: Person;
let rival: Person;
let store: StoreFields;

beforeAll(async () => {
  shop = await aShop();
  anyone = visitorOf(shop);
  [merchant, rival] = await Promise.all([register(shop, 'merchant'), register(shop, 'merchant')]);
});
afterAll(() => shop.close());

const cup = (change: object = {}) => ({ name: 'Tea Cup', section: 'Cups', variants: [{ sku: 'CUP-W', name: 'White', price: yen(1200), onHand: 40 }, { sku: 'CUP-B', name: 'Black', price: yen(1300) }], ...change });
const bowl = (change: object = {}) => ({ name: 'Bowl', variants: [{ sku: 'BOWL', price: yen(2400), onHand: 3 }], ...change });
const path = (query = '') => `/v1/stores/${store.id}/catalog${query}`;
const put = (items: object[], query = '') => merchant.put(path(query), { items });
const putCsv = (lines: string[], query = '') => merchant.put(path(query)).type('text/csv').send(lines.join('\n'));
const sold = async () => ((await anyone.get(`/v1/products?storeId=${store.id}&limit=100`).expect(200)).body as { items: { id: string; name: string; version: number; variants: { sku: string }[] }[] }).items;
const onHand = async (sku: string) => ((await merchant.get(`/v1/stores/${store.id}/stock/${sku}`).expect(200)).body as { onHand: number }).onHand;
const outcomes = (body: unknown) => (body as { lines: { line: number; outcome: string }[] }).lines.map(({ line, outcome }) => [line, outcome]);

describe('a catalog that is imported', () => {
  beforeAll(async () => {
    store = await opens(merchant);
  });

  it('is first shown as what would happen', async () => {
    const { body } = await put([cup(), bowl()], '?dryRun=true').expect(200);
    expect(body).toEqual({ applied: false, created: 2, updated: 0, unchanged: 0, removed: 0, lines: [{ line: 1, name: 'Tea Cup', outcome: 'CREATED' }, { line: 2, name: 'Bowl', outcome: 'CREATED' }] });
    expect(await sold()).toEqual([]);
  });

  it('becomes what the store sells, and how much there is of it', async () => {
    await put([cup(), bowl()]).expect(200);
    await shop.settles();
    expect((await sold()).map(({ name, variants }) => [name, variants.map(({ sku }) => sku)])).toEqual([['Bowl', ['BOWL']], ['Tea Cup', ['CUP-W', 'CUP-B']]]);
    expect([await onHand('CUP-W'), await onHand('CUP-B'), await onHand('BOWL')]).toEqual([40, 0, 3]);
    const movements = (await merchant.get(`/v1/stores/${store.id}/stock/CUP-W/movements`).expect(200)).body as { items: object[] };
    expect(movements.items).toMatchObject([{ kind: 'RECEIVED', quantity: 40, by: merchant.id, reason: 'imported' }]);
  });

  it('changes only what differs the next time, and removes what is not in it any more', async () => {
    const before = await sold();
    const { body } = await put([cup(), { name: 'Plate', variants: [{ sku: 'PLATE', price: yen(900) }] }]).expect(200);
    expect(body).toMatchObject({ applied: true, created: 1, updated: 0, unchanged: 1, removed: 1 });
    expect(await sold()).toMatchObject([{ name: 'Plate' }, before[1]!]);
    const changed = await put([cup({ name: 'Tea cup', variants: [{ sku: 'CUP-B', price: yen(1400) }, { sku: 'CUP-R', price: yen(1500) }] })], '?keepOthers=true').expect(200);
    expect(changed.body).toMatchObject({ created: 0, updated: 1, removed: 0, lines: [{ outcome: 'UPDATED', productId: before[1]!.id }] });
    expect((await sold()).map(({ id, variants }) => [id, variants.map(({ sku }) => sku)])).toEqual([[expect.any(String), ['PLATE']], [before[1]!.id, ['CUP-B', 'CUP-R']]]);
  });

  it('keeps the choices that it knows', async () => {
    const options = [{ name: 'Wrapping', min: 0, max: 1, choices: [{ name: 'Paper', price: yen(100) }] }];
    await put([bowl({ options })]).expect(200);
    const [before] = (await sold()) as unknown as { options: { choices: { id: string }[] }[] }[];
    await put([bowl({ options: [{ ...options[0]!, choices: [{ name: 'Cloth', price: yen(300) }, { name: 'Paper', price: yen(120) }] }] })]).expect(200);
    const [after] = (await sold()) as unknown as typeof before[];
    expect(after!.options[0]!.choices[1]!.id).toBe(before!.options[0]!.choices[0]!.id);
    expect((await put([bowl({ options: after!.options })]).expect(200)).body).toMatchObject({ unchanged: 1 });
  });

  it('leaves on hand what is reserved for orders', async () => {
    await put([bowl({ variants: [{ sku: 'BOWL', price: yen(2400), onHand: 3 }] })]).expect(200);
    await shop.settles();
    const customer = await register(shop);
    const order = { storeId: store.id, lines: [{ sku: 'BOWL', quantity: 2 }], fulfillment: { type: 'pickup' }, payment: { method: 'card', token: 'tok_ok' } };
    await customer.post('/v1/orders', order).set('idempotency-key', 'two-bowls').expect(201);
    await shop.settles();
    await put([bowl({ variants: [{ sku: 'BOWL', price: yen(2400), onHand: 0 }] })]).expect(200);
    await shop.settles();
    expect((await merchant.get(`/v1/stores/${store.id}/stock/BOWL`).expect(200)).body).toMatchObject({ onHand: 2, available: 0, reserved: 2 });
  });

  it('is taken from two at once, one after the other', async () => {
    const answers = await Promise.all([put([cup(), bowl()]), put([cup(), bowl()])]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect((await sold()).map(({ name }) => name)).toEqual(['Bowl', 'Tea Cup']);
  });
});

describe('a catalog that will not do', () => {
  beforeAll(async () => {
    store = await opens(merchant);
    await put([bowl()]).expect(200);
  });

  it('changes nothing, and is told line by line', async () => {
    const wrong = [cup(), bowl({ name: 'Other bowl' }), { name: 'Same sku', variants: [{ sku: 'CUP-W', price: yen(1) }] }, { name: 'Dollars', variants: [{ sku: 'D', price: { amount: 1, currency: 'USD' } }] }, { name: 'Endless', trackStock: false, variants: [{ sku: 'E', price: yen(1), onHand: 4 }] }];
    const problem = await refusal(put(wrong), 422);
    expect(problem).toMatchObject({ type: 'urn:demae:problem:import', lines: [{ line: 3, name: 'Same sku', reason: expect.stringContaining('line 1') }, { line: 4, reason: expect.stringContaining('JPY') }, { line: 5, reason: expect.stringContaining('never runs out') }] });
    expect((await sold()).map(({ name }) => name)).toEqual(['Bowl']);
  });

  it('says which field of which item is wrong', async () => {
    const { errors } = await refusal(put([cup(), bowl({ variants: [{ sku: 'BOWL', price: yen(-1) }] }), { name: '' }]), 400);
    expect((errors as { path: string }[]).map((error) => error.path)).toEqual(['items.1.variants.0.price.amount', 'items.2.variants', 'items.2.name']);
    await refusal(put([]), 400);
  });

  it('is nobody else\'s', async () => {
    await refusal(rival.put(path(), { items: [cup()] }), 404);
  });

  it('may be long, but not without end', async () => {
    const long = (count: number) => Array.from({ length: count }, (_, n) => ({ name: `Cup ${n}`, description: 'x'.repeat(400), variants: [{ sku: `C-${n}`, price: yen(n) }] }));
    expect((await put(long(2_000), '?dryRun=true').expect(200)).body).toMatchObject({ created: 2_000 });
    await refusal(put(long(40_001)), 413);
    await refusal(merchant.post('/v1/products', { name: 'x'.repeat(300_000) }), 413);
    await refusal(merchant.post('/v1/products').type('text/csv').send('a,b'), 415);
  });
});

describe('a catalog as a table', () => {
  beforeAll(async () => {
    store = await opens(merchant);
  });

  it('has a line for each variant', async () => {
    const { body } = await putCsv([
      'Product,SKU,Variant,Price,onHand,Section,attribute:Colour,Options',
      'Tea Cup,CUP-W,White,1200,40,Cups,white,"[{""name"":""Wrapping"",""min"":0,""max"":1,""choices"":[{""name"":""Paper"",""price"":100}]}]"',
      'うつわ,BOWL,,2400,,,,',
      'Tea Cup,CUP-B,Black,1300,5,,black,',
    ]).expect(200);
    expect(outcomes(body)).toEqual([[2, 'CREATED'], [3, 'CREATED']]);
    await shop.settles();
    expect(await sold()).toMatchObject([
      { name: 'Tea Cup', section: 'Cups', variants: [{ sku: 'CUP-W', price: yen(1200), attributes: { Colour: 'white' } }, { sku: 'CUP-B', name: 'Black' }], options: [{ name: 'Wrapping', choices: [{ name: 'Paper', price: yen(100) }] }] },
      { name: 'うつわ', variants: [{ sku: 'BOWL', name: 'うつわ' }] },
    ]);
    expect([await onHand('CUP-W'), await onHand('CUP-B')]).toEqual([40, 5]);
  });

  it.each([
    ['an unknown column', ['product,sku,price,colour', 'a,b,1,red'], 'colour'],
    ['a missing column', ['product,sku', 'a,b'], 'price'],
    ['a line too short', ['product,sku,price', 'a,b,1', 'a,b'], 'line 3'],
    ['a quote that never ends', ['product,sku,price', 'a,"b,1'], 'line 2'],
    ['a price with a fraction', ['product,sku,price', 'a,b,1', 'c,d,1.5'], 'line 3, price'],
    ['a stock that is no number', ['product,sku,price,onHand', 'a,b,1,2', 'a,c,1,many'], 'line 3, onHand'],
    ['no sku', ['product,sku,price', 'a,,1'], 'line 2, sku'],
    ['no product', ['product,sku,price', ',b,1'], 'line 2, product'],
    ['options that are no JSON', ['product,sku,price,options', 'a,b,1,x'], 'line 2, options'],
    ['nothing', [''], 'lines'],
    ['only a heading', ['product,sku,price'], 'lines'],
  ])('is refused for %s, with the line', async (_what, lines, where) => {
    const before = await sold();
    const { errors } = await refusal(putCsv(lines), 400);
    expect((errors as { path: string }[]).map((error) => error.path)).toContain(where);
    expect(await sold()).toEqual(before);
  });
});

describe('a large catalog', () => {
  it('has its shelves counted down to the last of them', async () => {
    store = await opens(merchant);
    const sku = (n: number) => `CUP-${String(n).padStart(4, '0')}`;
    // The last 511 are counted: 500 shelves are told of together, and a menu never was as long as this list.
    await put(Array.from({ length: 2_500 }, (_, n) => ({ name: `Cup ${n}`, variants: [{ sku: sku(n), price: yen(n), ...(n > 1_988 ? { onHand: n } : {}) }] }))).expect(200);
    await shop.settles();
    expect([await onHand(sku(1_989)), await onHand(sku(2_499))]).toEqual([1_989, 2_499]);
  }, 120_000);
});
