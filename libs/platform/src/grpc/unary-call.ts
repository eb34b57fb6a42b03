import { setTimeout as pause } from 'node:timers/promises';
import { Metadata, status } from '@grpc/grpc-js';
import type { Client, MethodDefinition, ServiceError } from '@grpc/grpc-js';
import { workContext } from '@demae/saga';
import { continueTrace } from '../log/traceparent.js';
import { carriesProblem, fromServiceError } from '../problem/grpc-problem.js';
import { unavailable } from '../problem/problem.js';
import type { Tracer } from '../tracing/tracer.js';
import type { Breaker } from './breaker.js';
import { endRpc, rpcWords } from './grpc-transport.js';

export type Method = MethodDefinition<unknown, unknown>;

export interface CallOptions {
  /** Milliseconds until the caller gives up, all tries together. Default 5000. */
  deadline?: number;
  /** How long it is waited for at least, whatever the deadline is, milliseconds. */
  patience?: number | undefined;
  /** Asked twice it does no more than asked once. So are reads, and whatever carries an Idempotency-Key. */
  repeatable?: boolean;
}

export interface Callee {
  peer: string;
  name: string;
  method: Method;
  breaker: Breaker;
  tracer: Tracer | undefined;
  /** Undefined while nobody knows where the peer answers. */
  channel(): Client | undefined;
}

const DEADLINE = 5_000;
/** The names of the rpcs that only read. Another one may have happened although its answer was lost. */
const READS = /^(get|list)(?=[A-Z])/;
/** Milliseconds before the second call: by then a connection that was lost has been tried anew. */
const PAUSE = 100;
const JITTER = 200;

/** One call, and where it can do no harm one more when the peer was away, after a pause that differs from caller to caller. */
export async function call(callee: Callee, request: unknown, { deadline = DEADLINE, patience = 0, repeatable = mayRepeat(callee.name, request) }: CallOptions = {}): Promise<unknown> {
  const end = Date.now() + Math.max(deadline, patience);
  const tried = () => callee.breaker.run(() => once(callee, request, end));
  try {
    return await tried().catch(async (error: ServiceError) => {
      const wait = PAUSE + JITTER * Math.random();
      const isAway = error.code === status.UNAVAILABLE && !carriesProblem(error);
      if (!isAway || !repeatable || Date.now() + wait >= end) throw error;
      await pause(wait);
      return tried();
    });
  } catch (error) {
    const failure = error as ServiceError;
    throw failure.code === undefined ? failure : fromServiceError(failure, callee.peer, callee.name);
  }
}

function mayRepeat(name: string, request: unknown): boolean {
  return READS.test(name) || (request as { idempotencyKey?: string }).idempotencyKey !== undefined;
}

function once({ peer, method, channel, tracer }: Callee, request: unknown, deadline: number): Promise<unknown> {
  const client = channel();
  if (!client) return Promise.reject(unavailable(`The ${peer} service has not started yet. Try again in a moment.`));
  const metadata = new Metadata();
  const span = tracer?.beginCall(method.path.slice(1), { ...rpcWords(method.path), 'peer.service': peer });
  metadata.set('traceparent', span?.traceparent ?? continueTrace(workContext.getStore()?.traceparent));
  return new Promise((done, fail) => {
    client.makeUnaryRequest(method.path, method.requestSerialize, method.responseDeserialize, request, metadata, { deadline }, (error, answer) => {
      if (span) endRpc(span, error);
      if (error) fail(error);
      else done(answer);
    });
  });
}
