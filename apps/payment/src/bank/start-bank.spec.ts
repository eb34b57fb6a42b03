import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Books } from './books.js';
import { startBank, type RunningBank } from './start-bank.js';

const purchase = { reference: 'payment-1', orderId: 'order-1', amount: 1_250, currency: 'JPY', card: 'tok_ok' };

describe('the simulated bank', () => {
  let folder: string;
  let bank: RunningBank;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'bank-'));
    bank = await startBank({ port: 0, books: folder });
  });
  afterEach(async () => {
    await bank.close();
    rmSync(folder, { recursive: true });
  });

  async function post(path: string, body: object, key?: string) {
    const headers: Record<string, string> = { 'content-type': 'application/json', ...(key ? { 'idempotency-key': key } : {}) };
    const response = await fetch(bank.url + path, { method: 'POST', headers, body: JSON.stringify(body) });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  }
  const charge = (key: string, changes: Partial<typeof purchase> = {}) => post('/charges', { ...purchase, ...changes }, key);

  it('charges once under one key, and answers a repetition the same', async () => {
    const first = await charge('a');
    expect(first).toMatchObject({ status: 201, body: { authorized: 1_250 } });
    expect(await charge('a')).toEqual(first);
    expect(bank.books()).toHaveLength(1);
  });

  it('refuses another request under a used key', async () => {
    await charge('a');
    expect(await charge('a', { amount: 1 })).toMatchObject({ status: 422, body: { code: 'key_reused' } });
  });

  it('charges twice under two keys, and its books show the mistake', async () => {
    await charge('a');
    await charge('b');
    expect(bank.books().map(({ reference, idempotencyKey }) => [reference, idempotencyKey])).toEqual([['payment-1', 'a'], ['payment-1', 'b']]);
  });

  it.each([['tok_declined', 'declined'], ['tok_insufficient_funds', 'insufficient_funds'], ['tok_nonsense', 'invalid_token']])(
    'declines %s',
    async (card, code) => {
      expect(await charge('a', { card })).toMatchObject({ status: 402, body: { code } });
      expect(bank.books()).toEqual([]);
    },
  );

  it('charges tok_timeout but loses the answer; a repetition finds it', async () => {
    await expect(charge('a', { card: 'tok_timeout' })).rejects.toThrow();
    expect(bank.books()).toHaveLength(1);
    expect(await charge('a', { card: 'tok_timeout' })).toMatchObject({ status: 201, body: { id: bank.books()[0]!.id } });
    expect(bank.books()).toHaveLength(1);
  });

  it('refuses a charge whose reference was voided before it came', async () => {
    expect(await post('/charges/payment-1/void', {}, 'v')).toMatchObject({ status: 200, body: { voided: 0 } });
    expect(await charge('a')).toMatchObject({ status: 409, body: { code: 'voided' } });
    expect(bank.books()).toEqual([]);
  });

  it('captures no more than authorized and refunds no more than captured', async () => {
    await charge('a');
    expect(await post('/charges/payment-1/refund', {}, 'r0')).toMatchObject({ status: 409, body: { code: 'over_captured' } });
    expect(await post('/charges/payment-1/capture', { amount: 1_251 }, 'c0')).toMatchObject({ status: 409, body: { code: 'over_authorized' } });
    expect(await post('/charges/payment-1/capture', { amount: 1_000 }, 'c1')).toMatchObject({ status: 200, body: { captured: 1_000 } });
    expect(await post('/charges/payment-1/void', {}, 'v')).toMatchObject({ status: 409, body: { code: 'captured' } });
    expect(await post('/charges/payment-1/refund', { amount: 1_001 }, 'r1')).toMatchObject({ status: 409 });
    expect(await post('/charges/payment-1/refund', {}, 'r2')).toMatchObject({ status: 200, body: { refunded: 1_000 } });
    expect(bank.books()).toMatchObject([{ authorized: 1_250, captured: 1_000, refunded: 1_000, voided: 0 }]);
  });

  it('keeps books and answers over a restart, and forgets a line that was cut off', async () => {
    const first = await charge('a');
    await charge('b', { reference: 'payment-2' });
    await post('/charges/payment-2/void', {}, 'v');
    const books = bank.books();
    await bank.close();
    appendFileSync(join(folder, 'books.jsonl'), '{"key":"c","finger');
    bank = await startBank({ port: 0, books: folder });
    expect(bank.books()).toEqual(books);
    expect(await charge('a')).toEqual(first);
    expect(await charge('c', { reference: 'payment-3' })).toMatchObject({ status: 201 });
    expect(await charge('d', { reference: 'payment-2' })).toMatchObject({ status: 409, body: { code: 'voided' } });
  });

  it('declines as often as it is told', async () => {
    expect(await post('/behaviour', { behaviour: 'declines', times: 1 })).toMatchObject({ status: 200 });
    expect(await charge('a')).toMatchObject({ status: 402 });
    expect(await charge('b')).toMatchObject({ status: 201 });
  });

  it('stalls until it behaves again, with nothing on its books', async () => {
    bank.behaves('stalls');
    // It looks whether it has answered before, and in the same breath it stalls.
    const asked = new Promise<void>((done) => jest.spyOn(Books.prototype, 'answered').mockImplementationOnce(() => void done()));
    const waiting = charge('a');
    const broken = expect(waiting).rejects.toThrow();
    await asked;
    expect(bank.books()).toEqual([]);
    await fetch(`${bank.url}/behaviour`, { method: 'DELETE' });
    await broken;
    expect(bank.books()).toEqual([]);
    expect(await charge('a')).toMatchObject({ status: 201 });
  });

  it('loses the answer of whatever it did, once per key', async () => {
    await charge('a');
    bank.behaves('loses-answers');
    await expect(post('/charges/payment-1/capture', {}, 'c')).rejects.toThrow();
    expect(await post('/charges/payment-1/capture', {}, 'c')).toMatchObject({ status: 200 });
    expect(bank.books()).toMatchObject([{ captured: 1_250 }]);
  });

  it('remembers that a late charge was refused, and looks again when a capture is asked again', async () => {
    await post('/charges/payment-1/void', {}, 'v');
    bank.behaves('loses-answers');
    await expect(charge('a', { card: 'tok_slow' })).rejects.toThrow();
    expect(await charge('a', { card: 'tok_slow' })).toMatchObject({ status: 409, body: { code: 'voided' } });
    bank.reset();
    expect(await post('/charges/payment-2/capture', {}, 'c')).toMatchObject({ status: 404 });
    await charge('b', { reference: 'payment-2' });
    expect(await post('/charges/payment-2/capture', {}, 'c')).toMatchObject({ status: 200 });
  });

  it('says that it is there', async () => {
    const statuses = await Promise.all(['/livez', '/readyz'].map(async (path) => (await fetch(bank.url + path)).status));
    expect(statuses).toEqual([200, 200]);
  });

  it('says what is wrong with a request', async () => {
    expect(await post('/charges', purchase)).toMatchObject({ status: 400, body: { code: 'no_idempotency_key' } });
    expect(await charge('a', { amount: -1 })).toMatchObject({ status: 400, body: { code: 'bad_request' } });
    expect((await fetch(`${bank.url}/charges`, { method: 'POST', headers: { 'idempotency-key': 'x' }, body: '{' })).status).toBe(400);
    expect((await fetch(`${bank.url}/nothing`)).status).toBe(404);
  });
});
