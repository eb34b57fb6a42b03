import type { OutsideCalls } from '@demae/platform';
import { SmsChannel, type Sms } from './sms-channel.js';

/** Milliseconds. */
const PATIENCE = 10_000;

/** Hands messages to a provider over plain HTTP: POST { to, text }, with their id as Idempotency-Key; any 2xx is a yes. */
export class HttpSms extends SmsChannel {
  readonly name = 'http';
  readonly leaves = true;

  constructor(
    private readonly url: string,
    private readonly token: string | undefined,
    private readonly calls: OutsideCalls,
  ) {
    super();
  }

  async send({ to, text }: Sms, id: string): Promise<void> {
    const headers = { 'content-type': 'application/json', 'idempotency-key': id, ...(this.token === undefined ? {} : { authorization: `Bearer ${this.token}` }) };
    const url = new URL(this.url);
    const call = this.calls.beginAs('POST sms', url, { 'http.request.method': 'POST' });
    const sent = fetch(url, { method: 'POST', headers: { ...headers, ...call.headers }, body: JSON.stringify({ to, text }), redirect: 'error', signal: AbortSignal.timeout(PATIENCE) });
    const answer = await sent.catch((error: unknown) => {
      call.end(undefined, error);
      throw error;
    });
    call.end(answer.status);
    await answer.body?.cancel();
    if (!answer.ok) throw new Error(`The SMS provider answered ${answer.status}.`);
  }
}
