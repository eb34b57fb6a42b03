import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import type { Caller } from '../access/caller.js';
import { orderFrom, type OrderBody } from './order-request.js';

const caller: Caller = { userId: 'u', roles: ['customer'], sid: 's', name: 'Ann', email: 'ann@example.com', locale: 'en' };
const address = { line1: '1-1', city: 'Tokyo', postalCode: '100-0001', country: 'JP', lat: 35.68, lng: 139.76 };
const storeId = '019AA6F2-3f00-7000-8000-000000000001';
const body = (change: Partial<OrderBody> = {}): OrderBody => ({
  storeId,
  lines: [{ sku: 'cup', quantity: 2 }],
  fulfillment: { type: 'delivery', address },
  payment: { method: 'card', token: 'tok_ok' },
  ...change,
});
const place = (change: Partial<OrderBody>, key: string | undefined = 'k-1') => orderFrom(caller, key, body(change));

describe('an order request', () => {
  it('becomes what the order service takes', () => {
    expect(place({ note: 'ring twice' })).toMatchObject({
      actor: { userId: 'u', roles: ['customer'] },
      idempotencyKey: 'k-1',
      storeId: storeId.toLowerCase(),
      lines: [{ sku: 'cup', quantity: 2, choiceIds: [] }],
      fulfillment: { type: 'delivery', address },
      tender: { method: 'card', token: 'tok_ok', provider: 'simulated' },
      note: 'ring twice',
    });
  });

  it('keeps no card token where cash is paid', () => {
    expect(place({ payment: { method: 'cash', token: 'tok_ok' } }).tender).toEqual({ method: 'cash', token: undefined, provider: undefined });
  });

  it.each([undefined, '', 'a b', 'é', 'x'.repeat(256), 'a\n'])('needs a key, which is not %j', (key) => {
    expect(() => orderFrom(caller, key, body())).toThrow(expect.objectContaining({ status: 400 }));
  });

  it.each<[string, Partial<OrderBody>]>([
    ['a delivery to nowhere', { fulfillment: { type: 'delivery' } }],
    ['a delivery to two places', { fulfillment: { type: 'delivery', address, addressId: storeId } }],
    ['a pick-up with an address', { fulfillment: { type: 'pickup', address } }],
    ['a card without a token', { payment: { method: 'card' } }],
  ])('does not fit together: %s', (_what, change) => {
    expect(() => place(change)).toThrow(expect.objectContaining({ status: 400, extra: { errors: [expect.objectContaining({ path: expect.any(String) })] } }));
  });

  it.each<[string, Partial<OrderBody>]>([
    ['konbini', { payment: { method: 'konbini' } }],
    ['another provider', { payment: { method: 'card', token: 't', provider: 'stripe' } }],
    ['points', { pointsToRedeem: 1 }],
    ['shipping', { fulfillment: { type: 'shipping', address } }],
    ['slots', { fulfillment: { type: 'delivery', address, slotId: storeId } }],
  ])('asks for what is not offered yet: %s', (_what, change) => {
    expect(() => place(change)).toThrow(expect.objectContaining({ status: 422, code: 'not-offered' }));
  });
});
