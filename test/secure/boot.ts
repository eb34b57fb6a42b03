import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Starts a service of a stack once more, with some settings changed, and returns what it says as it ends with 1. @throws Error when it does not end */
export async function refusedStart(home: string, service: string, settings: Record<string, string>): Promise<string> {
  const own = Object.fromEntries([...readFileSync(join(home, 'env', `${service}.env`), 'utf8').matchAll(/^(\w+)='(.*)'$/gm)].map(([, name, value]) => [name!, value!]));
  const child = spawn(process.execPath, [`dist/apps/${service}/src/main.js`], {
    env: { PATH: process.env['PATH'], ...own, GRPC_PORT: '0', LOG_LEVEL: 'silent', ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const late = setTimeout(() => child.kill('SIGKILL'), 180_000);
  const [code] = (await once(child, 'close')) as [number | null];
  clearTimeout(late);
  if (code !== 1) throw new Error(`${service} ended with ${code} instead of 1: ${said}`);
  return said.trim();
}
