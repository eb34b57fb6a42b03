import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { connect as connectPlain } from 'node:net';
import { connect as connectTls } from 'node:tls';

/** The ports of this machine at which a process and its children listen. */
export function portsOf(pid: number): number[] {
  const sockets = new Set([pid, ...childrenOf(pid)].flatMap((one) => unlessGone(() => readdirSync(`/proc/${one}/fd`)).flatMap((fd) => unlessGone(() => /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${one}/fd/${fd}`))?.[1] ?? []))));
  const LISTEN = '0A';
  return [...new Set(['tcp', 'tcp6'].flatMap((kind) => readFileSync(`/proc/net/${kind}`, 'utf8').trim().split('\n').slice(1).flatMap((line) => {
    const [, local, , state, , , , , , inode] = line.trim().split(/\s+/);
    return state === LISTEN && sockets.has(inode!) ? [parseInt(local!.split(':')[1]!, 16)] : [];
  })))].sort((a, b) => a - b);
}

/** Children end, and files are closed, while somebody looks. */
function unlessGone<T>(look: () => T): T | never[] {
  try {
    return look();
  } catch {
    return [];
  }
}

function childrenOf(pid: number): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter((one) => one !== '').map(Number);
}

export interface Shown {
  /** "TLSv1.3" */
  protocol: string | null;
  serial: string;
}

/** What is spoken at a port: TLS with a certificate, or anything else. @param postgres whether one has to ask for it first */
export function shownAt(port: number, { postgres = false, servername = 'localhost' } = {}): Promise<Shown | 'no TLS'> {
  return new Promise((done) => {
    const plain = connectPlain(port, '127.0.0.1');
    const end = (shown: Shown | 'no TLS') => {
      plain.destroy();
      done(shown);
    };
    const greet = () => {
      const socket = connectTls({ socket: plain, servername, rejectUnauthorized: false, ALPNProtocols: ['h2'] }, () => end({ protocol: socket.getProtocol(), serial: socket.getPeerCertificate().serialNumber }));
      socket.on('error', () => end('no TLS'));
    };
    plain.on('error', () => end('no TLS')).setTimeout(60_000, () => end('no TLS'));
    if (!postgres) return void plain.once('connect', greet);
    // https://www.postgresql.org/docs/current/protocol-message-formats.html: SSLRequest
    plain.once('connect', () => plain.write(Buffer.from([0, 0, 0, 8, 4, 210, 22, 47])));
    plain.once('data', (answer) => (answer.toString() === 'S' ? greet() : end('no TLS')));
  });
}
