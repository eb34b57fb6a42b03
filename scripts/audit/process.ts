import { spawn } from 'node:child_process';
import { resolve } from 'node:path';

/** What the audit finds, as a process of its own, which has seen nothing of what happened here. */
export function auditOf(home: string, witness: string): Promise<string[]> {
  const child = spawn(process.execPath, [resolve('dist/scripts/audit.js'), '--json', '--witness', witness], {
    env: { ...process.env, DEMAE_HOME: home },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.on('data', (part: Buffer) => (text += part.toString()));
  return new Promise((done, fail) => {
    child.once('close', (code) => {
      try {
        done((JSON.parse(text) as { wrong: string[] }).wrong);
      } catch {
        fail(new Error(`The audit ended with code ${code} and said nothing to be understood.`));
      }
    });
  });
}
