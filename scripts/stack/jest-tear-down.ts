import type { StackOfTests } from './jest-set-up.js';

export default async function tearDown(): Promise<void> {
  const { demaeTestStack } = globalThis as StackOfTests;
  await demaeTestStack?.remove();
}
