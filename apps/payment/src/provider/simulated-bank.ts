import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { OutsideCalls, Settings } from '@demae/platform';
import type { Authorization, ChargeOrder, PaymentProvider } from './payment-provider.js';

interface BankAnswer {
  status: number;
  /** What it says, if it says anything: nothing of it is taken on trust. */
  body: Record<string, unknown>;
}

/** Bytes of the longest answer that a bank may give. */
const LONGEST_ANSWER = 65_536;

/** Speaks to the simulated bank over HTTP. */
@Injectable()
export class SimulatedBank implements PaymentProvider, OnModuleDestroy {
  readonly name = 'simulated';
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 128, maxFreeSockets: 32, timeout: 60_000 });
  private readonly url: string;
  private readonly timeout: number;
  /** A negative control: each call is a new one to the bank. */
  private readonly forgetsKeys: boolean;

  constructor(
    settings: Settings,
    private readonly calls: OutsideCalls,
  ) {
    this.url = settings.get<string>('BANK_URL');
    this.timeout = settings.get<number>('BANK_TIMEOUT');
    this.forgetsKeys = settings.get<string | undefined>('DEMAE_SABOTAGE') === 'no idempotency key';
  }

  async authorize({ reference, orderId, amount, currency, token }: ChargeOrder, idempotencyKey: string): Promise<Authorization> {
    const { status, body } = await this.post('/charges', '/charges', { reference, orderId, amount, currency, card: token }, idempotencyKey);
    if (status === 201) {
      // Approved is only what was asked for.
      if (body['reference'] === reference && body['authorized'] === amount && body['currency'] === currency) return { approved: true };
      throw unexpected('a charge of something else', status, body);
    }
    const code = words(body['code'], 100);
    if (status === 402 || (status === 409 && code === 'voided')) return { approved: false, code, message: words(body['message'], 500) };
    throw unexpected('a charge', status, body);
  }

  capture(reference: string, amount: number, idempotencyKey: string): Promise<void> {
    return this.move('capture', reference, { amount }, idempotencyKey);
  }

  void(reference: string, idempotencyKey: string): Promise<void> {
    return this.move('void', reference, {}, idempotencyKey);
  }

  refund(reference: string, amount: number, idempotencyKey: string): Promise<void> {
    return this.move('refund', reference, { amount }, idempotencyKey);
  }

  onModuleDestroy(): void {
    this.agent.destroy();
  }

  private async move(operation: 'capture' | 'void' | 'refund', reference: string, body: object, idempotencyKey: string): Promise<void> {
    const answer = await this.post(`/charges/${reference}/${operation}`, `/charges/:id/${operation}`, body, idempotencyKey);
    if (answer.status !== 200) throw unexpected(`a ${operation}`, answer.status, answer.body);
  }

  /** @param route the path without what differs from call to call */
  private async post(path: string, route: string, body: object, idempotencyKey: string): Promise<BankAnswer> {
    const url = new URL(path, this.url);
    const traced = this.calls.begin('POST', url, route);
    try {
      const answer = await this.send(url, body, idempotencyKey, traced.headers);
      traced.end(answer.status);
      return answer;
    } catch (error) {
      traced.end(undefined, error);
      throw error;
    }
  }

  private send(url: URL, body: object, idempotencyKey: string, more: Record<string, string>): Promise<BankAnswer> {
    return new Promise((resolve, reject) => {
      const text = JSON.stringify(body);
      const headers = { ...more, 'content-type': 'application/json', 'content-length': Buffer.byteLength(text), 'idempotency-key': this.forgetsKeys ? randomUUID() : idempotencyKey };
      // For the whole call: a bank that trickles is as lost as one that is silent.
      const signal = AbortSignal.timeout(this.timeout);
      const call = request(url, { method: 'POST', agent: this.agent, headers, signal }, (response) => {
        const parts: Buffer[] = [];
        let length = 0;
        response.on('data', (part: Buffer) => {
          parts.push(part);
          if ((length += part.length) > LONGEST_ANSWER) response.destroy(new Error(`The bank says more than ${LONGEST_ANSWER} bytes.`));
        });
        response.on('error', reject);
        response.on('end', () => {
          try {
            const body: unknown = JSON.parse(Buffer.concat(parts).toString('utf8'));
            resolve({ status: response.statusCode ?? 0, body: typeof body === 'object' && body !== null ? (body as BankAnswer['body']) : {} });
          } catch (error) {
            reject(error as Error);
          }
        });
      });
      call.on('error', (error) => reject(signal.aborted ? new Error(`The bank did not answer within ${this.timeout} ms.`) : error));
      call.end(text);
    });
  }
}

function unexpected(what: string, status: number, body: BankAnswer['body']): Error {
  return new Error(`The bank answered ${what} with ${status} ${words(body['code'], 100)}: ${words(body['message'], 500)}`);
}

/** As much of it as people are shown, in letters alone. */
function words(said: unknown, longest: number): string {
  const text = typeof said === 'string' ? said.replace(/[\p{Cc}\p{Cs}]/gu, ' ').trim().slice(0, longest) : '';
  return text === '' ? 'declined' : text;
}
