import type { Demae } from '@demae/client';
import { loggedIn, platformUrl } from './client.js';

export type Staff = 'admin' | 'support' | 'merchant';

/** For the usage of a command. */
export function whereAndWho(role: Staff): string {
  const who = role.toUpperCase();
  return `The platform is looked for at DEMAE_URL, or on PORT of this machine; DEMAE_${who}_EMAIL and DEMAE_${who}_PASSWORD say who asks.`;
}

/** Somebody who works with a running platform; by default the demo's. */
export function loginAs(role: Staff): Promise<Demae> {
  const { env } = process;
  const who = `DEMAE_${role.toUpperCase()}`;
  return loggedIn(platformUrl(), env[`${who}_EMAIL`] ?? `${role}@demae.test`, env[`${who}_PASSWORD`] ?? 'demae-demo');
}

/** Does what a command is for, and ends with 1 when it says that not all is well, or fails. */
export async function finish(work: () => Promise<boolean>): Promise<void> {
  try {
    process.exitCode = (await work()) ? 0 : 1;
  } catch (error) {
    console.error(error instanceof Error ? `${error.message}${error.cause ? ` (${String(error.cause)}); is the platform running? npm start` : ''}` : error);
    process.exitCode = 1;
  }
}
