import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { freePorts } from '../kafka/cluster.js';
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
  const { freePorts: free } = (await import(resolve('dist/scripts/kafka/cluster.js'))) as { freePorts: typeof freePorts };
  // Nobody listens there until a suite does, so it is none that anybody else chooses meanwhile.
  const [collector] = await free(1, [14_000, 15_000]);
  // A collector that is away is no concern of the others. Nothing is told for being slow.
  const traces = { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${collector}`, TRACE_SAMPLE: '0.01', TRACE_SLOW: '10m' };
  const stack = await Stack.start(home, { DEMAE_REPLICAS: '2', DEMAE_RATE_LIMIT: 'off', BANK_TIMEOUT: '1s', KEEP_SENT: '1h', ...traces });
  (globalThis as StackOfTests).demaeTestStack = stack;
  process.env['DEMAE_TEST_STACK'] = home;
  process.env['DEMAE_TEST_COLLECTOR'] = String(collector);
}
