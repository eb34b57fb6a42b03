import { describe, expect, it } from '@jest/globals';
import { endOfQuiet } from './quiet-hours.js';

describe('quiet hours', () => {
  it.each<[string, string, string, string, string | undefined]>([
    ['22:00', '07:00', 'Asia/Tokyo', '2027-01-01T13:00:00Z', '2027-01-01T22:00:00.000Z'],
    ['22:00', '07:00', 'Asia/Tokyo', '2027-01-01T21:59:59.999Z', '2027-01-01T22:00:00.000Z'],
    ['22:00', '07:00', 'Asia/Tokyo', '2027-01-01T22:00:00Z', undefined],
    ['22:00', '07:00', 'Asia/Tokyo', '2027-01-01T12:59:59Z', undefined],
    ['12:00', '13:30', 'UTC', '2027-01-01T12:00:30Z', '2027-01-01T13:30:00.000Z'],
    ['12:00', '13:30', 'UTC', '2027-01-01T13:30:00Z', undefined],
    ['00:00', '06:00', 'America/New_York', '2027-01-01T05:00:00Z', '2027-01-01T11:00:00.000Z'],
    ['12:00', '12:00', 'UTC', '2027-01-01T12:00:00Z', undefined],
  ])('from %s to %s in %s, at %s', (from, to, timeZone, at, end) => {
    expect(endOfQuiet({ from, to, timeZone }, new Date(at))?.toISOString()).toBe(end);
  });
});
