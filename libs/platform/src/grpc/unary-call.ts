import { setTimeout as pause } from 'node:timers/promises';
import { Metadata, status } from '@grpc/grpc-js';
import type { Client, MethodDefinition, ServiceError } from '@grpc/grpc-js';
import { workContext } from '@demae/saga';
import { continueTrace } from '../log/traceparent.js';
import { fromServiceError } from '../problem/grpc-problem.js';
import { unavailable } from '../problem/problem.js';

export type Method = MethodDefinition<unknown, unknown>;

export interface CallOptions {
  /** Milliseconds until the caller gives up, all tries together. Default 5000. */
  deadline?: number;
}

export interface Callee {
  peer: string;
  name: string;
  method: Method;
  /** Undefined while nobody knows where the peer answers. */
  channel(): Client | undefined;
}

const DEADLINE = 5_000;
/** Reads may be asked again; a write may have happened although its answer was lost. */
const IDEMPOTENT = /^(get|list)(?=[A-Z])/;
const RETRIES = 3;

/** One call, and for reads a few more while the peer is away, with growing pauses that differ from caller to caller. */
export async function call(callee: Callee, request: unknown, { deadline = DEADLINE }: CallOptions = {}): Promise<unknown> {
  const end = Date.now() + deadline;
  for (let attempt = 1; ; attempt++) {
    try {
      return await once(callee, request, end);
    } catch (error) {
      const failure = error as ServiceError;
      const wait = 25 * 2 ** attempt * (0.5 + Math.random());
      const again = failure.code === status.UNAVAILABLE && IDEMPOTENT.test(callee.name) && attempt <= RETRIES && Date.now() + wait < end;
      if (!again) throw failure.code === undefined ? failure : fromServiceError(failure, callee.peer, callee.name);
      await pause(wait);
    }
  }
}

function once({ peer, method, channel }: Callee, request: unknown, deadline: number): Promise<unknown> {
  const client = channel();
  if (!client) return Promise.reject(unavailable(`The ${peer} service has not started yet. Try again in a moment.`));
  const metadata = new Metadata();
  metadata.set('traceparent', continueTrace(workContext.getStore()?.traceparent));
  return new Promise((done, fail) => {
    client.makeUnaryRequest(method.path, method.requestSerialize, method.responseDeserialize, request, metadata, { deadline }, (error, answer) => {
      if (error) fail(error);
      else done(answer);
    });
  });
}
