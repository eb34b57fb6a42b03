import { describe, expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import { Rush } from '../rush.js';
import { Turns } from './turns.js';

/** How many turns of that many milliseconds are had within a time, when somebody always waits for the next one. */
async function turnsIn(time: number, each: number, rush: Rush, rushing: boolean): Promise<number> {
  const turns = new Turns(1, rush);
  const end = performance.now() + time;
  let had = 0;
  while (performance.now() < end) {
    if (rushing) rush.note();
    await turns.take();
    await pause(each);
    had += 1;
    turns.give();
  }
  return had;
}

describe('turns', () => {
  it('are had one after another by those who wait, no more than allowed at once', async () => {
    const turns = new Turns(2, new Rush());
    let running = 0;
    let most = 0;
    await Promise.all(Array.from({ length: 10 }, async () => {
      await turns.take();
      most = Math.max(most, (running += 1));
      await pause(2);
      running -= 1;
      turns.give();
    }));
    expect(most).toBeLessThanOrEqual(2);
  });

  it('are fewer in a rush, but never none', async () => {
    const quiet = await turnsIn(300, 10, new Rush(), false);
    const rush = new Rush();
    const requests = setInterval(() => rush.note(), 10);
    const rushed = await turnsIn(300, 10, rush, true);
    clearInterval(requests);
    expect(rushed).toBeGreaterThanOrEqual(3);
    expect(rushed).toBeLessThan(quiet / 2);
  });

  it('come at once when the rush is over', async () => {
    const rush = new Rush();
    const turns = new Turns(1, rush);
    await turns.take();
    await pause(100);
    rush.note();
    turns.give();
    const began = performance.now();
    // The rest would take 250 ms.
    await turns.take();
    expect(performance.now() - began).toBeLessThan(150);
  });
});

describe('a rush', () => {
  it('is on while requests queue, and a little longer', async () => {
    const rush = new Rush();
    expect(rush.on).toBe(false);
    rush.note();
    expect(rush.on).toBe(true);
    await pause(80);
    expect(rush.on).toBe(false);
  });

  it('that does not end is none', () => {
    let now = 0;
    const rush = new Rush(() => now);
    for (; now < 29_000; now += 20) rush.note();
    expect(rush.on).toBe(true);
    for (; now < 31_000; now += 20) rush.note();
    expect(rush.on).toBe(false);
    now += 100;
    rush.note();
    expect(rush.on).toBe(true);
  });
});
