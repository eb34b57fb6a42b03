import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { StackChild } from './child.js';

/** For the tear-down, which runs in the same process. */
export interface StackOfTests {
  demaeTestStack?: StackChild;
}

/** The whole stack with two of each service; its home is in DEMAE_TEST_STACK, which makes the suites run on it. */
export default async function setUp(): Promise<void> {
  // As built, because Jest loads this file outside its own module system.
  const { StackChild: Stack } = (await import(resolve('dist/scripts/stack/child.js'))) as { StackChild: typeof StackChild };
  const home = mkdtempSync(join(tmpdir(), 'demae-stack-'));
  const stack = await Stack.start(home, { DEMAE_REPLICAS: '2', DEMAE_RATE_LIMIT: 'off', BANK_TIMEOUT: '1s' });
  (globalThis as StackOfTests).demaeTestStack = stack;
  process.env['DEMAE_TEST_STACK'] = home;
}
