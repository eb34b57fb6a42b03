import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A process of its own that says where it answers, and ends when it is disconnected. @param name of its file here. What it writes goes where this process' own does, or nowhere. @param from another checkout that is built */
export async function startChild(name: string, env: Record<string, string>, output: 'inherit' | 'ignore' = 'inherit', from?: string): Promise<{ url: string; metrics: string | undefined; child: ChildProcess }> {
  const file = from === undefined ? fileURLToPath(new URL(`./${name}.js`, import.meta.url)) : join(from, `dist/scripts/bench/${name}.js`);
  const child = fork(file, { env: { ...process.env, ...env }, stdio: ['ignore', output, 'inherit', 'ipc'] });
  const { url, metrics } = await new Promise<{ url: string; metrics?: string }>((resolve, reject) => {
    child.once('message', (message) => resolve(message as { url: string; metrics?: string }));
    child.once('exit', (code) => reject(new Error(`${name} ended with code ${code}.`)));
  });
  return { url, metrics, child };
}

export async function endOf(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.disconnect();
  await ended;
}
