import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Clock, milliseconds, type Duration } from '@demae/saga';

describe('a duration', () => {
  it.each([['250ms', 250], ['0s', 0], ['30s', 30_000], ['3m', 180_000], ['1.5h', 5_400_000], ['2d', 172_800_000]] as const)('%s is %d milliseconds', (text, expected) => {
    expect(milliseconds(text)).toBe(expected);
  });

  it.each(['', '3', 'm', '3 m', '-3m', '3m ', '1e3s', '3M', '3w', '.5h', '1:30', 'NaNs', 'Infinityms', '3m\n'])('is not %j', (text) => {
    expect(() => milliseconds(text as Duration)).toThrow(RangeError);
  });
});

describe('the clock', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it('shows the time of the system until it is moved, forward only and by whole milliseconds', () => {
    const clock = new Clock();
    expect(clock.now().getTime()).toBe(Date.now());
    clock.advance(3_600_000);
    clock.advance(0);
    expect(clock.now().getTime()).toBe(Date.now() + 3_600_000);
    for (const wrong of [-1, 0.5, NaN, Infinity]) expect(() => clock.advance(wrong)).toThrow(RangeError);
    jest.advanceTimersByTime(1_000);
    expect(clock.now().getTime()).toBe(Date.now() + 3_600_000);
  });

  it('tells whoever watches, once it shows the new time, until they stop watching', () => {
    const clock = new Clock();
    const seen: number[] = [];
    const began = clock.now().getTime();
    const stop = clock.watch(() => seen.push((clock.now().getTime() - began) / 1_000));
    clock.watch(() => undefined);
    clock.advance(5_000);
    clock.advance(5_000);
    stop();
    clock.advance(5_000);
    expect(seen).toEqual([5, 10]);
  });
});
