import type { Problem as ProblemMessage } from '@demae/contracts';

/** What is wrong with one field of a request. */
export interface FieldError {
  /** As in JSON: `lines.0.quantity`. */
  path: string;
  message: string;
}

export interface ProblemDetails {
  /** The HTTP status that the caller of the public API gets. */
  status: number;
  /** A few words, the same for every problem of the kind. Default: the status' own. */
  title?: string;
  /** A sentence for people: what happened, and what to do. */
  detail: string;
  /** For machines: which refusal it is. */
  code?: string | undefined;
  /** More for the rendered problem: `{ state }`, `{ retryAfter }`, … Plain JSON. */
  extra?: Record<string, unknown> | undefined;
}

const TITLES: Record<number, string> = {
  400: 'Bad request',
  401: 'Not logged in',
  403: 'Not allowed',
  404: 'Not found',
  409: 'Conflict',
  413: 'Too large',
  422: 'Refused',
  429: 'Too many requests',
  500: 'Internal error',
  503: 'Unavailable',
  504: 'No answer in time',
};

/** A "no" that the caller is told, as of RFC 9457. It crosses gRPC whole, and the gateway renders it as application/problem+json. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly code: string | undefined;
  readonly extra: Record<string, unknown> | undefined;

  constructor({ status, title, detail, code, extra }: ProblemDetails) {
    super(detail);
    this.status = status;
    this.title = title ?? TITLES[status] ?? 'Problem';
    this.detail = detail;
    this.code = code;
    this.extra = extra;
  }

  /** As a field of an answer, where a batch has an answer for each of its requests. */
  toMessage(): ProblemMessage {
    const { status, title, detail, code, extra } = this;
    return { status, title, detail, code, extraJson: extra && JSON.stringify(extra) };
  }

  static fromMessage({ status, title, detail, code, extraJson }: ProblemMessage): Problem {
    return new Problem({ status, title, detail, code, extra: extraJson ? (JSON.parse(extraJson) as Record<string, unknown>) : undefined });
  }
}

/** 404: there is no such thing, or it belongs to someone else. */
export function notFound(thing: string, id?: string): Problem {
  return new Problem({ status: 404, detail: id === undefined ? `There is no such ${thing}.` : `There is no ${thing} ${id}.` });
}

/** 409: the state forbids it; say which state. */
export function conflict(detail: string, extra?: Record<string, unknown>): Problem {
  return new Problem({ status: 409, detail, extra });
}

/** 422: understood, and refused for a business reason. */
export function refused(detail: string, code?: string): Problem {
  return new Problem({ status: 422, detail, code });
}

/** 400: the request itself is wrong. */
export function badRequest(detail: string, errors?: readonly FieldError[]): Problem {
  return new Problem({ status: 400, detail, extra: errors && { errors } });
}

/** 401: nobody, or somebody whose token is no good. */
export function unauthorized(detail: string): Problem {
  return new Problem({ status: 401, detail });
}

/** 403: somebody who may not. */
export function forbidden(detail: string): Problem {
  return new Problem({ status: 403, detail });
}

/** 503: what is needed is away; `retryAfter` in seconds. */
export function unavailable(detail: string, retryAfter = 1): Problem {
  return new Problem({ status: 503, detail, extra: { retryAfter } });
}

/** @throws Problem 412 when somebody changed it since the caller looked. */
export function mustBeUnchanged(version: number, expected: number | undefined): void {
  if (expected === undefined || expected === version) return;
  throw new Problem({
    status: 412,
    title: 'Changed meanwhile',
    detail: `It is at version ${version}, you have seen version ${expected}: read it again and repeat your change.`,
    extra: { version },
  });
}
