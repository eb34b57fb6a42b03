import { Metadata, status as codes } from '@grpc/grpc-js';
import type { ServiceError, StatusObject } from '@grpc/grpc-js';
import { Problem, unavailable } from './problem.js';
import type { ProblemDetails } from './problem.js';

/** The trailing metadata that carries a Problem whole; gRPC wants `-bin` at the end of names whose values are bytes. */
const TRAILER = 'problem-bin';

/** For callers that speak gRPC but know nothing of Problem. https://grpc.io/docs/guides/status-codes/ */
const CODES: Record<number, codes> = {
  400: codes.INVALID_ARGUMENT,
  401: codes.UNAUTHENTICATED,
  403: codes.PERMISSION_DENIED,
  404: codes.NOT_FOUND,
  409: codes.FAILED_PRECONDITION,
  413: codes.OUT_OF_RANGE,
  422: codes.FAILED_PRECONDITION,
  429: codes.RESOURCE_EXHAUSTED,
  503: codes.UNAVAILABLE,
  504: codes.DEADLINE_EXCEEDED,
};

/** A Problem as gRPC's end of a call. Anything else that was thrown becomes INTERNAL and tells nothing. */
export function toStatus(error: unknown): Partial<StatusObject> {
  if (!(error instanceof Problem)) return { code: codes.INTERNAL, details: 'internal error' };
  const { status, title, detail, code, extra } = error;
  const metadata = new Metadata();
  metadata.set(TRAILER, Buffer.from(JSON.stringify({ status, title, detail, code, extra } satisfies ProblemDetails)));
  return { code: CODES[status] ?? codes.UNKNOWN, details: title, metadata };
}

/** Whether the peer itself said no, rather than not answering. */
export function carriesProblem({ metadata }: ServiceError): boolean {
  return (metadata?.get(TRAILER).length ?? 0) > 0;
}

/** What a peer answered as the error to throw: its Problem, a Problem of ours when it is away, else an Error that is our own fault or its. */
export function fromServiceError(error: ServiceError, peer: string, method: string): Error {
  const [carried] = error.metadata?.get(TRAILER) ?? [];
  if (carried) return new Problem(JSON.parse(String(carried)) as ProblemDetails);
  switch (error.code) {
    case codes.UNAVAILABLE:
    case codes.DEADLINE_EXCEEDED:
    case codes.CANCELLED:
      return Object.assign(unavailable(`The ${peer} service does not answer right now. Try again in a moment.`), { cause: error });
    default:
      return new Error(`${peer}.${method} failed: ${error.message}`, { cause: error });
  }
}
