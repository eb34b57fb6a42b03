import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { PartialType } from '@nestjs/swagger';
import { plainToInstance } from 'class-transformer';
import { IsDefined, IsString, ValidateIf, ValidateNested, validateSync } from 'class-validator';
import { OrderBody } from '../orders/order-request.js';
import { AddressBody } from '../people/profile.js';
import { ProductBody, ProductChange } from '../products/product.js';
import { StoreBody, StoreChange } from '../stores/store.js';
import { Blueprint } from './blueprint.js';
import { Address } from './values.js';

const id = '019aa6f2-3f00-7000-8000-000000000001';
const address = { line1: '1-1', city: 'Tokyo', postalCode: '100-0001', country: 'JP', lat: 35.68, lng: 139.76 };
const price = { amount: 1250, currency: 'JPY' };
const samples: [new () => object, Record<string, unknown>][] = [
  [OrderBody, {
    storeId: id, lines: [{ sku: 'cup', quantity: 2 }, { sku: 'bowl', quantity: 1, choices: [id] }], fulfillment: { type: 'delivery', address, sameDay: false },
    payment: { method: 'card', token: 'tok_ok' }, pointsToRedeem: 0, note: 'x',
  }],
  [AddressBody, { label: 'Home', ...address, line2: '' }],
  [StoreBody, { name: 'Ichi', kind: 'shop', currency: 'JPY', timeZone: 'Asia/Tokyo', address, openingHours: [{ day: 1, opens: '10:00', closes: '24:00' }], fulfillment: ['pickup'], autoAccept: true }],
  [StoreChange, { prepMinutes: 5, openingHours: [] }],
  [ProductBody, { storeId: id, name: 'Cup', variants: [{ sku: 'c', price, attributes: { size: 'L' } }], options: [{ name: 'o', min: 0, max: 1, choices: [{ name: 'c', price }] }], imageUrl: 'https://example.com/a.png' }],
  [ProductChange, { variants: [{ sku: 'c', price }] }],
];

const isRight = (type: new () => object, plain: object) =>
  validateSync(plainToInstance(type, plain, { exposeDefaultValues: false }), { whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues: true }).length === 0;

/** All places in a value, as the keys that lead there. */
function placesIn(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([name, field]) => placesIn(field, [...path, name]))];
}

const ODD = [undefined, null, '', ' ', 'a\0', 'JP', 'pickup', id, -1, 0, 1, 1.5, 1e308, Infinity, true, [], [[]], [null], [id], {}, { surprise: 1 }, [{}], address, price];

/** With another value at that place, where there is one; removed for undefined. */
function changed(plain: Record<string, unknown>, path: readonly string[], value: unknown): Record<string, unknown> {
  const copy = structuredClone(plain);
  const steps = [...path];
  const last = steps.pop()!;
  const parent = steps.reduce<unknown>((at, step) => (at as Record<string, unknown> | undefined)?.[step], copy);
  // JSON has no fields beside the items of a list, and no gaps in it.
  if (typeof parent !== 'object' || parent === null || (Array.isArray(parent) && (!(last in parent) || value === undefined))) return copy;
  if (value === undefined) delete (parent as Record<string, unknown>)[last];
  else (parent as Record<string, unknown>)[last] = value;
  return copy;
}

describe('a blueprint', () => {
  it.each(samples)('of %p builds what class-transformer would, with its nested classes', (type, plain) => {
    const built = Blueprint.of(type)!.build(plain);
    expect(built).toEqual(plainToInstance(type, plain, { exposeDefaultValues: false }));
    expect(JSON.parse(JSON.stringify(built))).toEqual(plain);
    expect(built).toBeInstanceOf(type);
    if ('address' in plain) expect((built as { address: unknown }).address).toBeInstanceOf(Address);
  });

  it.each(samples)('of %p lets through what class-validator would, and nothing else', (type, plain) => {
    const outcomes = { right: 0, wrong: 0 };
    const otherwise: object[] = [];
    const blueprint = Blueprint.of(type)!;
    const places = placesIn(plain).filter((place) => place.length > 0).flatMap((path) => [path, [...path, 'surprise'], [...path.slice(0, -1), 'line2']]);
    for (const at of new Map(places.map((place) => [place.join(), place])).values()) {
      for (const value of ODD) {
        const body = changed(plain, at, value);
        const right = isRight(type, body);
        outcomes[right ? 'right' : 'wrong'] += 1;
        if ((blueprint.build(body) !== undefined) !== right) otherwise.push({ body, right });
      }
    }
    expect(otherwise).toEqual([]);
    expect(outcomes.right).toBeGreaterThan(0);
    expect(outcomes.wrong).toBeGreaterThan(50);
  });

  it('leaves to class-validator what it does not understand', () => {
    class Each {
      @IsString({ each: true })
      words!: string[];
    }
    class Defined {
      @IsDefined()
      word!: string;
    }
    class Unknown {
      @ValidateNested()
      address!: Address;
    }
    class Grouped {
      @IsString({ groups: ['admin'] })
      word!: string;
    }
    class Conditional {
      @ValidateIf(() => false)
      @IsString()
      word!: string;
    }
    expect(Blueprint.of(Conditional)!.build({})).toEqual(new Conditional());
    expect(Blueprint.of(Conditional)!.build({ word: 5 })).toBeUndefined();
    const types: (new () => object)[] = [Each, Defined, Unknown, Grouped, PartialType(Each)];
    for (const type of types) expect(Blueprint.of(type)).toBeUndefined();
  });
});
