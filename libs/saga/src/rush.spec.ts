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
  afterEach(() => void jest.useRealTimers());

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

  it('is not over because the process was held up', async () => {
    jest.useRealTimers();
    const rush = new Rush();
    for (const end = performance.now() + 400; performance.now() < end; await new Promise((done) => setTimeout(done, 10))) rush.note();
    for (const end = performance.now() + 600; performance.now() < end; );
    // The timers that are overdue run, once each.
    await new Promise((done) => setTimeout(done, 0));
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
    jest.useRealTimers();
    const rush = new Rush();
    const noting = setInterval(() => rush.note(), 10);
    const { signal } = new AbortController();
    while (!rush.on) await new Promise((done) => setTimeout(done, 10));
    let rested = false;
    const resting = rush.rest(60_000, signal).then(() => (rested = true));
    await new Promise((done) => setTimeout(done, 50));
    expect(rested).toBe(false);
    clearInterval(noting);
    await resting;
    expect(rush.on).toBe(false);
  });
});
