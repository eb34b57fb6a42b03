import { setTimeout as pause } from 'node:timers/promises';
import { classify } from '@demae/saga';
import { authoritiesIn, distrustOf } from '../tls/distrust.js';

/** A database that cannot be opened until somebody puts it, or its URL, right. The message names no password. */
export class DatabaseRefusal extends Error {
  override readonly name = 'DatabaseRefusal';

  /** @param about what has to be put right: the URL and what it leads to, or whose certificates are trusted */
  constructor(message: string, options?: ErrorOptions, readonly about: 'url' | 'authority' = 'url') {
    super(message, options);
  }
}

/**
 * The URL as pg and libpq take it, by which the server has to show a certificate of these authorities for its name. pg reads the file for
 * each new connection. @param ca the file; undefined for whatever the URL itself says
 * @throws DatabaseRefusal when the file holds no certificate, or the URL says otherwise
 */
export function secured(url: string, ca: string | undefined): string {
  if (ca === undefined) return url;
  try {
    authoritiesIn(ca);
  } catch (error) {
    throw new DatabaseRefusal(`${ca} ${(error as Error).message}. Name the file of the authority that signs the certificate of Postgres.`, { cause: error }, 'authority');
  }
  const wanted = new URL(url);
  const mode = wanted.searchParams.get('sslmode');
  if (mode !== null && mode !== 'verify-full') throw new DatabaseRefusal(`it says sslmode=${mode}, and DATABASE_CA wants the certificate checked. Remove one of the two.`);
  wanted.searchParams.set('sslmode', 'verify-full');
  wanted.searchParams.set('sslrootcert', ca);
  return wanted.href;
}

/** A server that starts at the same time, or restarts, is there within so long; after that whoever started this process should know, milliseconds. */
const PATIENCE = 10_000;
const LOOK_AGAIN = 250;

/** Tries until it works or no longer makes sense. @throws DatabaseRefusal with what to do, and anything that is not about the connection as it is */
export async function connectPatiently(url: string, connect: () => Promise<void>, patience = PATIENCE): Promise<void> {
  for (const end = Date.now() + patience; ; await pause(LOOK_AGAIN)) {
    try {
      return await connect();
    } catch (error) {
      const distrust = distrustOf(error);
      if (!distrust && classify(error) === 'away' && Date.now() < end) continue;
      const message = distrust ? `The certificate of Postgres at ${placeOf(url)} ${distrust.message}` : whyRefused(url, error);
      throw message === undefined ? error : new DatabaseRefusal(message, { cause: error }, distrust?.about === 'authority' ? 'authority' : 'url');
    }
  }
}

// https://www.postgresql.org/docs/current/errcodes-appendix.html
const INVALID_AUTHORIZATION = '28';
const INSUFFICIENT_PRIVILEGE = '42501';
const TOO_MANY_CONNECTIONS = '53300';

function placeOf(url: string): string {
  const { hostname, port } = new URL(url);
  return `${hostname}:${port || 5432}`;
}

function whyRefused(url: string, error: unknown): string | undefined {
  const { username, pathname } = new URL(url);
  const place = placeOf(url);
  const user = decodeURIComponent(username);
  const { code = '', message: said = '' } = error as { code?: string; message?: string };
  // Several addresses of one name fail with one error each, and no message of their own.
  const reason = said || code;
  if (code.startsWith(INVALID_AUTHORIZATION) && /no encryption/.test(said)) return `Postgres at ${place} lets nobody in without TLS (${reason}). Set DATABASE_CA to the file of the authority that signs its certificate.`;
  if (code.startsWith(INVALID_AUTHORIZATION) || /^SASL/.test(said)) return `Postgres at ${place} refuses the login of "${user}": ${reason}. Correct user and password.`;
  if (code === INSUFFICIENT_PRIVILEGE) {
    const database = decodeURIComponent(pathname.slice(1));
    return `Postgres at ${place} has no database "${database}", and "${user}" may not make it. Make it: createdb --owner=${user} ${database}`;
  }
  if (code === TOO_MANY_CONNECTIONS) return `Postgres at ${place} takes no more connections (${reason}). Raise its max_connections, or lower the pools of the services.`;
  if (/does not support SSL/.test(said)) return `Postgres at ${place} speaks no TLS. Remove sslmode or DATABASE_CA, or turn its ssl on.`;
  if (classify(error) === 'away' || ['EHOSTUNREACH', 'ENETUNREACH'].includes(code)) return `No Postgres answers at ${place} (${reason}). Start it there, or correct host and port.`;
  return undefined;
}
