import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { performance } from 'node:perf_hooks';
import { NAP } from '../rush.js';
import { Turns } from './turns.js';

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['performance'] });
  jest.spyOn(performance, 'now').mockImplementation(() => Date.now());
  // A process with breath enough, however the machine is.
  jest.spyOn(performance, 'eventLoopUtilization').mockReturnValue({ idle: 1, active: 0, utilization: 0 });
});
afterEach(() => {
  jest.restoreAllMocks();
  jest.useRealTimers();
});

const pause = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds));

/** How many turns of that many milliseconds are had within a time, when somebody always waits for the next one. */
async function turnsIn(time: number, each: number, rush: { on: boolean }): Promise<number> {
  const turns = new Turns(1, rush);
  let had = 0;
  void (async () => {
    for (;;) {
      await turns.take();
      await pause(each);
      had += 1;
      turns.give();
    }
  })();
  await jest.advanceTimersByTimeAsync(time);
  return had;
}

describe('turns', () => {
  it('are had one after another by those who wait, no more than allowed at once', async () => {
    const turns = new Turns(2, { on: false });
    let running = 0;
    let most = 0;
    const all = Promise.all(Array.from({ length: 10 }, async () => {
      await turns.take();
      most = Math.max(most, (running += 1));
      await pause(2);
      running -= 1;
      turns.give();
    }));
    await jest.advanceTimersByTimeAsync(10);
    await all;
    expect(most).toBe(2);
  });

  it('are one at a time in a process that is out of breath', async () => {
    jest.mocked(performance.eventLoopUtilization).mockReturnValue({ idle: 0, active: 1, utilization: 1 });
    const turns = new Turns(2, { on: false });
    let had = 0;
    for (let i = 0; i < 2; i++) void turns.take().then(() => (had += 1));
    await jest.advanceTimersByTimeAsync(0);
    expect(had).toBe(1);
    turns.give();
    await jest.advanceTimersByTimeAsync(0);
    expect(had).toBe(2);
  });

  it('are more again when its breath is back, though nobody has given his', async () => {
    const breath = jest.mocked(performance.eventLoopUtilization).mockReturnValue({ idle: 0, active: 1, utilization: 1 });
    const turns = new Turns(2, { on: false });
    let had = 0;
    for (let i = 0; i < 2; i++) void turns.take().then(() => (had += 1));
    await jest.advanceTimersByTimeAsync(1_000);
    expect(had).toBe(1);
    breath.mockReturnValue({ idle: 1, active: 0, utilization: 0 });
    await jest.advanceTimersByTimeAsync(1_000);
    expect(had).toBe(2);
  });

  it('are fewer in a rush, but never none', async () => {
    const quiet = await turnsIn(800, 10, { on: false });
    const rushed = await turnsIn(800, 10, { on: true });
    // Ten milliseconds each; in a rush with twenty times as many after it.
    expect([quiet, rushed]).toEqual([80, 4]);
  });

  it('come at once when the rush is over', async () => {
    const rush = { on: true };
    const turns = new Turns(1, rush);
    await turns.take();
    await jest.advanceTimersByTimeAsync(100);
    turns.give();
    let taken = false;
    void turns.take().then(() => (taken = true));
    // The rest would take two seconds.
    await jest.advanceTimersByTimeAsync(1_000);
    expect(taken).toBe(false);
    rush.on = false;
    await jest.advanceTimersByTimeAsync(NAP);
    expect(taken).toBe(true);
  });
});
