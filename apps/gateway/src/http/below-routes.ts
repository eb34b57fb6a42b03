import { continueTrace, Problem } from '@demae/platform';
import type { FastifyInstance } from 'fastify';
import { STATUS_CODES, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { problemOf, render } from './problems.js';

const KINDS: Record<string, number> = { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 };
const DETAILS: Record<number, string> = { 400: 'This is no HTTP request.', 408: 'The request took too long to arrive.', 431: 'The headers are too large.' };

/** Nobody else knows of it, but every problem has one. */
const newTrace = () => continueTrace().split('-')[1];

/** What is no HTTP, or too much of it, never becomes a request: it is answered here, on the bare connection. */
export function answerBroken({ code = '' }: Error & { code?: string }, socket: Socket): void {
  // Who is gone, or has an answer already, gets none.
  if (code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const status = KINDS[code] ?? 400;
  const { headers, body } = render(new Problem({ status, title: STATUS_CODES[status]!, detail: DETAILS[status]! }), '/', newTrace());
  const lines = Object.entries({ ...headers, 'content-length': Buffer.byteLength(body), connection: 'close' }).map(([name, value]) => `${name}: ${value}`);
  socket.end([`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines, '', body].join('\r\n'));
}

/** Node answers by itself, and in words of its own, who expects anything but "100-continue". */
export function answerExpectations(fastify: FastifyInstance): void {
  fastify.server.on('checkExpectation', ({ url = '/' }: IncomingMessage, response: ServerResponse) => {
    const { headers, body } = render(problemOf({ statusCode: 417 }), url, newTrace());
    response.writeHead(417, headers).end(body);
  });
}
