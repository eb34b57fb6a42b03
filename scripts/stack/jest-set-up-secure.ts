import { chmodSync, mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { StackChild } from './child.js';
import type { StackOfTests } from './jest-set-up.js';

/** A stack with two of each service, TLS on every connection that lasts only seconds, and clocks that can be put wrong: `<home>/clocks`. */
export default async function setUp(): Promise<void> {
  // As built, because Jest loads this file outside its own module system.
  const { StackChild: Stack } = (await import(resolve('dist/scripts/stack/child.js'))) as { StackChild: typeof StackChild };
  const home = mkdtempSync(join(tmpdir(), 'demae-secure-'));
  // For the server of Postgres, which is somebody else.
  chmodSync(home, 0o755);
  mkdirSync(join(home, 'clocks'));
  const stack = await Stack.start(home, { DEMAE_TLS: 'on', DEMAE_REPLICAS: '2', DEMAE_RATE_LIMIT: 'off', GRPC_CONNECTION_AGE: '5s', DEMAE_CLOCKS: join(home, 'clocks') });
  (globalThis as StackOfTests).demaeTestStack = stack;
  process.env['DEMAE_TEST_STACK'] = home;
}
