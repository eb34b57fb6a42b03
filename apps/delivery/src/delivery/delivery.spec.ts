import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Checkout } from '@demae/contracts';
import { LIFE, type DeliveryState } from './delivery-life.js';
import { Delivery } from './delivery.js';
import { metresBetween } from './distance.js';

const now = new Date('2025-01-01T10:00:00Z');
const later = new Date('2025-01-01T10:01:00Z');
const address = { line1: '1', city: 'Tokyo', postalCode: '1', country: 'JP', lat: 35.68, lng: 139.76 };

describe('a delivery', () => {
  let delivery: Delivery;
  beforeEach(() => {
    delivery = Delivery.of({ orderId: 'o', store: { address } } as Checkout, address);
    delivery.search(now);
  });

  it('is offered, accepted, picked up when ready, and delivered', () => {
    delivery.offerTo('d', later);
    expect(delivery).toMatchObject({ status: 'OFFERED', driverId: 'd', isTaken: true });
    delivery.accept(now);
    expect(() => delivery.takeAlong()).toThrow(expect.objectContaining({ status: 409, detail: expect.stringMatching(/not ready yet/) }));
    delivery.isReady = true;
    delivery.takeAlong();
    delivery.deliver();
    expect(delivery).toMatchObject({ status: 'DELIVERED', isClosed: true, isTaken: false });
  });

  it('cannot be accepted once the offer has expired', () => {
    delivery.offerTo('d', later);
    expect(() => delivery.accept(later)).toThrow(/expired/);
  });

  it('leaves the courier who passes, in a new round', () => {
    delivery.offerTo('d', later);
    const { round } = delivery;
    delivery.searchOn();
    expect(delivery).toMatchObject({ status: 'SEARCHING', driverId: null, round: round + 1 });
  });

  it('is declined, not failed, while it is only offered', () => {
    delivery.offerTo('d', later);
    expect(() => delivery.fail()).toThrow(/decline it/);
    delivery.accept(now);
    expect(() => delivery.searchOn()).toThrow(/only while it is OFFERED/);
    delivery.fail();
    expect(delivery.status).toBe('FAILED');
  });

  it('can be cancelled until it is closed', () => {
    const states = Object.keys(LIFE) as DeliveryState[];
    expect(states.filter((state) => !LIFE[state].includes('CANCELLED'))).toEqual(['DELIVERED', 'FAILED', 'CANCELLED']);
  });
});

describe('the distance', () => {
  it('is right to a few metres', () => {
    // Tokyo to Osaka stations: 403 km as the crow flies.
    expect(metresBetween({ lat: 35.6812, lng: 139.7671 }, { lat: 34.7025, lng: 135.4959 }) / 1_000).toBeCloseTo(403, -1);
    expect(metresBetween(address, address)).toBe(0);
    expect(metresBetween({ lat: 0, lng: 0 }, { lat: 0, lng: 180 }) / 1_000).toBeCloseTo(20_015, -1);
  });
});
