import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { createLogger } from '../log/logger.js';
import type { Sent } from './otlp.js';
import { SpanQueue } from './span-queue.js';

const lines: { level: string; msg: string; lost?: number }[] = [];
const logger = createLogger('info', { write: (line: string) => void lines.push(JSON.parse(line) as (typeof lines)[number]) });
const span = (n: number) => ({ n }) as unknown as Sent;

afterEach(() => {
  jest.useRealTimers();
  lines.length = 0;
});

/** A collector that answers as it is told to. */
function collector() {
  const taken: Sent[] = [];
  const it = {
    taken, is: 'here' as 'here' | 'away' | 'silent', asked: 0,
    export: (spans: readonly Sent[], done: (result: { code: number; error?: Error }) => void) => {
      it.asked += 1;
      if (it.is === 'silent') return;
      if (it.is === 'here') taken.push(...spans);
      done(it.is === 'here' ? { code: 0 } : { code: 1, error: new Error('connect ECONNREFUSED') });
    },
    shutdown: () => Promise.resolve(),
  };
  return it;
}

describe('spans on their way', () => {
  it('leave together, after a moment or when there are enough', async () => {
    jest.useFakeTimers();
    const there = collector();
    const queue = new SpanQueue(there, logger);
    queue.add(span(1));
    queue.add(span(2));
    expect(there.taken).toHaveLength(0);
    await jest.advanceTimersByTimeAsync(1_000);
    expect([there.asked, there.taken.length, queue.length]).toEqual([1, 2, 0]);
    for (let n = 0; n < 512; n++) queue.add(span(n));
    await jest.advanceTimersByTimeAsync(0);
    expect([there.asked, there.taken.length]).toEqual([2, 514]);
    await queue.close();
  });

  it('wait for a collector that is away, so many and no more, which is told once; and again what was lost when it is back', async () => {
    jest.useFakeTimers();
    const there = collector();
    there.is = 'away';
    const queue = new SpanQueue(there, logger, 1_000);
    for (let n = 0; n < 100; n++) {
      for (let i = 0; i < 100; i++) queue.add(span(n));
      await jest.advanceTimersByTimeAsync(1_000);
      expect(queue.length).toBeLessThanOrEqual(1_000);
    }
    expect(there.asked).toBeLessThan(25);
    expect(lines.map(({ level, msg }) => [level, msg])).toEqual([['warn', 'the collector of traces does not answer; going on without, and keeping what fits']]);
    there.is = 'here';
    await jest.advanceTimersByTimeAsync(6_000);
    expect([there.taken.length, queue.length]).toEqual([1_000, 0]);
    expect(lines.at(-1)).toMatchObject({ level: 'info', msg: 'the collector of traces is back', lost: 9_000 });
    await queue.close();
  });

  it('are not waited for by a process that ends, when nobody takes them', async () => {
    jest.useFakeTimers();
    const there = collector();
    there.is = 'silent';
    const queue = new SpanQueue(there, logger);
    queue.add(span(1));
    let closed = false;
    const closing = queue.close(50).then(() => (closed = true));
    await jest.advanceTimersByTimeAsync(49);
    expect(closed).toBe(false);
    await jest.advanceTimersByTimeAsync(1);
    expect(closed).toBe(true);
    await closing;
  });
});
