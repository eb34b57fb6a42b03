import { rmSync } from 'node:fs';
import type { StackOfTests } from './jest-set-up.js';

export default async function tearDown(): Promise<void> {
  const { demaeTestStack } = globalThis as StackOfTests;
  await demaeTestStack?.stop();
  if (demaeTestStack) rmSync(demaeTestStack.home, { recursive: true, force: true });
}
