import type { Redis, RedisOptions } from 'ioredis';
import { connect as connectPlain, isIP } from 'node:net';
import type { Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Logger } from '../log/logger.js';
import { authoritiesIn, distrustOf } from '../tls/distrust.js';

let memories = 0;
/** How often an absence is told, milliseconds. */
const COMPLAINT = 60_000;
/** Longest that a server may take to show what it speaks, milliseconds. */
const PROBE = 5_000;

/** What of the connection to Redis somebody has to put right, and the setting that it is about. */
export class RedisRefusal extends Error {
  override readonly name = 'RedisRefusal';

  constructor(readonly setting: 'REDIS_URL' | 'REDIS_CA', message: string, options?: ErrorOptions) {
    super(message, options);
  }
}

/**
 * A Redis client for what may be lost. It never ends the process: while Redis is away each command fails at once (or within a second),
 * and the client reconnects for as long as it takes. `memory:` is an empty Redis inside this process.
 * @param ca the file of the authorities that sign the server's certificate; those that Node knows when undefined
 * @throws RedisRefusal when Redis is there and TLS does not fit
 */
export async function openRedis(url: string, logger: Logger, ca?: string): Promise<Redis> {
  if (url === 'memory:') return inMemory();
  const { Redis } = await import('ioredis');
  const options: RedisOptions = {
    lazyConnect: true,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    connectTimeout: 5_000,
    commandTimeout: 1_000,
    retryStrategy: (times) => Math.min(100 * 2 ** Math.min(times, 5), 2_000),
    ...(url.startsWith('rediss:') ? { tls: tlsOptions(new URL(url).hostname, ca) } : {}),
  };
  const redis = new Redis(url, options);
  let complained = 0;
  let first: unknown;
  redis.on('error', (error: Error) => {
    first ??= error;
    if (Date.now() - complained < COMPLAINT) return;
    complained = Date.now();
    logger.warn({ err: error }, 'Redis is away; going on without sessions and caches');
  });
  redis.on('ready', () => (complained = 0));
  await redis.connect().catch((error: unknown) => (first ??= error));
  const refusal = redis.status === 'ready' ? undefined : await whyRefused(url, first);
  if (!refusal) return redis;
  redis.disconnect();
  throw refusal;
}

async function inMemory(): Promise<Redis> {
  // Only for who needs it: it brings an interpreter of Lua along.
  const { default: RedisMock } = await import('ioredis-mock');
  // One in memory is never away; it does not say so by itself.
  return Object.assign(new RedisMock({ host: `memory-${(memories += 1)}` }), { status: 'ready' }) as unknown as Redis;
}

function tlsOptions(host: string, ca: string | undefined): NonNullable<RedisOptions['tls']> {
  try {
    return { ...(isIP(host) ? {} : { servername: host }), ...(ca === undefined ? {} : { ca: authoritiesIn(ca) }) };
  } catch (error) {
    throw new RedisRefusal('REDIS_CA', `${ca} ${(error as Error).message}. Name the file of the authority that signs the certificate of Redis.`, { cause: error });
  }
}

/** Undefined for what may pass by itself. */
async function whyRefused(url: string, error: unknown): Promise<RedisRefusal | undefined> {
  const { hostname: host, port = '' } = new URL(url);
  const at = { host: host.replace(/^\[|\]$/g, ''), port: Number(port || 6379) };
  const place = `${host}:${at.port}`;
  const distrust = distrustOf(error);
  if (distrust) return new RedisRefusal(distrust.about === 'authority' ? 'REDIS_CA' : 'REDIS_URL', `The certificate of Redis at ${place} ${distrust.message}`, { cause: error });
  const isTls = url.startsWith('rediss:');
  if (isTls && (await answersPlainly(at))) return new RedisRefusal('REDIS_URL', `Redis speaks no TLS at ${place}. Write redis: instead of rediss:, or name the port with TLS.`, { cause: error });
  if (!isTls && (await answersTls(at))) return new RedisRefusal('REDIS_URL', `Redis speaks TLS at ${place}. Write rediss: instead of redis:, or name the port without.`, { cause: error });
  return undefined;
}

interface Place {
  host: string;
  port: number;
}

function answersPlainly(at: Place): Promise<boolean> {
  const socket = connectPlain(at, () => socket.write('PING\r\n'));
  // What speaks TLS may answer, too: with an alert.
  return tells(socket, 'data', (said: Buffer) => /^[+-]/.test(said.toString('latin1')));
}

function answersTls(at: Place): Promise<boolean> {
  // Whoever it is: only that it speaks TLS is asked.
  return tells(connectTls({ ...at, rejectUnauthorized: false }), 'secureConnect');
}

function tells(socket: Socket, what: string, isIt: (said: Buffer) => boolean = () => true): Promise<boolean> {
  return new Promise((resolve) => {
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once(what, (said: Buffer) => end(isIt(said))).once('error', () => end(false)).once('close', () => end(false)).setTimeout(PROBE, () => end(false));
  });
}

export type { Redis } from 'ioredis';
