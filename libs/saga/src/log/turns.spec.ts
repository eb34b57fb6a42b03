import { describe, expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import { Rush } from '../rush.js';
import { Turns } from './turns.js';

/** How many turns of that many milliseconds are had within a time, when somebody always waits for the next one. */
async function turnsIn(time: number, each: number, rush: Rush): Promise<number> {
  const turns = new Turns(1, rush);
  const end = performance.now() + time;
  let had = 0;
  while (performance.now() < end) {
    await turns.take();
    await pause(each);
    had += 1;
    turns.give();
  }
  return had;
}

/** A rush that has lasted long enough to count, and goes on for as long as the clock stands still. */
function settled(clock = () => 0): Rush {
  let late = 0;
  const rush = new Rush(() => clock() + late);
  for (; late < 300; late += 100) rush.note();
  rush.note();
  return rush;
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
    const quiet = await turnsIn(400, 10, new Rush());
    const rushed = await turnsIn(400, 10, settled());
    expect(rushed).toBeGreaterThanOrEqual(3);
    expect(rushed).toBeLessThan(quiet / 2);
  });

  it('come at once when the rush is over', async () => {
    let now = 0;
    const rush = settled(() => now);
    const turns = new Turns(1, rush);
    await turns.take();
    await pause(100);
    expect(rush.on).toBe(true);
    turns.give();
    now += 1_000;
    const began = performance.now();
    // The rest would take 400 ms.
    await turns.take();
    expect(performance.now() - began).toBeLessThan(150);
  });
});

describe('a rush', () => {
  it('is on once requests have queued for a while, and a little longer than they do', () => {
    let now = 0;
    const rush = new Rush(() => now);
    expect(rush.on).toBe(false);
    for (; now < 300; now += 50) {
      rush.note();
      expect(rush.on).toBe(false);
    }
    rush.note();
    expect(rush.on).toBe(true);
    now += 150;
    expect(rush.on).toBe(true);
    now += 100;
    expect(rush.on).toBe(false);
    rush.note();
    expect(rush.on).toBe(false);
  });

  it('that does not end is none', () => {
    let now = 0;
    const rush = new Rush(() => now);
    for (; now < 29_000; now += 20) rush.note();
    expect(rush.on).toBe(true);
    for (; now < 31_000; now += 20) rush.note();
    expect(rush.on).toBe(false);
    now += 300;
    for (const end = now + 400; now < end; now += 20) rush.note();
    expect(rush.on).toBe(true);
  });
});
