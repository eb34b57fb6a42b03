import { continueTrace, currentTraceId, Problem } from '@demae/platform';
import { Catch, HttpException, Logger, NotFoundException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Every error as application/problem+json: https://www.rfc-editor.org/rfc/rfc9457 */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger(ProblemFilter.name);

  /** `missing` says what to answer where no route matches. */
  constructor(private readonly missing: (request: FastifyRequest) => Problem) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const problem = error instanceof NotFoundException ? this.missing(request) : problemOf(error);
    if (problem.status === 500) this.logger.error(error instanceof Error ? error : new Error(String(error)), { method: request.method, path: pathOf(request.url) });
    // An event stream that has begun cannot become anything else any more.
    if (reply.sent || reply.raw.headersSent) return;
    sendProblem(problem, request.url, reply);
  }
}

/** Answers with a problem, outside of Nest too. */
export function sendProblem(problem: Problem, url: string, reply: FastifyReply): void {
  const { headers, body } = render(problem, url, traceIdOf(reply));
  void reply.status(problem.status).headers(headers).send(body);
}

/** What is thrown on the way, as a Problem; what nobody expected tells nothing. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const status = error instanceof HttpException ? error.getStatus() : (error as { statusCode?: unknown } | null)?.statusCode;
  if (typeof status === 'number' && status >= 400 && status < 500) return new Problem({ status, ...(WORDS[status] ?? { detail: (error as Error).message }) });
  if (status === 503) return new Problem({ status, detail: 'This server is shutting down; try again.', extra: { retryAfter: 1 } });
  return new Problem({ status: 500, detail: 'Something went wrong on our side. When you report it, name the trace id.' });
}

const WORDS: Record<number, { title?: string; detail: string }> = {
  400: { detail: 'The request cannot be read: its body must be valid JSON, its URL well-formed.' },
  404: { detail: 'There is nothing here; GET /docs lists what there is.' },
  408: { title: 'Too slow', detail: 'The request took too long to arrive.' },
  413: { detail: 'A body may have at most 256 KiB, a list of products 16 MiB.' },
  414: { title: 'Too long', detail: 'The URL is too long.' },
  415: { title: 'Unsupported media type', detail: 'Bodies are JSON: send Content-Type: application/json.' },
  417: { title: 'Expectation failed', detail: 'Nothing but 100-continue can be expected here.' },
};

/** On every answer; problems carry them by themselves, because some arise before there is anything else. */
export const SECURITY = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cache-control': 'no-store',
};

/** A problem as it is sent; `retryAfter` and `challenge` go into headers. */
export function render(problem: Problem, url: string, traceId: string | undefined): { headers: Record<string, string>; body: string } {
  const { status, title, detail, code, extra = {} } = problem;
  const { retryAfter, challenge, allow, ...more } = extra;
  const headers: Record<string, string> = { ...SECURITY, 'content-type': 'application/problem+json; charset=utf-8' };
  if (retryAfter !== undefined || status === 429 || status === 503) headers['retry-after'] = String(retryAfter ?? 1);
  if (status === 401) headers['www-authenticate'] = typeof challenge === 'string' ? challenge : 'Bearer realm="demae"';
  if (typeof allow === 'string') headers['allow'] = allow;
  const type = code === undefined ? 'about:blank' : `urn:demae:problem:${code}`;
  const own = { type, title, status, detail, code, instance: pathOf(url).slice(0, LONGEST_PATH), traceId };
  // Who reads the errors of a 400 always finds a list, though not every wrong request is wrong in a field.
  if (status === 400) more['errors'] ??= [];
  // What is extra stands behind what every problem has, and never replaces it.
  return { headers, body: JSON.stringify({ ...own, ...more, ...own }) };
}

/** Without the query: there may be somebody's name in it. */
export function pathOf(url: string): string {
  return url.split('?', 1)[0]!;
}

/** Longer ones lead nowhere, and say nothing that their beginning does not. */
const LONGEST_PATH = 4_000;

/** "00-<trace>-<span>-01", as the answer carries it. */
function traceIdOf(reply: FastifyReply): string | undefined {
  const header = reply.getHeader('traceparent');
  return currentTraceId() ?? (typeof header === 'string' ? header : continueTrace()).split('-')[1];
}
