import { describe, expect, it } from '@jest/globals';
import { isOpen as isOpenAt, type OpeningHours, type SpecialDay } from './opening-hours.js';

// 2025-11-21 is a Friday (5), the 22nd a Saturday, the 23rd a Sunday.
const at = (time: string) => new Date(`2025-11-${time}Z`);
const isOpen = (openingHours: OpeningHours[], timeZone: string, moment: Date, specialDays: SpecialDay[] = []) => isOpenAt({ openingHours, specialDays, timeZone }, moment);
const lunch: OpeningHours[] = [{ day: 5, opens: '11:30', closes: '14:00' }];
const bar: OpeningHours[] = [{ day: 5, opens: '18:00', closes: '02:00' }];

describe('opening hours', () => {
  it('mean always open when there are none', () => {
    expect(isOpen([], 'Asia/Tokyo', at('21T03:00'))).toBe(true);
  });

  it.each([
    ['21T11:29', false],
    ['21T11:30', true],
    ['21T13:59', true],
    ['21T14:00', false],
    ['22T12:00', false],
  ])('within a day, at %s: %s', (time, open) => {
    expect(isOpen(lunch, 'UTC', at(time))).toBe(open);
  });

  it.each([
    ['21T17:59', false],
    ['21T18:00', true],
    ['21T23:59', true],
    ['22T01:59', true],
    ['22T02:00', false],
    ['22T18:30', false],
    ['21T01:00', false],
  ])('after midnight, at %s: %s', (time, open) => {
    expect(isOpen(bar, 'UTC', at(time))).toBe(open);
  });

  it('go from Sunday night to Monday morning', () => {
    const sunday = [{ day: 7, opens: '20:00', closes: '03:00' }];
    expect(isOpen(sunday, 'UTC', at('24T02:00'))).toBe(true);
    expect(isOpen(sunday, 'UTC', at('22T02:00'))).toBe(false);
  });

  it('are around the clock when it closes as it opens', () => {
    const day = [{ day: 5, opens: '09:00', closes: '09:00' }];
    expect(isOpen(day, 'UTC', at('21T09:00'))).toBe(true);
    expect(isOpen(day, 'UTC', at('22T08:59'))).toBe(true);
    expect(isOpen(day, 'UTC', at('22T09:00'))).toBe(false);
  });

  it('last to the end of the day at 24:00, midnight being 00:00', () => {
    const late = [{ day: 5, opens: '00:00', closes: '24:00' }];
    expect(isOpen(late, 'UTC', at('21T00:00'))).toBe(true);
    expect(isOpen(late, 'UTC', at('21T23:59'))).toBe(true);
    expect(isOpen(late, 'UTC', at('22T00:00'))).toBe(false);
  });

  it('are the local ones of the store', () => {
    // 12:00 in Tokyo on Friday is 03:00 in London.
    expect(isOpen(lunch, 'Asia/Tokyo', at('21T03:00'))).toBe(true);
    expect(isOpen(lunch, 'Europe/London', at('21T03:00'))).toBe(false);
    // Thursday evening in Los Angeles is Friday in UTC.
    expect(isOpen(lunch, 'America/Los_Angeles', at('21T11:45'))).toBe(false);
  });
});

describe('special days', () => {
  const closed: SpecialDay[] = [{ date: '2025-11-21', hours: [] }];

  it('are closed, whatever the weekday says, and what is always open is closed for that day', () => {
    expect(isOpen(lunch, 'UTC', at('21T12:00'), closed)).toBe(false);
    expect(isOpen(lunch, 'UTC', at('28T12:00'), closed)).toBe(true);
    expect(['20T23:59', '21T00:00', '21T23:59', '22T00:00'].map((time) => isOpen([], 'UTC', at(time), closed))).toEqual([true, false, false, true]);
  });

  it('have hours of their own instead', () => {
    const festival = [{ date: '2025-11-21', hours: [{ opens: '08:00', closes: '10:00' }, { opens: '20:00', closes: '01:00' }] }];
    expect(['21T09:00', '21T12:00', '21T23:00', '22T00:59', '22T01:00'].map((time) => isOpen(lunch, 'UTC', at(time), festival))).toEqual([true, false, true, true, false]);
  });

  it('leave the night before to the day before, and theirs ends in the next one', () => {
    const saturday = [{ date: '2025-11-22', hours: [] }];
    expect(isOpen(bar, 'UTC', at('22T01:00'), saturday)).toBe(true);
    expect(isOpen(bar, 'UTC', at('22T01:00'), closed)).toBe(false);
  });

  it('begin and end at midnight of the store', () => {
    expect(isOpen([], 'Asia/Tokyo', at('20T14:59'), closed)).toBe(true);
    expect(isOpen([], 'Asia/Tokyo', at('20T15:00'), closed)).toBe(false);
    expect(isOpen([], 'Asia/Tokyo', at('21T15:00'), closed)).toBe(true);
  });
});
