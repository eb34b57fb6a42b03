import { describe, expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import { Turns } from './turns.js';

/** How many turns of that many milliseconds are had within a time, when somebody always waits for the next one. */
async function turnsIn(time: number, each: number, rush: { on: boolean }): Promise<number> {
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

describe('turns', () => {
  it('are had one after another by those who wait, no more than allowed at once', async () => {
    const turns = new Turns(2, { on: false });
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
    const quiet = await turnsIn(800, 10, { on: false });
    const rushed = await turnsIn(800, 10, { on: true });
    expect(rushed).toBeGreaterThanOrEqual(3);
    expect(rushed).toBeLessThan(quiet / 2);
  });

  it('come at once when the rush is over', async () => {
    const rush = { on: true };
    const turns = new Turns(1, rush);
    await turns.take();
    await pause(100);
    turns.give();
    rush.on = false;
    const began = performance.now();
    // The rest would take two seconds.
    await turns.take();
    expect(performance.now() - began).toBeLessThan(150);
  });
});
