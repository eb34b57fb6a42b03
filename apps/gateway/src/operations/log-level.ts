import type { LogLevel } from '@demae/contracts';
import { badRequest } from '@demae/platform';
import { Form, Instant, OneOf, Text } from '../http/fields.js';
import { parseDuration } from './duration.js';

const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];
/** Milliseconds. */
const LONGEST = 24 * 3_600_000;
const USUALLY = 'PT10M';

export class LogLevelBody {
  @OneOf(LEVELS, { what: 'the least serious lines that are written', example: 'debug' })
  level!: string;

  @Form({ pattern: /^P[0-9A-Z.]{2,30}$/, like: 'PT10M', optional: true, what: `ISO 8601, up to a day; ${USUALLY} when absent` })
  for?: string;
}

export class LogLevelView {
  @Text({ max: 50, example: 'payment' })
  service!: string;

  @OneOf(LEVELS)
  level!: string;

  @OneOf(LEVELS, { what: 'by its settings' })
  usual!: string;

  @Instant({ optional: true, what: 'when it is as usual again; absent when it is' })
  until?: string;
}

/** In milliseconds. @throws Problem 400 */
export function patience({ for: text = USUALLY }: LogLevelBody): number {
  const milliseconds = parseDuration(text);
  if (milliseconds !== undefined && milliseconds > 0 && milliseconds <= LONGEST) return milliseconds;
  throw badRequest('The time is too short, too long or none.', [{ path: 'for', message: 'must be an ISO 8601 duration up to P1D, like PT10M' }]);
}

export function logLevel(service: string, { level, usual, until }: LogLevel): LogLevelView {
  return { service, level, usual, until: until?.toISOString() };
}
