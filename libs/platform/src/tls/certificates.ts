import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
import type { experimental } from '@grpc/grpc-js';
import { ConfigurationError } from '../config/settings.js';
import type { Settings } from '../config/settings.js';
import type { Logger } from '../log/logger.js';
import { namesOf } from './identity.js';

/** Files of PEM. */
export interface TlsFiles {
  cert: string;
  key: string;
  ca: string;
}

type Contents = Record<keyof TlsFiles, Buffer>;

const SETTING = { cert: 'TLS_CERT', key: 'TLS_KEY', ca: 'TLS_CA' } as const;
const PARTS = ['cert', 'key', 'ca'] as const;
/** How often the files are looked at, milliseconds. */
const LOOK = 30_000;
/** A certificate that is good for less is told of, milliseconds. */
const SOON = 24 * 3_600_000;
/** And told of again after this long. */
const AGAIN = 3_600_000;

/** The files that the settings name; undefined when they name none. @throws ConfigurationError when they name some only */
export function tlsFiles(service: string, settings: Settings): TlsFiles | undefined {
  const given = PARTS.map((part) => settings.get<string | undefined>(SETTING[part]));
  const [cert, key, ca] = given;
  if (cert !== undefined && key !== undefined && ca !== undefined) return { cert, key, ca };
  const missing = PARTS.filter((_, index) => given[index] === undefined).map((part) => SETTING[part]);
  if (missing.length < PARTS.length) {
    throw new ConfigurationError(service, [`${missing.join(' and ')} ${missing.length === 1 ? 'is' : 'are'} missing: TLS between the services needs TLS_CERT, TLS_KEY and TLS_CA. Set all three, or none of them for plain text`]);
  }
  return undefined;
}

/**
 * A service's certificate, its key and the authorities it trusts, as its files have them now: grpc-js asks here for each new connection.
 * (Its own FileWatcherCertificateProvider would hand over a certificate without its key when it looks while they are being replaced.)
 */
export class Certificates implements experimental.CertificateProvider {
  private readonly caListeners = new Set<experimental.CaCertificateUpdateListener>();
  private readonly identityListeners = new Set<experimental.IdentityCertificateUpdateListener>();
  private readonly timer: NodeJS.Timeout;
  private toldAt = -Infinity;

  private constructor(
    private readonly service: string,
    private readonly files: TlsFiles,
    private readonly logger: Logger,
    private contents: Contents,
  ) {
    this.tellIfSoonOver();
    this.timer = setInterval(() => void this.refresh(), LOOK).unref();
  }

  /** @throws ConfigurationError that says which of the files does not fit, and why. */
  static open(service: string, files: TlsFiles, logger: Logger): Certificates {
    const read = (part: keyof TlsFiles) => {
      try {
        return readFileSync(files[part]);
      } catch (error) {
        throw new ConfigurationError(service, [`${SETTING[part]}=${files[part]} cannot be read (${(error as Error).message}). Name a file in PEM that this process may read`]);
      }
    };
    const contents: Contents = { cert: read('cert'), key: read('key'), ca: read('ca') };
    const wrong = whatIsWrong(service, contents);
    if (wrong) throw new ConfigurationError(service, [`${SETTING[wrong.part]}=${files[wrong.part]} ${wrong.why}`]);
    return new Certificates(service, files, logger, contents);
  }

  /** Takes what the files hold now. What does not fit is not taken: the one of before stays. */
  async refresh(): Promise<void> {
    try {
      const [cert, key, ca] = await Promise.all(PARTS.map((part) => readFile(this.files[part])));
      const contents: Contents = { cert: cert!, key: key!, ca: ca! };
      if (PARTS.every((part) => contents[part].equals(this.contents[part]))) return this.tellIfSoonOver();
      const wrong = whatIsWrong(this.service, contents);
      if (wrong) return this.logger.warn({ file: this.files[wrong.part], why: wrong.why }, 'the files of TLS have changed and do not fit: those of before are used on');
      this.contents = contents;
    } catch (error) {
      return this.logger.warn({ error: String(error) }, 'the files of TLS cannot be read: those of before are used on');
    }
    this.toldAt = -Infinity;
    this.logger.info({ until: this.until }, 'new connections use another certificate');
    this.tellIfSoonOver();
    for (const listener of this.identityListeners) listener(this.identity);
    for (const listener of this.caListeners) listener(this.authorities);
  }

  close(): void {
    clearInterval(this.timer);
  }

  // A server hears only what it is told after it has asked: not at once, therefore.
  addCaCertificateListener(listener: experimental.CaCertificateUpdateListener): void {
    this.caListeners.add(listener);
    process.nextTick(() => listener(this.authorities));
  }

  removeCaCertificateListener(listener: experimental.CaCertificateUpdateListener): void {
    this.caListeners.delete(listener);
  }

  addIdentityCertificateListener(listener: experimental.IdentityCertificateUpdateListener): void {
    this.identityListeners.add(listener);
    process.nextTick(() => listener(this.identity));
  }

  removeIdentityCertificateListener(listener: experimental.IdentityCertificateUpdateListener): void {
    this.identityListeners.delete(listener);
  }

  private get authorities(): experimental.CaCertificateUpdate {
    return { caCertificate: this.contents.ca };
  }

  private get identity(): experimental.IdentityCertificateUpdate {
    return { certificate: this.contents.cert, privateKey: this.contents.key };
  }

  private get until(): Date {
    return new Date(new X509Certificate(this.contents.cert).validTo);
  }

  private tellIfSoonOver(): void {
    const left = this.until.getTime() - Date.now();
    if (left > SOON || performance.now() - this.toldAt < AGAIN) return;
    this.toldAt = performance.now();
    this.logger.warn({ until: this.until, hours: Math.round(left / 360_000) / 10, file: this.files.cert }, 'the certificate of this service is good for less than a day: replace its files, no restart is needed');
  }
}

/** The first thing, for who has to correct it. */
function whatIsWrong(service: string, { cert, key, ca }: Contents): { part: keyof TlsFiles; why: string } | undefined {
  const certificate = attempt(() => new X509Certificate(cert));
  if (!certificate.made) return { part: 'cert', why: `holds no certificate in PEM (${certificate.error})` };
  const privateKey = attempt(() => createPrivateKey(key));
  if (!privateKey.made) return { part: 'key', why: `holds no private key in PEM without a password (${privateKey.error})` };
  if (!certificate.made.checkPrivateKey(privateKey.made)) return { part: 'key', why: 'is not the key of the certificate in TLS_CERT' };
  const authority = attempt(() => new X509Certificate(ca));
  if (!authority.made) return { part: 'ca', why: `holds no certificate of an authority in PEM (${authority.error})` };
  const usable = attempt(() => createSecureContext({ cert, key, ca }));
  if (!usable.made) return { part: 'cert', why: `cannot be used (${usable.error})` };
  const { validFrom, validTo, subjectAltName } = certificate.made;
  if (new Date(validFrom).getTime() > Date.now()) return { part: 'cert', why: `is not good before ${validFrom}, and it is ${new Date().toISOString()} here. Put the clock of this machine right, or wait` };
  if (new Date(validTo).getTime() <= Date.now()) return { part: 'cert', why: `has expired: it was good until ${validTo}. Have another one made` };
  const names = namesOf(subjectAltName);
  if (names.includes(service)) return undefined;
  return { part: 'cert', why: `is the certificate of ${names.join(', ') || 'no service'}: have one made with the DNS name "${service}" or "${service}.<namespace>.svc"` };
}

function attempt<T>(make: () => T): { made: T } | { made?: undefined; error: string } {
  try {
    return { made: make() };
  } catch (error) {
    return { error: (error as Error).message };
  }
}
