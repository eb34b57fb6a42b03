import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Rush } from './rush.js';

/** Notes queueing requests every so often, for a time, milliseconds. */
function noteFor(rush: Rush, time: number, every = 20): void {
  for (let passed = 0; passed < time; passed += every) {
    rush.note();
    jest.advanceTimersByTime(every);
  }
}

describe('a rush', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => {
    jest.restoreAllMocks();
    jest.useRealTimers();
  });

  it('is on once requests have queued for a while, and a little longer than they do', () => {
    const rush = new Rush();
    expect(rush.on).toBe(false);
    noteFor(rush, 280);
    expect(rush.on).toBe(false);
    noteFor(rush, 40);
    expect(rush.on).toBe(true);
    jest.advanceTimersByTime(100);
    expect(rush.on).toBe(true);
    jest.advanceTimersByTime(200);
    expect(rush.on).toBe(false);
    rush.note();
    expect(rush.on).toBe(false);
  });

  it('is not over because the process was held up', () => {
    const rush = new Rush();
    noteFor(rush, 400);
    const held = performance.now() + 600;
    jest.spyOn(performance, 'now').mockReturnValue(held);
    // The timers that are overdue run, once each.
    jest.advanceTimersToNextTimer();
    expect(rush.on).toBe(true);
  });

  it('that does not end is none', () => {
    const rush = new Rush();
    noteFor(rush, 29_000);
    expect(rush.on).toBe(true);
    noteFor(rush, 2_000);
    expect(rush.on).toBe(false);
    jest.advanceTimersByTime(300);
    noteFor(rush, 400);
    expect(rush.on).toBe(true);
  });

  it('lets whoever rests go on when it is over', async () => {
    const rush = new Rush();
    const noting = setInterval(() => rush.note(), 10);
    const { signal } = new AbortController();
    await jest.advanceTimersByTimeAsync(400);
    expect(rush.on).toBe(true);
    let rested = false;
    const resting = rush.rest(10_000, signal).then(() => (rested = true));
    await jest.advanceTimersByTimeAsync(9_000);
    expect([rush.on, rested]).toEqual([true, false]);
    clearInterval(noting);
    await jest.advanceTimersByTimeAsync(300);
    expect([rush.on, rested]).toEqual([false, true]);
    await resting;
  });
});
