import { describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';

/* Whoever mistypes a word is told so, and nothing is begun: every command of package.json that is built, and the programs. */
const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
const commands = Object.entries(scripts).flatMap(([name, line]) => (/dist\/scripts\/\S+\.js$/.exec(line) ?? []).map((file) => ({ name, file })));
const programs = [
  { name: 'npm start', file: 'dist/apps/standalone/src/main.js' },
  { name: 'order', file: 'dist/apps/order/src/main.js' },
];
/** A command that begins what it should refuse is ended then, milliseconds. */
const PATIENCE = 60_000;

function ended(file: string, word: string, env: Record<string, string> = {}): Promise<{ code: number | null; said: string; complained: string }> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [file, word], { env: { ...process.env, ...env }, timeout: PATIENCE, killSignal: 'SIGKILL' }, (_error, said, complained) => {
      resolve({ code: child.exitCode, said, complained });
    });
  });
}

describe('a word that is not known', () => {
  it.concurrent.each(commands)('is refused by npm run $name, with what there is', async ({ name, file }) => {
    const { code, said, complained } = await ended(file, '--nonsense');
    expect({ code, said }).toEqual({ code: 2, said: '' });
    expect(complained).toContain("'--nonsense'");
    expect(complained).toContain(`npm run ${name}`);
  }, 2 * PATIENCE);

  it.concurrent.each(programs)('is refused by $name, which runs nothing for it', async ({ name, file }) => {
    const { code, said, complained } = await ended(file, 'migrat');
    expect({ code, said }).toEqual({ code: 2, said: '' });
    expect(complained).toMatch(new RegExp(`^${name} .*"migrat"`));
  }, 2 * PATIENCE);

  it.concurrent('in a variable neither', async () => {
    const { code, complained } = await ended('dist/scripts/stack.js', '--json', { DEMAE_REPLICAS: 'two' });
    expect({ code, why: complained.split('\n')[0] }).toEqual({ code: 2, why: 'DEMAE_REPLICAS is a whole number from 1 on, like 1; "two" is not.' });
  }, 2 * PATIENCE);
});
