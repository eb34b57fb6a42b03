import { connect as connectPlain, isIP } from 'node:net';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';
import type { KafkaLogOptions, KafkaOption } from './kafka-client.js';

/** Longest that a broker may take to show what it speaks, milliseconds. */
const PATIENCE = 10_000;

/** What stands in the way, for who has to put it right. */
interface Obstacle {
  option: KafkaOption;
  message: string;
}

export function addressesOf(brokers: string): string[] {
  return brokers.split(',').map((address) => address.trim());
}

/**
 * Finds out why no broker let this process in. kafkajs often knows only that a connection was closed, so the brokers are asked again
 * what they speak.
 * @param reason what kafkajs says; shown, and without the password
 */
export async function whyRefused(options: Pick<KafkaLogOptions, 'brokers' | 'security'>, reason: string): Promise<Obstacle> {
  const { brokers, security: { ssl, sasl } = {} } = options;
  const kind = sasl?.mechanism.toUpperCase();
  if (/mechanism is not supported/i.test(reason)) return { option: 'sasl', message: `Kafka at ${brokers} knows no login by ${kind}. Name one that it knows.` };
  if (/current SASL state/i.test(reason)) return { option: 'sasl', message: `Kafka at ${brokers} takes no login. Leave the login out, or name the addresses that take one.` };
  if (/authenticat|SASL/i.test(reason)) {
    const user = sasl && 'username' in sasl ? ` of "${sasl.username}"` : '';
    return { option: 'login', message: `Kafka at ${brokers} refuses the login${user} by ${kind}: ${reason.replace(/\.?$/, '.')} Correct user and password.` };
  }
  const address = await firstThere(addressesOf(brokers));
  if (!address) return { option: 'brokers', message: `No Kafka broker answers at ${brokers} (${reason}). Start Kafka there, or correct the addresses.` };
  return (await tlsObstacle(address, ssl)) ?? (sasl
    ? { option: 'brokers', message: `What answers at ${address} closes the connection (${reason}). Correct the addresses, if that is no Kafka broker.` }
    : { option: 'sasl', message: `What answers at ${address} closes the connection of who does not log in (${reason}). Say how to log in, or name the addresses that need no login.` });
}

/** What is wrong with speaking TLS, or not, and with whose word is taken for who the broker is. */
async function tlsObstacle(address: string, ssl: ConnectionOptions | boolean | undefined): Promise<Obstacle | undefined> {
  const speaks = await handshake(address, typeof ssl === 'object' ? ssl : {});
  if (!ssl) return speaks ? { option: 'ssl', message: `Kafka speaks TLS at ${address}. Turn TLS on, or name the addresses without it.` } : undefined;
  if (!speaks) return { option: 'ssl', message: `Kafka speaks no TLS at ${address}. Turn TLS off, or name the addresses that speak it.` };
  const { distrust } = speaks;
  if (!distrust) return undefined;
  if (/ALTNAME/.test(distrust.code)) return { option: 'brokers', message: `The certificate of ${address} is for another name: ${distrust.message} Write the name that it is for.` };
  if (distrust.code === 'CERT_HAS_EXPIRED') return { option: 'brokers', message: `The certificate of ${address} has expired. Have another one made for it; if it is still good, put the clock of this machine right.` };
  if (distrust.code === 'CERT_NOT_YET_VALID') return { option: 'brokers', message: `The certificate of ${address} is not good yet. Put the clock of this machine right, or wait.` };
  return { option: 'ca', message: `The certificate of ${address} is not to be trusted (${distrust.code}: ${distrust.message}). Name the file of the authority that has signed it.` };
}

function placeOf(address: string): { host: string; port: number } {
  const at = address.lastIndexOf(':');
  return { host: address.slice(0, at).replace(/^\[|\]$/g, ''), port: Number(address.slice(at + 1)) };
}

/** Of several addresses the first one where somebody listens. */
async function firstThere(addresses: readonly string[]): Promise<string | undefined> {
  const there = await Promise.all(addresses.map((address) => new Promise<boolean>((resolve) => {
    const socket = connectPlain(placeOf(address));
    const end = (found: boolean) => {
      socket.destroy();
      resolve(found);
    };
    socket.setTimeout(PATIENCE, () => end(false)).once('connect', () => end(true)).once('error', () => end(false));
  })));
  return addresses.find((_, i) => there[i]);
}

/** Undefined where no TLS is spoken; else what is against trusting who speaks it. */
function handshake(address: string, ssl: ConnectionOptions): Promise<{ distrust: { code: string; message: string } | undefined } | undefined> {
  const { host, port } = placeOf(address);
  return new Promise((resolve) => {
    let met = false;
    const end = (distrust?: { code: string; message: string }) => {
      socket.destroy();
      resolve(met ? { distrust } : undefined);
    };
    const socket = connectTls({ host, port, ...(isIP(host) ? {} : { servername: host }), ...ssl });
    // Comes before it is decided whether to trust.
    socket.once('keylog', () => (met = true));
    socket.setTimeout(PATIENCE, () => end()).once('secureConnect', () => end()).once('close', () => end());
    socket.once('error', (error: NodeJS.ErrnoException) => end({ code: error.code ?? 'unknown', message: error.message }));
  });
}
