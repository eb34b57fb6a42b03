import type { components } from './generated/schema.js';

type ProblemView = components['schemas']['ProblemView'];

/** What the platform says when it does not do what it was asked for (RFC 9457). */
export class DemaeProblem extends Error {
  override readonly name = 'DemaeProblem';
  readonly status: number;
  readonly title: string;
  /** What to do about it, for people. */
  readonly detail: string;
  /** Of a business refusal: "urn:demae:problem:<code>" tells which; else "about:blank". */
  readonly type: string;
  /** Which fields of the request are wrong, and why. */
  readonly errors: readonly { path: string; message: string }[];
  /** Name it when you report what happened. */
  readonly traceId: string | undefined;

  constructor(
    readonly operation: string,
    /** All that was said. */
    readonly body: Partial<ProblemView> & Record<string, unknown>,
    status: number,
  ) {
    const { title = 'No answer that can be understood', detail = title } = body;
    super(`${operation}: ${status} ${detail}`);
    this.status = status;
    this.title = title;
    this.detail = detail;
    this.type = body.type ?? 'about:blank';
    this.errors = (body.errors as DemaeProblem['errors'] | undefined) ?? [];
    this.traceId = body.traceId;
  }
}
