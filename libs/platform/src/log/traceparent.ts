import { randomFillSync } from 'node:crypto';
import { workContext } from '@demae/saga';

/** W3C trace context: https://www.w3.org/TR/trace-context/#traceparent-header */
const FORMAT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}$/;

/** The next span of a trace that came from outside, or of a new one when nothing valid came. */
export function continueTrace(received?: string): string {
  const trace = traceOf(received) ?? randomHex(16);
  return `00-${trace}-${randomHex(8)}-01`;
}

/** Randomness is had in bulk: to ask for these few bytes each time costs twenty times as much as all the rest. */
const pool = Buffer.alloc(4096);
let used = pool.length;

function randomHex(bytes: number): string {
  if (used + bytes > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  return pool.toString('hex', used, (used += bytes));
}

function traceOf(traceparent: string | undefined): string | undefined {
  const match = traceparent === undefined ? null : FORMAT.exec(traceparent);
  return match && !/^0+$/.test(match[1]!) && !/^0+$/.test(match[2]!) ? match[1] : undefined;
}

/** Of the work at hand: what binds its log lines, in every service, together. */
export function currentTraceId(): string | undefined {
  return traceOf(workContext.getStore()?.traceparent);
}
