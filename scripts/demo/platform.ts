import { spawn } from 'node:child_process';
import { freePorts } from '../kafka/cluster.js';
import { platformUrl, until } from './client.js';

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/readyz`)).ok;
  } catch {
    return false;
  }
}

/** The platform that is running (DEMAE_URL, or PORT on this machine), or one started for the occasion. */
export async function findPlatform(say: (text: string) => void): Promise<{ url: string; stop(): Promise<void> }> {
  const running = platformUrl();
  if (await isReady(running)) {
    say(`using the platform at ${running}`);
    return { url: running, stop: () => Promise.resolve() };
  }
  if (process.env['DEMAE_URL']) throw new Error(`Nothing is ready at DEMAE_URL=${running}. Start the platform there, or unset it to have one started.`);
  const [port] = await freePorts(1);
  const url = `http://127.0.0.1:${port}`;
  say('starting a platform');
  const child = spawn(process.execPath, ['dist/apps/standalone/src/main.js'], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, PORT: String(port), DEMAE_RATE_LIMIT: 'off', LOG_LEVEL: 'warn' },
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
  };
  try {
    await until('the platform to be ready', async () => {
      if (child.exitCode !== null) throw new Error(`The platform ended with code ${child.exitCode} before it was ready.`);
      return (await isReady(url)) ? true : undefined;
    });
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, stop };
}
