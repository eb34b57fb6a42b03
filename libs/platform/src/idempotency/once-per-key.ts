import type { Actor } from '@demae/contracts';
import { milliseconds, type CommandTx } from '@demae/saga';
import { badRequest, refused } from '../problem/problem.js';

/** How long the same Idempotency-Key gives the same answer, milliseconds. */
export const KEEP = milliseconds('24h');

/** A request over gRPC that may carry the client's Idempotency-Key. */
export interface KeyedRequest {
  actor: Actor;
  /** Unique per user. */
  idempotencyKey?: string | undefined;
  /** SHA-256 of what was asked for: the route and the body. */
  requestHash?: Uint8Array | undefined;
}

/** Whose key it is and what it stands for. */
export interface OnceKey {
  userId: string;
  key: string;
  hash: Buffer;
}

/** How an answer is kept: the generated code of its message. */
export interface AnswerCodec<A> {
  encode(answer: A): { finish(): Uint8Array };
  decode(bytes: Uint8Array): A;
}

/** The key of a request; undefined when it has none. @throws Problem 400 for a key without a hash: it would stand for anything. */
export function keyOf({ actor, idempotencyKey: key, requestHash: hash }: KeyedRequest): OnceKey | undefined {
  if (key === undefined) return undefined;
  if (!hash || hash.length === 0) throw badRequest('An idempotency_key needs the request_hash of what it stands for.');
  return { userId: actor.userId, key, hash: Buffer.from(hash) };
}

/**
 * Does the work of a command once for each key, and gives its answer to everybody who asks under that key within a day; without a
 * key, just does it. The key is kept in the command's own transaction, so it is there when, and only when, what it guards is:
 * whoever comes second waits for the first to commit, and what is refused or fails is not kept.
 * Needs the table of CreateIdempotencyKeys, and IdempotencyModule to forget old keys.
 * @throws Problem 422 when the key stands for another request, and whatever the work throws.
 */
export async function oncePerKey<A>(tx: CommandTx, key: OnceKey | undefined, codec: AnswerCodec<A>, work: () => Promise<A>): Promise<A> {
  if (!key) return work();
  const known = await claim(tx, key);
  if (known) return codec.decode(known);
  const answer = await work();
  await tx.query('update idempotency_key set answer = $3 where user_id = $1 and key = $2', [key.userId, key.key, Buffer.from(codec.encode(answer).finish())]);
  return answer;
}

/** Takes the key, waiting for whoever is taking it just now. Returns what was answered to it before; nothing when it is new or a day old. */
async function claim(tx: CommandTx, { userId, key, hash }: OnceKey): Promise<Buffer | undefined> {
  const now = tx.now();
  const taken = await tx.query(
    `insert into idempotency_key as known (user_id, key, body_hash, answer, created_at) values ($1, $2, $3, '', $4)
      on conflict (user_id, key) do update set body_hash = excluded.body_hash, answer = '', created_at = excluded.created_at where known.created_at < $5
      returning key`,
    [userId, key, hash, now, new Date(now.getTime() - KEEP)],
  );
  if (taken.length > 0) return undefined;
  const [known] = await tx.query<{ body_hash: Buffer; answer: Buffer }>('select body_hash, answer from idempotency_key where user_id = $1 and key = $2', [userId, key]);
  if (!known!.body_hash.equals(hash)) throw refused('This Idempotency-Key was used for another request. Use a new key for a new one.', 'idempotency-key');
  return known!.answer;
}
