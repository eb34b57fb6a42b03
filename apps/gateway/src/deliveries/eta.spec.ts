import { describe, expect, it } from '@jest/globals';
import { DeliveryStatus } from '@demae/contracts';
import { arrival, distance } from './eta.js';

const station = { lat: 35.681236, lng: 139.767125 };
const tower = { lat: 35.658581, lng: 139.745433 };
const now = new Date('2025-11-21T10:00:00Z');
const minutes = (at: Date | undefined) => at && Math.round((at.getTime() - now.getTime()) / 60_000);

describe('the way of a courier', () => {
  it('is as long as on the map', () => {
    expect(Math.round(distance(station, tower) / 100) / 10).toBe(3.2);
    expect(distance(station, station)).toBe(0);
  });

  it('ends sooner once the food is on the way', () => {
    expect(minutes(arrival(DeliveryStatus.PICKED_UP, station, station, tower, now))).toBe(17);
    expect(minutes(arrival(DeliveryStatus.ASSIGNED, tower, station, tower, now))).toBe(34);
  });

  it('has no end that anybody knows before somebody is on it', () => {
    expect(arrival(DeliveryStatus.SEARCHING, station, station, tower, now)).toBeUndefined();
    expect(arrival(DeliveryStatus.PICKED_UP, undefined, station, tower, now)).toBeUndefined();
  });
});
