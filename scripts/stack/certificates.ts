import { generateKeyPair, sign, X509Certificate } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import forge from 'node-forge';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** A set that is good for less is made anew. */
const LEAST = 7 * DAY;

export interface Wish {
  /** DNS names. */
  names: readonly string[];
  ips?: readonly string[];
  from?: Date;
  until?: Date;
}

/** A certificate, its key and who has signed it, as files of PEM. */
export interface CertificateFiles {
  cert: string;
  key: string;
  ca: string;
}

/** An authority that lives in a folder; whoever may read there can be anybody, so it is for tests and one's own machine. */
export class Authority {
  private constructor(
    private readonly name: string,
    readonly cert: string,
    private readonly key: string,
  ) {}

  static async make(name: string): Promise<Authority> {
    const keys = await keyPair();
    return new Authority(name, certificate({ issuer: name, subject: name, publicKey: keys.publicKey, signer: keys.privateKey, wish: { names: [] } }), keys.privateKey);
  }

  /** What `keep` has written. */
  static at(folder: string): Authority {
    return new Authority('demae stack', readFileSync(join(folder, 'ca.crt'), 'utf8'), readFileSync(join(folder, 'ca.key'), 'utf8'));
  }

  keep(folder: string): void {
    write(join(folder, 'ca.crt'), this.cert);
    write(join(folder, 'ca.key'), this.key);
  }

  async issue(wish: Wish): Promise<{ cert: string; key: string }> {
    const { publicKey, privateKey } = await keyPair();
    return { cert: certificate({ issuer: this.name, subject: wish.names[0] ?? 'nobody', publicKey, signer: this.key, wish }), key: privateKey };
  }
}

/** Where the certificate of a service or a server of the stack is. */
export function certificateFiles(folder: string, name: string): CertificateFiles {
  return { cert: join(folder, `${name}.crt`), key: join(folder, `${name}.key`), ca: join(folder, 'ca.crt') };
}

/** Writes another certificate over the one that is there. */
export async function issueInto(folder: string, name: string, authority: Authority, wish: Wish): Promise<void> {
  const { cert, key } = await authority.issue(wish);
  const files = certificateFiles(folder, name);
  write(files.key, key);
  write(files.cert, cert);
}

/** A certificate for each service by its name, and for each server by where it answers: those of before, unless one is missing or soon over. */
export async function ensureCertificates(home: string, services: readonly string[], servers: readonly string[]): Promise<string> {
  const folder = join(home, 'tls');
  const all = [...services, ...servers];
  if (all.every((name) => isGood(certificateFiles(folder, name)))) return folder;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true, mode: 0o711 });
  const authority = await Authority.make('demae stack');
  authority.keep(folder);
  await Promise.all([
    ...services.map((name) => issueInto(folder, name, authority, { names: [name] })),
    ...servers.map((name) => issueInto(folder, name, authority, serverNames)),
  ]);
  return folder;
}

/** Of a server on this machine. */
export const serverNames: Wish = { names: ['localhost'], ips: ['127.0.0.1'] };

/** A copy for a server that runs as somebody else, who alone may read the key. */
export function copyFor(user: { uid: number; gid: number } | undefined, files: CertificateFiles, folder: string): CertificateFiles {
  const copies = { cert: join(folder, 'server.crt'), key: join(folder, 'server.key'), ca: files.ca };
  for (const part of ['cert', 'key'] as const) {
    write(copies[part], readFileSync(files[part], 'utf8'));
    if (user) chownSync(copies[part], user.uid, user.gid);
  }
  return copies;
}

function isGood({ cert, key, ca }: CertificateFiles): boolean {
  if (![cert, key, ca].every((file) => existsSync(file))) return false;
  return [cert, ca].every((file) => new Date(new X509Certificate(readFileSync(file)).validTo).getTime() > Date.now() + LEAST);
}

/** In one step: whoever reads it meanwhile finds the old or the new one. */
function write(file: string, text: string): void {
  writeFileSync(`${file}.new`, text, { mode: file.endsWith('.key') ? 0o600 : 0o644 });
  renameSync(`${file}.new`, file);
}

const pair = promisify(generateKeyPair);
const keyPair = () => pair('rsa', { modulusLength: 2048, publicKeyEncoding: { type: 'spki', format: 'pem' }, privateKeyEncoding: { type: 'pkcs8', format: 'pem' } });

let serial = Date.now();

/** Good from an hour ago, because clocks differ, for thirty days. */
function certificate({ issuer, subject, publicKey, signer, wish }: { issuer: string; subject: string; publicKey: string; signer: string; wish: Wish }): string {
  const { names, ips = [], from = new Date(Date.now() - HOUR), until = new Date(Date.now() + 30 * DAY) } = wish;
  const isAuthority = names.length + ips.length === 0;
  const made = forge.pki.createCertificate();
  made.publicKey = forge.pki.publicKeyFromPem(publicKey);
  made.serialNumber = `01${(serial += 1).toString(16).padStart(12, '0')}`;
  made.validity.notBefore = from;
  made.validity.notAfter = until;
  made.setIssuer([{ name: 'commonName', value: issuer }]);
  made.setSubject([{ name: 'commonName', value: subject }]);
  made.setExtensions(isAuthority
    ? [{ name: 'basicConstraints', cA: true, critical: true }, { name: 'keyUsage', keyCertSign: true, critical: true }]
    : [
        { name: 'extKeyUsage', serverAuth: true, clientAuth: true },
        { name: 'subjectAltName', altNames: [...names.map((value) => ({ type: 2, value })), ...ips.map((ip) => ({ type: 7, ip }))] },
      ]);
  // By Node, which takes a hundredth of the time.
  const body = () => forge.asn1.toDer((made as unknown as { tbsCertificate: forge.asn1.Asn1 }).tbsCertificate).getBytes();
  const byNode = { sign: () => sign('sha256', Buffer.from(body(), 'binary'), signer).toString('binary') };
  made.sign(byNode as unknown as forge.pki.rsa.PrivateKey, forge.md.sha256.create());
  return forge.pki.certificateToPem(made);
}
