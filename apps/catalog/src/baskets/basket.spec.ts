import { describe, expect, it } from '@jest/globals';
import { Store } from '../stores/store.js';
import { priceBasket, type Offer } from './basket.js';

const address = { line1: '1-1', city: 'Tokyo', postalCode: '100-0001', country: 'JP', lat: 35.68, lng: 139.76 };
const store = Store.open(
  { userId: 'merchant', roles: ['merchant'] },
  {
    id: '', ownerId: '', name: 'Ramen Ichi', kind: 'restaurant', description: '', currency: 'JPY', timeZone: 'Asia/Tokyo', address,
    openingHours: [{ day: 5, opens: '11:00', closes: '22:00' }], specialDays: [], autoAccept: false, prepMinutes: 20, fulfillment: ['delivery', 'pickup'], openNow: false, version: 0,
  },
);
const noon = new Date('2025-11-21T03:00:00Z');
const night = new Date('2025-11-21T15:00:00Z');

const offers: Record<string, Offer> = {
  ramen: {
    productId: 'p1', name: 'Ramen', price: 900, trackStock: false,
    options: [
      { name: 'Noodles', min: 1, max: 1, choices: [{ id: 'thin', name: 'Thin', price: 0 }, { id: 'thick', name: 'Thick', price: 50 }] },
      { name: 'Toppings', min: 0, max: 2, choices: [{ id: 'egg', name: 'Egg', price: 120 }, { id: 'nori', name: 'Nori', price: 80 }, { id: 'corn', name: 'Corn', price: 90 }] },
    ],
  },
  cup: { productId: 'p2', name: 'Cup', price: 2500, trackStock: true, options: [] },
};

type Line = { sku: string; quantity: number; choiceIds?: string[] };
const price = (lines: Line[], { at = noon, type = 'pickup' } = {}) =>
  priceBasket({ storeId: 's', fulfillmentType: type, lines: lines.map((line) => ({ choiceIds: [], ...line })) }, store, (sku) => offers[sku], at);
const no = (code: string) => expect.objectContaining({ status: 422, code });

describe('a basket', () => {
  it('costs each unit with its choices, times the quantity', () => {
    const priced = price([{ sku: 'ramen', quantity: 2, choiceIds: ['egg', 'thick'] }, { sku: 'cup', quantity: 3 }]);
    expect(priced.lines[0]).toMatchObject({ unitPrice: { amount: 1070, currency: 'JPY' }, total: { amount: 2140 }, trackStock: false });
    expect(priced.lines[0]!.choices.map(({ name }) => name)).toEqual(['Thick', 'Egg']);
    expect(priced.lines[1]).toMatchObject({ total: { amount: 7500 }, trackStock: true });
    expect(priced.subtotal).toEqual({ amount: 9640, currency: 'JPY' });
    expect(priced.store).toMatchObject({ name: 'Ramen Ichi', ownerId: 'merchant', prepMinutes: 20 });
  });

  it('may hold the same dish twice, differently', () => {
    const { subtotal } = price([{ sku: 'ramen', quantity: 1, choiceIds: ['thin'] }, { sku: 'ramen', quantity: 1, choiceIds: ['thick'] }]);
    expect(subtotal.amount).toBe(1850);
  });

  it.each<[string, Line[]]>([
    ['unknown-sku', [{ sku: 'pizza', quantity: 1 }]],
    ['quantity', [{ sku: 'cup', quantity: 0 }]],
    ['quantity', [{ sku: 'cup', quantity: 1000 }]],
    ['quantity', [{ sku: 'cup', quantity: -1 }]],
    ['choices', [{ sku: 'cup', quantity: 1, choiceIds: ['egg'] }]],
    ['choices', [{ sku: 'ramen', quantity: 1 }]],
    ['choices', [{ sku: 'ramen', quantity: 1, choiceIds: ['thin', 'thick'] }]],
    ['choices', [{ sku: 'ramen', quantity: 1, choiceIds: ['thin', 'egg', 'nori', 'corn'] }]],
    ['choices', [{ sku: 'ramen', quantity: 1, choiceIds: ['thin', 'egg', 'egg'] }]],
    ['empty', []],
    ['too-many-lines', Array.from({ length: 101 }, () => ({ sku: 'cup', quantity: 1 }))],
  ])('is refused (%s)', (code, lines) => {
    expect(() => price(lines)).toThrow(no(code));
  });

  it('is refused by a closed, an unknown, and an unsuitable store', () => {
    const lines = [{ sku: 'cup', quantity: 1 }];
    expect(() => price(lines, { at: night })).toThrow(no('closed'));
    expect(() => price(lines, { type: 'shipping' })).toThrow(no('fulfillment'));
    expect(() => priceBasket({ storeId: 's', fulfillmentType: 'pickup', lines: [] }, undefined, () => undefined, noon)).toThrow(no('unknown-store'));
  });

  it('says what to do', () => {
    expect(() => price([{ sku: 'ramen', quantity: 1 }])).toThrow('Choose 1 of "Noodles" for Ramen, not 0.');
    expect(() => price([{ sku: 'ramen', quantity: 1, choiceIds: ['thin', 'pearls'] }])).toThrow('Ramen has no choice pearls; take the ids of its menu.');
  });
});
