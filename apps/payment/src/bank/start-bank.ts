import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { Bank, declined, no, type ChargeRequest, type Ruling } from './bank.js';
import { Books, type Answer, type BookedCharge } from './books.js';

/**
 * How the bank treats what it is asked to do:
 * - `declines`: every new charge is declined;
 * - `stalls`: nothing happens and no answer comes;
 * - `loses-answers`: it happens, but the connection breaks instead of an answer; asked again under the same key, it answers;
 * - `ok`.
 */
export const BEHAVIOURS = ['ok', 'declines', 'stalls', 'loses-answers'] as const;
export type Behaviour = (typeof BEHAVIOURS)[number];

export interface RunningBank {
  /** http://127.0.0.1:port */
  url: string;
  books(): BookedCharge[];
  /** @param times for so many operations; until told otherwise when absent. */
  behaves(behaviour: Behaviour, times?: number): void;
  /** Behaves well again. The books stay as they are. */
  reset(): void;
  close(): Promise<void>;
}

export interface BankOptions {
  /** 0 for a free one. */
  port: number;
  /** Folder of the bank's own books. */
  books: string;
  host?: string;
  clock?: { now(): Date };
}

const SLOW_ANSWER = 1_500;
const MOST_BYTES = 65_536;
/** What the bank cannot read. */
class Malformed extends Error {}

const OPERATION = /^\/charges\/([\w.-]+)\/(capture|void|refund)$/;

/** Starts the simulated bank: a peer behind real HTTP, with books of its own that know nothing of the shop's. */
export async function startBank({ port, books: folder, host = '127.0.0.1', clock }: BankOptions): Promise<RunningBank> {
  const books = new Books(folder);
  const counter = new Counter(books, new Bank(books, () => clock?.now() ?? new Date()));
  const sockets = new Set<Socket>();
  const server = createServer({ keepAlive: true, keepAliveTimeout: 75_000 }, (request, response) => {
    read(request)
      .then((body) => counter.serve(request, body, response))
      .catch((error: unknown) => send(response, error instanceof Malformed ? no(400, 'bad_request', error.message).answer : no(500, 'broken', String(error)).answer));
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    books: () => books.list(),
    behaves: (behaviour, times) => counter.behave(behaviour, times),
    reset: () => counter.behave('ok'),
    async close() {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      });
      books.close();
    },
  };
}

/** Where requests are taken: routes, repetitions, and the simulated misbehaviour. */
class Counter {
  private behaviour: Behaviour = 'ok';
  private left = Infinity;
  private readonly stalled = new Set<Socket>();

  constructor(
    private readonly books: Books,
    private readonly bank: Bank,
  ) {}

  behave(behaviour: Behaviour, times = Infinity): void {
    this.behaviour = behaviour;
    this.left = times;
    // Whoever still waits for an answer learns that there will be none.
    for (const socket of this.stalled) socket.destroy();
    this.stalled.clear();
  }

  serve(request: IncomingMessage, body: string, response: ServerResponse): void {
    const { method = 'GET', url = '/' } = request;
    const route = `${method} ${url.split('?')[0]}`;
    // It is alive when it answers; there is nothing else that it would need.
    if (route === 'GET /livez' || route === 'GET /readyz') return send(response, { status: 200, body: { ready: true } });
    if (route === 'GET /books') return send(response, { status: 200, body: { charges: this.books.list() } });
    if (route === 'DELETE /behaviour') {
      this.behave('ok');
      return send(response, { status: 204, body: {} });
    }
    if (route === 'POST /behaviour') return send(response, this.told(parse(body)));
    if (route === 'POST /charges' || (method === 'POST' && OPERATION.test(url))) return this.operate(request, url, body, response);
    send(response, no(404, 'unknown_route', `there is no ${route}`).answer);
  }

  private told({ behaviour, times }: Record<string, unknown>): Answer {
    const known = BEHAVIOURS.find((candidate) => candidate === behaviour);
    if (!known) return no(400, 'bad_request', `behaviour is one of ${BEHAVIOURS.join(', ')}`).answer;
    if (times !== undefined && !isAmount(times)) return no(400, 'bad_request', 'times is a whole number above 0').answer;
    this.behave(known, times);
    return { status: 200, body: { behaviour: known, times } };
  }

  private operate(request: IncomingMessage, url: string, body: string, response: ServerResponse): void {
    const key = request.headers['idempotency-key'];
    if (typeof key !== 'string' || key === '') return send(response, no(400, 'no_idempotency_key', 'the Idempotency-Key header is missing').answer);
    const behaviour = this.next(url === '/charges', this.books.answered(key) !== undefined);
    if (behaviour === 'stalls') {
      this.stalled.add(request.socket);
      request.socket.once('close', () => this.stalled.delete(request.socket));
      return;
    }
    const fingerprint = createHash('sha256').update(`${url}\n${body}`).digest('base64url');
    const before = this.books.answered(key);
    if (before) {
      const same = before.fingerprint === fingerprint;
      return send(response, same ? before.answer : no(422, 'key_reused', 'this Idempotency-Key was used for another request').answer);
    }
    const asked = parse(body);
    const { answer, change } = this.rule(url, asked, key, behaviour);
    // Capture, void and refund look again at how things stand when they are asked again after a refusal; what has an effect has it once.
    const isFinal = change !== undefined || (url === '/charges' && answer.status !== 400);
    if (isFinal) this.books.write({ key, fingerprint, answer, change });
    // Only an answer that a repetition would find can be lost or late.
    if (isFinal && (behaviour === 'loses-answers' || (asked['card'] === 'tok_timeout' && change))) request.socket.destroy();
    else if (isFinal && asked['card'] === 'tok_slow') setTimeout(() => send(response, answer), SLOW_ANSWER).unref();
    else send(response, answer);
  }

  private rule(url: string, asked: Record<string, unknown>, key: string, behaviour: Behaviour): Ruling {
    const [, reference, operation] = OPERATION.exec(url) ?? [];
    if (reference === undefined) {
      const wrong = wrongCharge(asked);
      if (wrong) return no(400, 'bad_request', wrong);
      return behaviour === 'declines' ? declined('tok_declined') : this.bank.charge(asked as unknown as ChargeRequest, key);
    }
    const amount = asked['amount'];
    if (amount !== undefined && !isAmount(amount)) return no(400, 'bad_request', 'amount is a whole number of minor units above 0');
    if (operation === 'void') return this.bank.void(reference);
    return operation === 'capture' ? this.bank.capture(reference, amount) : this.bank.refund(reference, amount);
  }

  /** The behaviour for one operation. Only new charges can be declined, and a repetition is only ever stalled. */
  private next(isCharge: boolean, isRepetition: boolean): Behaviour {
    const { behaviour } = this;
    if ((behaviour === 'declines' && !isCharge) || (isRepetition && behaviour !== 'stalls')) return 'ok';
    if (behaviour !== 'ok' && --this.left <= 0) {
      this.behaviour = 'ok';
      this.left = Infinity;
    }
    return behaviour;
  }
}

function isAmount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0;
}

function wrongCharge({ reference, orderId, amount, currency, card }: Record<string, unknown>): string | undefined {
  if (typeof reference !== 'string' || !/^[\w.-]{1,100}$/.test(reference)) return 'reference is letters, digits, points and dashes';
  if (typeof orderId !== 'string') return 'orderId is a text';
  if (!isAmount(amount)) return 'amount is a whole number of minor units above 0';
  if (typeof currency !== 'string' || !/^[A-Z]{3}$/.test(currency)) return 'currency is an ISO 4217 code';
  return typeof card === 'string' ? undefined : 'card is a token';
}

function parse(body: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = body === '' ? {} : JSON.parse(body);
  } catch {
    throw new Malformed('the body is no JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Malformed('the body is no JSON object');
  return value as Record<string, unknown>;
}

async function read(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > MOST_BYTES) throw new Malformed('the body is too large');
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function send(response: ServerResponse, { status, body }: Answer): void {
  if (response.destroyed || response.headersSent) return;
  if (status === 204) {
    response.writeHead(204).end();
    return;
  }
  const text = JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }).end(text);
}
