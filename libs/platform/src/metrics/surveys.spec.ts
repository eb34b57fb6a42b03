import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { Clock } from '@demae/saga';
import type { DataSource } from 'typeorm';
import { METRICS } from './declared.js';
import { Meter, tell } from './instruments.js';
import { addSurvey, Surveys } from './surveys.js';

const cups = { name: 'demae_cups', kind: 'gauge', labels: ['colour'], what: 'Cups.' } as const;
const nextTurn = () => new Promise((resolve) => setImmediate(resolve));
const from = { dataSource: {} as DataSource, clock: new Clock() };

function surveyed(take: () => Promise<Record<string, [[string], number][]>>, every = 10_000) {
  const meter = new Meter('shop');
  const surveys = new Surveys(meter, meter.values(METRICS.surveyed));
  addSurvey(surveys, meter, { name: 'cups', gauges: [cups], every, take }, from);
  return { surveys, told: () => tell([meter]) };
}

afterEach(() => {
  jest.useRealTimers();
  jest.restoreAllMocks();
});

describe('a survey', () => {
  it('is taken at once, and again only when it is time and somebody looks', async () => {
    const take = jest.fn(() => Promise.resolve({ demae_cups: [[['white'], take.mock.calls.length]] as [[string], number][] }));
    const clock = jest.spyOn(performance, 'now').mockReturnValue(1_000);
    const { surveys, told } = surveyed(take, 50);
    await surveys.takeAll();
    expect(take).toHaveBeenCalledTimes(2);
    for (let i = 0; i < 5; i++) expect(told()).toContain('demae_cups{service="shop",colour="white"} 2');
    await nextTurn();
    expect(take).toHaveBeenCalledTimes(2);
    clock.mockReturnValue(1_050);
    await nextTurn();
    expect(take).toHaveBeenCalledTimes(2);
    told();
    expect(take).toHaveBeenCalledTimes(2);
    await nextTurn();
    expect(take).toHaveBeenCalledTimes(3);
    await surveys.close();
  });

  it('is not waited for by who looks, and not begun again before it has ended', async () => {
    let ends: () => void = () => undefined;
    const take = jest.fn(() => new Promise<Record<string, [[string], number][]>>((resolve) => (ends = () => resolve({ demae_cups: [[['white'], 1]] }))));
    const { surveys, told } = surveyed(take, 0);
    for (let i = 0; i < 3; i++, await nextTurn()) expect(told()).not.toContain('demae_cups{');
    expect(take).toHaveBeenCalledTimes(1);
    ends();
    await surveys.close();
    expect(told()).toContain('demae_cups{service="shop",colour="white"} 1');
  });

  it('that fails tells nothing, rather than what was so before; when it last went well stays', async () => {
    let fails = false;
    const { surveys, told } = surveyed(() => (fails ? Promise.reject(new Error('away')) : Promise.resolve({ demae_cups: [[['white'], 1]] })));
    await surveys.takeAll();
    const when = /demae_survey_last_success.*survey="cups"} [\d.]+/.exec(told())![0];
    fails = true;
    await surveys.takeAll();
    expect(told()).not.toContain('demae_cups{');
    expect(told()).toContain(when);
  });

  it('that takes too long is given up', async () => {
    jest.useFakeTimers({ doNotFake: ['performance'] });
    const { surveys, told } = surveyed(() => new Promise(() => undefined));
    const over = surveys.close();
    await jest.advanceTimersByTimeAsync(5_001);
    await over;
    expect(told()).not.toContain('survey="cups"');
  });

  it('forgets what is no longer there', async () => {
    let colour = 'white';
    const { surveys, told } = surveyed(() => Promise.resolve({ demae_cups: [[[colour], 1]] }));
    await surveys.takeAll();
    colour = 'black';
    await surveys.takeAll();
    expect(told()).toContain('colour="black"} 1');
    expect(told()).not.toContain('white');
  });
});
