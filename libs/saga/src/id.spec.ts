import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { derivedId, newId } from '@demae/saga';

const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const timeOf = (id: string) => parseInt(id.replace('-', '').slice(0, 12), 16);
const isSorted = (ids: readonly string[]) => ids.every((id, i) => i === 0 || ids[i - 1]! < id);

afterEach(() => void jest.restoreAllMocks());

describe('a new id', () => {
  it('is a UUIDv7 of now, and 100,000 of them are all different and in order', () => {
    const before = Date.now();
    const ids = Array.from({ length: 100_000 }, newId);
    expect(ids.filter((id) => !UUID_V7.test(id))).toEqual([]);
    expect(new Set(ids).size).toBe(100_000);
    expect(isSorted(ids)).toBe(true);
    // Those made faster than 4,096 a millisecond borrow from the next ones.
    const most = Math.max(Date.now(), before + 100_000 / 2_048) + 1;
    expect(ids.filter((id) => timeOf(id) < before || timeOf(id) > most)).toEqual([]);
    // 62 random bits beside time and counter: no two alike.
    expect(new Set(ids.map((id) => id.slice(19))).size).toBe(100_000);
  });

  it('comes after the last one even when a millisecond is full, or the clock goes back', () => {
    const now = Date.now() + 60_000;
    const clock = jest.spyOn(Date, 'now').mockReturnValue(now);
    const full = Array.from({ length: 10_000 }, newId);
    expect(isSorted(full)).toBe(true);
    expect(timeOf(full.at(-1)!) - now).toBeLessThanOrEqual(4);
    clock.mockReturnValue(now - 3_600_000);
    const later = [full.at(-1)!, ...Array.from({ length: 10_000 }, newId)];
    expect(isSorted(later)).toBe(true);
    clock.mockReturnValue(now + 1_000);
    expect(timeOf(newId())).toBe(now + 1_000);
  });
});

describe('a derived id', () => {
  it('is the same for whoever makes it, another one for another purpose, and of the time that it comes from', () => {
    const order = newId();
    expect(derivedId(order, 'payment')).toBe(derivedId(order, 'payment'));
    expect(derivedId(order, 'payment')).not.toBe(derivedId(order, 'delivery'));
    expect(derivedId(newId(), 'payment').slice(14)).not.toBe(derivedId(order, 'payment').slice(14));
    expect(timeOf(derivedId(order, 'payment'))).toBe(timeOf(order));
    for (const from of [order, 'o']) expect(derivedId(from, 'payment')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});
