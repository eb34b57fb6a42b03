import { describe, expect, it } from '@jest/globals';
import { optionsFrom, Product, variantsFrom } from './product.js';

const yen = (amount: number) => ({ amount, currency: 'JPY' });
const variant = (sku: string, price = yen(900)) => ({ sku, name: '', price, attributes: {}, stock: '' });
const choice = (name: string, id = '') => ({ id, name, price: yen(100) });
const product = Object.assign(new Product(), { id: 'p', storeId: 's', name: 'Ramen' });
const no = (code: string) => expect.objectContaining({ status: 422, code });

describe('variants', () => {
  it('keep their order and take the product\'s name when they have none', () => {
    const variants = variantsFrom(product, [variant('b'), { ...variant('a'), name: 'Large' }], 'JPY');
    expect(variants.map(({ sku, name, position }) => [sku, name, position])).toEqual([['b', 'Ramen', 0], ['a', 'Large', 1]]);
  });

  it('must be there, each with a sku of its own', () => {
    expect(() => variantsFrom(product, [], 'JPY')).toThrow(no('variants'));
    expect(() => variantsFrom(product, [variant('a'), variant('b'), variant('a')], 'JPY')).toThrow(no('sku'));
  });

  it('are sold in the store\'s currency', () => {
    expect(() => variantsFrom(product, [variant('a', { amount: 9, currency: 'USD' })], 'JPY')).toThrow(no('currency'));
  });
});

describe('options', () => {
  it('give each choice an id, and leave known ones theirs', () => {
    const first = optionsFrom([{ name: 'Egg', min: 0, max: 1, choices: [choice('Soft'), choice('Hard')] }], 'JPY');
    const [soft] = first[0]!.choices;
    const second = optionsFrom([{ name: 'Egg', min: 0, max: 1, choices: [choice('Soft', soft!.id), choice('None'), choice('Twin', soft!.id)] }], 'JPY', first);
    expect(second[0]!.choices[0]!.id).toBe(soft!.id);
    expect(new Set(second[0]!.choices.map(({ id }) => id)).size).toBe(3);
  });

  it('take no id from outside', () => {
    const [option] = optionsFrom([{ name: 'Egg', min: 0, max: 1, choices: [choice('Soft', 'mine')] }], 'JPY');
    expect(option!.choices[0]!.id).not.toBe('mine');
  });

  it.each([[2, 1, 3], [0, 0, 1], [3, 3, 2]])('cannot ask for min %s, max %s of %s', (min, max, count) => {
    const choices = Array.from({ length: count }, (_, i) => choice(`c${i}`));
    expect(() => optionsFrom([{ name: 'Egg', min, max, choices }], 'JPY')).toThrow(no('options'));
  });
});
