import { VersionConflict } from './tx.js';

/**
 * What to do about a throw.
 * - `clash`: two transactions got in each other's way; run it again at once.
 * - `away`: the database or network is not there; try for as long as it takes.
 * - `broken`: the same would happen again; a bounded number of tries, then park it.
 */
export type Failure = 'clash' | 'away' | 'broken';

/** What is needed is not to be had for a moment: as good as away. */
export class NotNow extends Error {
  override readonly name = 'NotNow';
}

const AWAY = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN']);
/** A server whose certificate is not believed is as good as away: whoever puts it right wants nothing parked meanwhile. https://nodejs.org/api/tls.html#x509-certificate-error-codes */
const DISTRUST = /^(ERR_TLS_CERT_ALTNAME_INVALID$|CERT_|UNABLE_TO_|SELF_SIGNED_CERT_|DEPTH_ZERO_SELF_SIGNED_)/;
const AWAY_MESSAGE = /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|server closed the connection/i;

/** PostgreSQL error classes: https://www.postgresql.org/docs/current/errcodes-appendix.html */
export function classify(error: unknown): Failure {
  if (error instanceof VersionConflict) return 'clash';
  if (error instanceof NotNow) return 'away';
  const code = (error as { code?: unknown } | null)?.code;
  if (typeof code === 'string') {
    if (code === '40001' || code === '40P01' || code === '55P03') return 'clash';
    if (AWAY.has(code) || DISTRUST.test(code) || code.startsWith('08') || code.startsWith('57') || code.startsWith('53') || code === '25006') return 'away';
  }
  return error instanceof Error && AWAY_MESSAGE.test(error.message) ? 'away' : 'broken';
}

/** As it is kept with what failed: with its stack, for whoever has to mend it. */
export function textOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** Exponential, capped, with full jitter on its upper half; milliseconds. */
export function backOff(attempt: number, first = 50, most = 5_000): number {
  const ceiling = Math.min(most, first * 2 ** Math.min(attempt - 1, 16));
  return ceiling / 2 + (Math.random() * ceiling) / 2;
}

/** Waits, but not longer than until the signal. */
export function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal?.addEventListener('abort', done);
  });
}
