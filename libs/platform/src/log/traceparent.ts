import { randomFillSync } from 'node:crypto';
import { workContext } from '@demae/saga';

/** W3C trace context: https://www.w3.org/TR/trace-context/#traceparent-header */
const FORMAT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}$/;

/**
 * The next span of a trace that came from outside, or of a new one when nothing valid came.
 * @param kept whether its spans are kept: as the trace that came says by default, and not for a new one.
 */
export function continueTrace(received?: string, kept?: (traceId: string) => boolean): string {
  const known = traceOf(received);
  const trace = known ?? randomHex(16);
  const flag = kept ? kept(trace) : known !== undefined && isKept(received!);
  return `00-${trace}-${newSpanId()}-${flag ? '01' : '00'}`;
}

/** A span below a well-formed one; kept when that is. */
export function spanBelow(parent: string, kept = false): string {
  const below = parent.slice(0, 36) + newPlace();
  return kept || isKept(parent) ? asKept(below) : below;
}

/** Of a well-formed traceparent. */
export const traceIdOf = (traceparent: string) => traceparent.slice(3, 35);
export const spanIdOf = (traceparent: string) => traceparent.slice(36, 52);

/** The sampled flag: the spans of this trace are sent. */
export const isKept = (traceparent: string) => (traceparent.charCodeAt(54) & 1) === 1;

/** The same place in the trace, whose spans are sent from here on. */
export const asKept = (traceparent: string) => `${traceparent.slice(0, 53)}01`;

/** For what our own services have written: no time is spent on what cannot be. */
export const isPlace = (text: string | null | undefined): text is string => text?.length === 55;

/** For what anybody may have written. */
export const isTraceparent = (text: string | null | undefined): text is string => typeof text === 'string' && traceOf(text) !== undefined;

/** Randomness is had in bulk: to ask for these few bytes each time costs twenty times as much as all the rest. */
const pool = Buffer.alloc(4096);
let used = pool.length;

export function randomHex(bytes: number): string {
  if (used + bytes > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  return pool.toString('hex', used, (used += bytes));
}

/** Unique is all that these have to be: eight digits of this process's own, and eight that count on. The last three and the flag are ready-made. */
const LAST = Array.from({ length: 4096 }, (_, n) => `${n.toString(16).padStart(3, '0')}-00`);
let first = '';
let count = 0;

/** Thirteen digits, of which the last five count. */
function nextFirst(): string {
  if (count % 2 ** 32 === 0) prefix = randomHex(4);
  return prefix + Math.floor((count % 2 ** 32) / 4096).toString(16).padStart(5, '0');
}

let prefix = '';

/** The rest of a traceparent that is not kept, behind the trace. */
function newPlace(): string {
  const last = count % 4096;
  if (last === 0) first = nextFirst();
  count += 1;
  return first + LAST[last]!;
}

const newSpanId = () => newPlace().slice(0, 16);

function traceOf(traceparent: string | undefined): string | undefined {
  const match = traceparent === undefined ? null : FORMAT.exec(traceparent);
  return match && !/^0+$/.test(match[1]!) && !/^0+$/.test(match[2]!) ? match[1] : undefined;
}

/** Of the work at hand: what binds its log lines, in every service, together. */
export function currentTraceId(): string | undefined {
  return traceOf(workContext.getStore()?.traceparent);
}

/** Of the work at hand, for whoever does a part of it elsewhere or later. */
export function currentTraceparent(): string | undefined {
  const traceparent = workContext.getStore()?.traceparent;
  return isTraceparent(traceparent) ? traceparent : undefined;
}
