import { badRequest, notFound } from './problem.js';
import type { Problem } from './problem.js';

/**
 * What Postgres refuses about a value itself is the request's fault, not the service's: an id that is no UUID names nothing; text with
 * a NUL and numbers beyond the column's range cannot be stored. https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
export function problemOfValue(error: unknown): Problem | undefined {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown };
  switch (code) {
    case '22P02':
      return /type uuid/.test(String(message)) ? notFound('thing') : badRequest('A value is not of the kind that is wanted here.');
    case '22003':
      return badRequest('A number is too large.');
    case '22021':
    case '22P05':
      return badRequest('A text contains characters that cannot be stored.');
    default:
      return undefined;
  }
}
