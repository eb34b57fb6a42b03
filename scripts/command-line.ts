import { parseArgs, type ParseArgsConfig } from 'node:util';

type Options = NonNullable<ParseArgsConfig['options']>;

export const flag = { type: 'boolean', default: false } as const;
export const text = { type: 'string' } as const;

/** Tells what was wrong with the words of a command, and what they may be. Ends the process with 2. */
export function misused(usage: string, why: string): never {
  console.error(`${why}\n\n${usage}`);
  process.exit(2);
}

/**
 * The words behind `npm run <command> --`. `--help` tells the usage and ends. What is not understood is refused: with a word passed over, a
 * command would do something else than was asked for.
 *
 * @param words how many there may be that belong to no option
 */
export function commandLine<O extends Options>(usage: string, options: O, words = 0) {
  const { values, positionals } = understood(usage, options);
  if ((values as { help?: boolean }).help) {
    console.log(usage);
    process.exit(0);
  }
  if (positionals.length > words) misused(usage, `"${positionals[words]}" is one word too many.`);
  return { values, positionals };
}

function understood<O extends Options>(usage: string, options: O) {
  try {
    return parseArgs({ args: process.argv.slice(2), allowPositionals: true, options: { ...options, help: { type: 'boolean', short: 'h' } } });
  } catch (error) {
    return misused(usage, (error as Error).message);
  }
}

/** What an option or a variable of the environment says, or else the usual number. */
export function wholeNumber(usage: string, name: string, given: string | undefined, { usual, least = 0 }: { usual: number; least?: number }): number {
  if (given === undefined) return usual;
  const value = Number(given);
  if (given.trim() === '' || !Number.isSafeInteger(value) || value < least) misused(usage, `${name} is a whole number from ${least} on, like ${usual}; "${given}" is not.`);
  return value;
}
