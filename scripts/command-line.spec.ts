import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { commandLine, flag, text, wholeNumber } from './command-line.js';

const USAGE = 'npm run sweep: sweeps.\n  --twice\n  --rooms N (4)';

/** Ends a command that would end its process. */
class Ended extends Error {
  constructor(code: unknown) {
    super(`ended with ${String(code)}`);
  }
}

describe('the words of a command', () => {
  const before = process.argv;
  let told: string[] = [];

  const sweep = (...words: string[]) => {
    process.argv = ['node', 'sweep.js', ...words];
    const { values: { twice, ...values }, positionals } = commandLine(USAGE, { twice: flag, rooms: text }, 1);
    return { twice, rooms: wholeNumber(USAGE, '--rooms', values.rooms, { usual: 4, least: 1 }), positionals };
  };

  beforeEach(() => {
    told = [];
    jest.spyOn(console, 'log').mockImplementation((line: string) => void told.push(`out: ${line}`));
    jest.spyOn(console, 'error').mockImplementation((line: string) => void told.push(`err: ${line}`));
    jest.spyOn(process, 'exit').mockImplementation((code) => {
      throw new Ended(code);
    });
  });
  afterEach(() => {
    process.argv = before;
    jest.restoreAllMocks();
  });

  it('are understood', () => {
    expect(sweep()).toEqual({ twice: false, rooms: 4, positionals: [] });
    expect(sweep('--twice', 'kitchen', '--rooms', '2')).toEqual({ twice: true, rooms: 2, positionals: ['kitchen'] });
  });

  it.each(['--help', '-h'])('%s tells what there is, and nothing is done', (word) => {
    expect(() => sweep('--twice', word)).toThrow(new Ended(0));
    expect(told).toEqual([`out: ${USAGE}`]);
  });

  it.each([
    [['--nonsense'], "Unknown option '--nonsense'."],
    [['--rooms'], "Option '--rooms <value>' argument missing"],
    [['--twice=no'], "Option '--twice' does not take an argument"],
    [['kitchen', 'hall'], '"hall" is one word too many.'],
    [['--rooms', 'all'], '--rooms is a whole number from 1 on, like 4; "all" is not.'],
    [['--rooms', ''], '--rooms is a whole number from 1 on, like 4; "" is not.'],
    [['--rooms', '0'], '--rooms is a whole number from 1 on, like 4; "0" is not.'],
    [['--rooms', '1.5'], '--rooms is a whole number from 1 on, like 4; "1.5" is not.'],
  ])('%j are refused, with what there is', (words, why) => {
    expect(() => sweep(...words)).toThrow(new Ended(2));
    expect(told).toHaveLength(1);
    expect(told[0]!.slice(0, 5 + why.length)).toBe(`err: ${why}`);
    expect(told[0]!.endsWith(`\n\n${USAGE}`)).toBe(true);
  });
});
