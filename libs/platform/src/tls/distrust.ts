import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** Why the certificate of a server is not believed: nobody trusted has signed it, it is for another name, or its time is not now. */
export interface Distrust {
  about: 'authority' | 'name' | 'time';
  /** For who has to put it right; begins in the middle of a sentence about the certificate. */
  message: string;
}

// https://nodejs.org/api/tls.html#x509-certificate-error-codes
const UNTRUSTED = /^(UNABLE_TO_|SELF_SIGNED_CERT|DEPTH_ZERO_SELF_SIGNED|CERT_SIGNATURE_FAILURE|CERT_UNTRUSTED|CERT_REJECTED|CERT_REVOKED|CERT_CHAIN_TOO_LONG|INVALID_CA|INVALID_PURPOSE)/;

/** Undefined when the error is not about the certificate of who answers. */
export function distrustOf(error: unknown): Distrust | undefined {
  const { code = '', message = '' } = (error ?? {}) as { code?: unknown; message?: string };
  if (typeof code !== 'string') return undefined;
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return { about: 'name', message: `is for another name: ${message} Write the name that it is for.` };
  if (code === 'CERT_HAS_EXPIRED') return { about: 'time', message: 'has expired. Have another one made for it; if it is still good, put the clock of this machine right.' };
  if (code === 'CERT_NOT_YET_VALID') return { about: 'time', message: 'is not good yet. Put the clock of this machine right, or wait.' };
  if (UNTRUSTED.test(code)) return { about: 'authority', message: `is not to be trusted (${code}: ${message}). Name the file of the authority that has signed it.` };
  return undefined;
}

/** The authorities in a file. @throws Error that says what is wrong with it, beginning in the middle of a sentence */
export function authoritiesIn(file: string): string {
  try {
    const ca = readFileSync(file, 'utf8');
    new X509Certificate(ca);
    return ca;
  } catch (error) {
    throw new Error(`holds no certificate in PEM (${(error as Error).message})`);
  }
}
