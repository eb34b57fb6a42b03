import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@demae/saga/events';
import { aShop, type Shop } from '@demae/testing';
import { refusal, register, staff, visitorOf, type Person } from './http.js';
import { opens, productBody, sells, storeBody, yen, type ProductFields } from './http-goods.js';
import { Street } from './http-orders.js';

/* What forms of fields alone do not tell; those are gone through in long/api-refusals.e2e-spec.ts. */

let shop: Shop;
let street: Street;
let merchant: Person;
let storeId: string;

beforeAll(async () => {
  shop = await aShop();
  street = await Street.of(shop);
  ({ merchant } = street);
  ({ id: storeId } = await opens(merchant));
});
afterAll(() => shop.close());

const day = (number: number, opensAt: string, closes: string) => ({ day: number, opens: opensAt, closes });
const hours = (opensAt: string, closes: string) => ({ opens: opensAt, closes });
const pathsOf = ({ errors }: { errors: { path: string }[] }) => errors.map(({ path }) => path);
const refusedAt = async (change: object, path: string) => {
  expect(pathsOf(await refusal(merchant.post('/v1/stores', storeBody(change)), 400))).toEqual([path]);
  expect(pathsOf(await refusal(merchant.patch(`/v1/stores/${storeId}`, change), 400))).toEqual([path]);
};

describe('opening hours', () => {
  it.each([
    ['twice the same', [day(1, '10:00', '14:00'), day(1, '10:00', '14:00')]],
    ['one within the other', [day(1, '09:00', '18:00'), day(1, '12:00', '13:00')]],
    ['past midnight into the next day', [day(5, '18:00', '02:00'), day(6, '01:00', '10:00')]],
    ['past midnight from Sunday into Monday', [day(7, '20:00', '03:00'), day(1, '02:59', '10:00')]],
    ['past midnight on the same day', [day(3, '22:00', '21:00'), day(3, '10:00', '12:00'), day(4, '20:00', '22:00')]],
    ['around the clock and one more', [day(2, '00:00', '24:00'), day(2, '10:00', '11:00')]],
  ])('must not overlap: %s', async (_what, openingHours) => {
    await refusedAt({ openingHours }, openingHours.length === 3 ? 'openingHours.2' : 'openingHours.1');
  });

  it('may touch, and be around the clock when they end as they begin', async () => {
    const touching = [day(1, '10:00', '14:00'), day(1, '14:00', '18:00'), day(5, '18:00', '02:00'), day(6, '02:00', '10:00'), day(7, '20:00', '24:00')];
    expect((await opens(merchant, { openingHours: touching }))['openingHours']).toEqual(touching);
    const always = [1, 2, 3, 4, 5, 6, 7].map((number) => day(number, '06:00', '06:00'));
    expect(await opens(merchant, { openingHours: always })).toMatchObject({ openNow: true });
  });

  it.each([
    [{ openingHours: [day(1, '25:00', '03:00')] }, 'openingHours.0.opens'], [{ openingHours: [day(1, '9:00', '10:00')] }, 'openingHours.0.opens'],
    [{ openingHours: [day(0, '09:00', '10:00')] }, 'openingHours.0.day'], [{ openingHours: [day(8, '09:00', '10:00')] }, 'openingHours.0.day'],
    [{ timeZone: 'Mars/Olympus' }, 'timeZone'], [{ timeZone: '' }, 'timeZone'],
    [{ openingHours: Array.from({ length: 51 }, () => day(1, '09:00', '10:00')) }, 'openingHours'],
  ])('and the place they are in must be real: %j', async (change, path) => {
    await refusedAt(change, path);
  });
});

describe('special days', () => {
  it.each([
    ['2027-02-29', 'specialDays.0.date'], ['2027-13-01', 'specialDays.0.date'], ['2027-1-1', 'specialDays.0.date'], ['tomorrow', 'specialDays.0.date'],
  ])('must be in the calendar: %s', async (date, path) => {
    await refusedAt({ specialDays: [{ date }] }, path);
  });

  it('stand once each, with hours that do not overlap', async () => {
    await refusedAt({ specialDays: [{ date: '2027-01-01' }, { date: '2027-01-01', hours: [hours('10:00', '12:00')] }] }, 'specialDays.1.date');
    await refusedAt({ specialDays: [{ date: '2027-01-01', hours: [hours('10:00', '12:00'), hours('11:00', '13:00')] }] }, 'specialDays.0.hours.1');
    const specialDays = [{ date: '2028-02-29', hours: [] }, { date: '2027-01-01', hours: [hours('10:00', '12:00'), hours('12:00', '01:00')] }];
    expect((await opens(merchant, { specialDays }))['specialDays']).toEqual(specialDays);
  });

  it('close a store that would be open, for its window and for orders', async () => {
    const { store } = street;
    const { body: clock } = await visitorOf(shop).get('/v1/sandbox/clock').expect(200);
    const today = (clock as { now: string }).now.slice(0, 10);
    const around = [-1, 0, 1].map((days) => ({ date: new Date(Date.parse(today) + days * 86_400_000).toISOString().slice(0, 10), hours: [] }));
    const { sku } = { sku: `cup-${newId()}` };
    await sells(merchant, store.id, { trackStock: false, variants: [{ sku, price: yen(100) }] });
    await street.place(sku).expect(201);
    expect((await merchant.patch(`/v1/stores/${store.id}`, { specialDays: around }).expect(200)).body).toMatchObject({ openNow: false });
    expect(await refusal(street.place(sku), 422)).toMatchObject({ code: 'closed' });
    expect((await merchant.patch(`/v1/stores/${store.id}`, { specialDays: [] }).expect(200)).body).toMatchObject({ openNow: true, specialDays: [] });
    await street.place(sku).expect(201);
  });
});

describe('prices', () => {
  const variant = (amount: unknown, currency = 'JPY') => ({ variants: [{ sku: newId(), price: { amount, currency } }] });

  it.each([-1, 2 ** 53, 2 ** 53 + 2, 1e300, 0.5, 10.01, '100', null])('are whole numbers of minor units, from nothing to what can be counted: not %s', async (amount) => {
    const refusedHere = await refusal(merchant.post('/v1/products', productBody(storeId, variant(amount))), 400);
    expect(pathsOf(refusedHere)).toEqual(['variants.0.price.amount']);
    const option = { options: [{ name: 'Size', min: 0, max: 1, choices: [{ name: 'L', price: { amount, currency: 'JPY' } }] }] };
    expect(pathsOf(await refusal(merchant.post('/v1/products', productBody(storeId, option)), 400))).toEqual(['options.0.choices.0.price.amount']);
  });

  it('are in the currency of the store, also those of choices', async () => {
    await refusal(merchant.post('/v1/products', productBody(storeId, variant(1, 'USD'))), 422);
    await refusal(merchant.post('/v1/products', productBody(storeId, variant(1, 'XXY'))), 400);
    const options = [{ name: 'Size', min: 0, max: 1, choices: [{ name: 'L', price: { amount: 1, currency: 'USD' } }] }];
    await refusal(merchant.post('/v1/products', productBody(storeId, { options })), 422);
    const made = await sells(merchant, storeId);
    await refusal(merchant.patch(`/v1/products/${made.id}`, { options }), 422);
    await refusal(merchant.patch(`/v1/products/${made.id}`, variant(1, 'EUR')), 422);
  });
});

describe('variants, options and choices', () => {
  const option = (change: object = {}) => ({ name: 'Toppings', min: 0, max: 1, choices: [{ name: 'Egg', price: yen(100) }], ...change });
  const many = <T>(length: number, make: (i: number) => T) => Array.from({ length }, (_, i) => make(i));

  it('are only so many', async () => {
    // Small enough to be read at all: 10,000 in a list of three bytes each.
    for (const [field, path] of [['variants', 'variants'], ['options', 'options']] as const) {
      expect(pathsOf(await refusal(merchant.post('/v1/products', productBody(storeId, { [field]: many(10_000, () => ({})) })), 400))).toContain(path);
    }
    expect(pathsOf(await refusal(merchant.post('/v1/products', productBody(storeId, { options: [option({ choices: many(10_000, () => ({})) })] })), 400))).toContain('options.0.choices');
    await refusal(merchant.post('/v1/products', productBody(storeId, { options: [option({ choices: many(10_000, (i) => ({ name: `${i}`, price: yen(1) })) })] })), 413);
  });

  it.each([
    [{ min: 2, max: 1 }, 422], [{ min: 2, max: 2 }, 422], [{ min: -1 }, 400], [{ max: 0 }, 400], [{ max: 51 }, 400], [{ min: 1, choices: [] }, 400], [{ choices: [] }, 400],
    [{ choices: [{ name: 'Egg', price: yen(1) }, { name: ' egg ', price: yen(2) }] }, 400],
  ])('can be chosen as they say: not %j', async (change, status) => {
    await refusal(merchant.post('/v1/products', productBody(storeId, { options: [option(change)] })), status);
  });

  it('may allow more than there are: then all may be taken', async () => {
    const { store } = street;
    const sku = `ramen-${newId()}`;
    const made = await sells(merchant, store.id, { trackStock: false, variants: [{ sku, price: yen(900) }], options: [option({ max: 5 })] });
    await street.place(sku, { lines: [{ sku, quantity: 1, choices: [made.options[0]!.choices[0]!.id] }] }).expect(201);
  });

  it('have a sku that is nobody else\'s in the store, and no fields that nobody knows', async () => {
    const sku = newId();
    await refusal(merchant.post('/v1/products', productBody(storeId, { variants: [{ sku, price: yen(1) }, { sku, price: yen(2) }] })), 422);
    await sells(merchant, storeId, { variants: [{ sku, price: yen(1) }] });
    await refusal(merchant.post('/v1/products', productBody(storeId, { variants: [{ sku, price: yen(1) }] })), 409);
    expect(pathsOf(await refusal(merchant.post('/v1/products', productBody(storeId, { variants: [{ sku: newId(), price: yen(1), unit: 'furlong' }] })), 400))).toEqual(['variants.0.unit']);
    const fresh = newId();
    const answers = await Promise.all(many(5, () => merchant.post('/v1/products', productBody(storeId, { variants: [{ sku: fresh, price: yen(1) }] }))));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409]);
  });

  it('are ordered as they say: enough, not too many, and of this very product', async () => {
    const { store } = street;
    const [ramen, udon] = [`ramen-${newId()}`, `udon-${newId()}`];
    const choices = ['Thin', 'Thick', 'Wavy'].map((name) => ({ name, price: yen(50) }));
    const made = (sku: string): Promise<ProductFields> => sells(merchant, store.id, { trackStock: false, variants: [{ sku, price: yen(900) }], options: [option({ min: 1, max: 2, choices })] });
    const [own, other] = [(await made(ramen)).options[0]!.choices.map(({ id }) => id), (await made(udon)).options[0]!.choices.map(({ id }) => id)];
    const orders = (taken: readonly string[]) => street.place(ramen, { lines: [{ sku: ramen, quantity: 1, choices: taken }] });
    for (const taken of [[], own, [own[0]!, own[0]!], [other[0]!], [own[0]!, other[0]!], [newId()]]) expect(await refusal(orders(taken), 422)).toMatchObject({ code: 'choices' });
    await orders(own.slice(1)).expect(201);
  });
});

describe('names', () => {
  const ways = (name: string) => [
    () => merchant.post('/v1/stores', storeBody({ name })),
    () => merchant.post('/v1/products', productBody(storeId, { name })),
    () => merchant.post('/v1/products', productBody(storeId, { variants: [{ sku: newId(), name, price: yen(1) }] })),
    () => merchant.post('/v1/products', productBody(storeId, { options: [{ name: 'Size', min: 0, max: 1, choices: [{ name, price: yen(1) }] }] })),
  ];

  it.each(['🍜🍣', '👨‍👩‍👧 Set', 'مطعم الشام', 'מסעדה 24', '한우 갈비', 'Ünïcödé', '𠮷野家', 'a'.repeat(100), '<b>Bold</b>', "Robert'); drop table product;--"])('are kept as they are, in any script: %s', async (name) => {
    for (const way of ways(name)) expect(JSON.stringify((await way().expect(201)).body)).toContain(JSON.stringify(name).slice(1, -1));
    if (/\p{L}/u.test(name)) {
      const { body } = await visitorOf(shop).get(`/v1/stores?limit=100&q=${encodeURIComponent(name)}`).expect(200);
      expect((body as { items: { name: string }[] }).items.map((item) => item.name)).toContain(name);
    }
  });

  it.each([
    ['a NUL', 'a\0b'], ['half a character', 'a\ud83c'], ['the other half', '\udf5ca'], ['a control character', 'a\u0007b'], ['the direction turned', 'Menu \u202egnp.exe'],
    ['the direction turned otherwise', 'a\u2066b\u2069'], ['nothing to be seen', '\u200b\u200d'], ['blanks alone', '   '], ['too much', 'a'.repeat(101)],
  ])('are refused with %s', async (_what, name) => {
    for (const way of ways(name)) expect((await refusal(way(), 400)).errors).toHaveLength(1);
  });

  it('of a megabyte are not even read', async () => {
    for (const way of ways('x'.repeat(1_000_000))) await refusal(way(), 413);
    expect(pathsOf(await refusal(merchant.post('/v1/products', productBody(storeId, { description: 'x'.repeat(2_001) })), 400))).toEqual(['description']);
  });

  it('of categories, too', async () => {
    const admin = await staff(shop, 'admin');
    await refusal(admin.post('/v1/categories', { name: 'a\u202eb' }), 400);
    await admin.post('/v1/categories', { name: '🍜 حساء' }).expect(201);
    await refusal((await register(shop)).post('/v1/categories', { name: 'x' }), 403);
  });
});
