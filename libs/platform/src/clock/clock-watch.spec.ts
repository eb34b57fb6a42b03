import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { Clock } from '@demae/saga';
import { createLogger } from '../log/logger.js';
import { ClockWatch } from './clock-watch.js';

const lines: string[] = [];
const logger = createLogger('info', { write: (line) => void lines.push(line) });
const told = () => lines.splice(0).map((line) => JSON.parse(line) as { level: string; msg: string; seconds?: number });
const watches: ClockWatch[] = [];
/** Of this machine, as the other one sees it. */
let ahead = 0;
let isAway = false;
/** How many answers are long on the way. */
let late = 0;
const ask = () => {
  if (late > 0) jest.advanceTimersByTime(1_100);
  late -= 1;
  return isAway ? Promise.reject(new Error('away')) : Promise.resolve(Date.now() - ahead);
};

async function watch(clock?: Clock): Promise<ClockWatch> {
  const opened = await ClockWatch.open({ whose: 'its database', ask }, logger, clock);
  watches.push(opened);
  return opened;
}

/** No way to the other clock takes any time here. */
const goes = (clock: Clock, expected: number) => expect(clock.now().getTime() - Date.now()).toBe(expected);

beforeEach(() => void jest.useFakeTimers());
afterEach(() => {
  jest.useRealTimers();
  for (const one of watches.splice(0)) one.close();
  lines.length = 0;
  ahead = 0;
  isAway = false;
  late = 0;
});

it.each([[300_000, 'ahead'], [-300_000, 'behind']])('a clock that is %d ms off is told of once, and the service goes by the other', async (off, word) => {
  ahead = off;
  const clock = new Clock();
  const own = await watch(clock);
  goes(clock, -off);
  expect(told()).toMatchObject([{ level: 'warn', seconds: off / 1_000, than: 'its database', msg: expect.stringContaining(`is ${word}: put it right; until then this service goes by the other one`) }]);
  expect(own.ahead).toBe(off);
  await own.look();
  expect(told()).toEqual([]);
  ahead = 0;
  await own.look();
  goes(clock, 0);
  expect(told()).toMatchObject([{ level: 'info', msg: 'the clock of this machine is right again' }]);
});

it('a clock that is right, within a second, is its own', async () => {
  ahead = 800;
  const clock = new Clock();
  await watch(clock);
  expect([clock.follows, told()]).toEqual([0, []]);
});

it('a sandbox that has moved its time has moved it from there', async () => {
  ahead = 300_000;
  const clock = new Clock();
  clock.advance(60_000);
  await watch(clock);
  goes(clock, 60_000 - 300_000);
  expect(clock.movedBy).toBe(60_000);
});

it('what was known is good while the other one is away, and nothing is known before', async () => {
  isAway = true;
  const clock = new Clock();
  const own = await watch(clock);
  expect(own.ahead).toBeUndefined();
  isAway = false;
  ahead = 300_000;
  await own.look();
  isAway = true;
  await own.look();
  goes(clock, -300_000);
  expect(own.ahead).toBe(300_000);
});

it('at the start the other one is asked again when its answer was long on the way, and the service does not begin by a clock that is off', async () => {
  [ahead, late] = [300_000, 2];
  const clock = new Clock();
  const own = await watch(clock);
  goes(clock, -300_000);
  expect([own.ahead, late]).toEqual([300_000, -1]);
  late = 10;
  const other = await watch();
  expect([other.ahead, late]).toEqual([undefined, 5]);
});
