import { rmSync } from 'node:fs';
import type { StackUnderTest } from './jest-set-up.js';

export default async function tearDown(): Promise<void> {
  const running = (globalThis as StackUnderTest).demaeTestKafka;
  if (!running) return;
  await Promise.all(running.clusters.map((cluster) => cluster.kill()));
  rmSync(running.directory, { recursive: true, force: true });
}
