import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { newId, type Message, type OutboxRow } from '@demae/saga';
import { HeldSpans } from './held.js';
import { exportRequest, type Sent } from './otlp.js';
import { SagaTraces } from './saga-traces.js';
import { now, SpanKind } from './span.js';
import type { SpanQueue } from './span-queue.js';
import { Tracer } from './tracer.js';
import { Traces } from './traces.js';

const SLOW = 1_000;
const sent: Sent[] = [];
let traces: Traces;
let gateway: Tracer;
let order: SagaTraces;
let inventory: SagaTraces;

beforeEach(() => {
  jest.useFakeTimers();
  sent.length = 0;
  const queue = { add: (span: Sent) => void sent.push(span), close: () => Promise.resolve() } as unknown as SpanQueue;
  traces = new Traces({ sample: 0, slow: SLOW, join: 'links', held: new HeldSpans({ most: 1_000, long: 60_000 }), queue });
  gateway = new Tracer('gateway', traces);
  order = new SagaTraces(new Tracer('order', traces), 'demae');
  inventory = new SagaTraces(new Tracer('inventory', traces), 'demae');
});

afterEach(async () => {
  await traces.close();
  jest.useRealTimers();
});

/** What was sent so far, of this trace. */
async function namesOf(traceparent: string): Promise<string[]> {
  await jest.advanceTimersByTimeAsync(1_000);
  return sent.filter(({ done }) => done.traceparent.slice(3, 35) === traceparent.slice(3, 35)).map(({ service, done }) => `${service}: ${done.name}`).sort();
}

function row(type: string, key: string, within: string, joins?: readonly string[]): OutboxRow {
  const id = newId();
  const traceparent = within.slice(0, 36) + id.slice(19, 23) + id.slice(24) + within.slice(52);
  return { id, topic: 'order.events', key, type, payload: new Uint8Array(), at: new Date(), causedBy: null, traceparent, within, joins, headers: null };
}

/** A request that places an order, and the message that says so, put on the log so long ago. */
function placed(ago: number): { traceparent: string; message: Message } {
  const request = gateway.begin('POST /v1/orders', SpanKind.SERVER, undefined, {});
  const said = row('order.created', newId(), request.traceparent);
  order.said([said]);
  request.end();
  const record = { topic: said.topic, partition: 0, offset: '0', key: said.key, value: Buffer.alloc(0), headers: { traceparent: said.traceparent! }, timestamp: now() - ago };
  return { traceparent: request.traceparent, message: { record, eventId: said.id, eventType: said.type, handler: undefined, attempt: 1 } as Message };
}

async function handled(messages: readonly Message[]): Promise<void> {
  const batch = inventory.batch('inventory.HoldStock', messages);
  await batch.run(() => {
    batch.handled(messages, messages.map(({ record, traceparent }) => row('inventory.reserved', record.key, traceparent!)));
    return Promise.resolve();
  });
}

const WHOLE = ['gateway: POST /v1/orders', 'inventory: create inventory.reserved', 'inventory: process order.created', 'order: create order.created'];

describe('an order that is neither sampled nor failed', () => {
  it('is kept whole when a step took effect too long after its event, and not when it was just in time, also of the same batch', async () => {
    const [late, inTime] = [placed(SLOW + 1), placed(SLOW)];
    await handled([late.message, inTime.message]);
    expect(await namesOf(late.traceparent)).toEqual(WHOLE);
    expect(await namesOf(inTime.traceparent)).toEqual([]);
  });

  it('is kept whole when its message was handled alone, too', async () => {
    const [late, inTime] = [placed(SLOW + 1), placed(SLOW)];
    for (const { message } of [late, inTime]) await handled([message]);
    expect(await namesOf(late.traceparent)).toEqual(WHOLE);
    expect(await namesOf(inTime.traceparent)).toEqual([]);
  });

  it('is kept when its errand took too long, with what comes later', async () => {
    const errands = [SLOW + 1, SLOW].map((takes) => {
      const { traceparent, message } = placed(0);
      const work = inventory.task('errand', { id: newId(), handler: 'payment/AuthorizePayment.charge', key: message.record.key, attempt: 1, traceparent: message.record.headers['traceparent']! });
      return { takes, traceparent, message, work };
    });
    for (const { takes, work } of errands.reverse()) {
      await jest.advanceTimersByTimeAsync(takes - (takes > SLOW ? SLOW : 0));
      work.end();
    }
    const [inTime, late] = errands;
    expect(await namesOf(late!.traceparent)).toEqual(['gateway: POST /v1/orders', 'inventory: errand payment/AuthorizePayment.charge', 'order: create order.created']);
    expect(await namesOf(inTime!.traceparent)).toEqual([]);
    late!.message.record.timestamp = now();
    await handled([late!.message]);
    expect(await namesOf(late!.traceparent)).toEqual(expect.arrayContaining(WHOLE));
  });
});

describe('what was held of an order', () => {
  it('says all that it would have said at once', async () => {
    const { message, traceparent } = placed(0);
    const elsewhere = `00-${'e'.repeat(32)}-${'f'.repeat(16)}-01`;
    message.attempt = 3;
    message.eventId = 'short';
    message.record.key = 'clé-鍵';
    const batch = inventory.batch('inventory.HoldStock', [message, placed(0).message]);
    message.traceparent = `${message.traceparent!.slice(0, 53)}00`;
    const said = row('inventory.reserved', message.record.key, message.traceparent, [elsewhere]);
    await batch.run(() => {
      batch.handled([message], [said]);
      return Promise.resolve();
    });
    traces.keep(traceparent);
    await namesOf(traceparent);
    const find = (name: string) => sent.find(({ done }) => done.name === name && done.traceparent.includes(traceparent.slice(3, 35)))!.done;
    expect(find('process order.created')).toMatchObject({
      traceparent: message.traceparent, links: [message.record.headers['traceparent'], expect.any(String)],
      attributes: { 'messaging.message.id': 'short', 'demae.saga.key': 'clé-鍵', 'demae.attempt': 3 },
    });
    expect(find('create inventory.reserved')).toMatchObject({
      traceparent: said.traceparent, parent: message.traceparent.slice(36, 52), links: [elsewhere], attributes: { 'messaging.message.id': said.id, 'demae.saga.key': 'clé-鍵' },
    });
    expect(() => JSON.parse(exportRequest(sent)) as unknown).not.toThrow();
  });
});
