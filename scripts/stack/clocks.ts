import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { faketimeLibrary } from './programs.js';

/**
 * With DEMAE_CLOCKS, a folder: what makes the clock of a program wrong from its next start on, when a file there by its name says by how
 * much, in seconds ("+300"). Only what tells the time of day is off: timers, and how long something took, are as always.
 */
export function clockEnvironment(program: string): NodeJS.ProcessEnv {
  const folder = process.env['DEMAE_CLOCKS'];
  if (folder === undefined) return {};
  const file = join(folder, program);
  const library = faketimeLibrary();
  if (!existsSync(file) || library === undefined) return {};
  return { LD_PRELOAD: library, FAKETIME: readFileSync(file, 'utf8').trim(), FAKETIME_DONT_FAKE_MONOTONIC: '1', NO_FAKE_STAT: '1', FAKETIME_DONT_RESET: '1' };
}
