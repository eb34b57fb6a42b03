import { describe, expect, it } from '@jest/globals';
import { parseDuration } from './duration.js';

describe('a duration', () => {
  it.each([
    ['PT3H', 10_800_000],
    ['PT90M', 5_400_000],
    ['PT0.5S', 500],
    ['P1D', 86_400_000],
    ['P1W', 604_800_000],
    ['P1DT1H1M1S', 90_061_000],
    ['PT0S', 0],
  ])('%s is %s ms', (text, milliseconds) => {
    expect(parseDuration(text)).toBe(milliseconds);
  });

  it.each(['', 'P', 'PT', 'P1DT', '3H', 'PT3', 'P1Y', 'P1M', 'PT-1H', 'pt3h', 'PT1H ', '10800000'])('"%s" is none', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });
});
