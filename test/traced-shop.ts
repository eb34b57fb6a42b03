import { catalogue } from '@demae/contracts';
import { newId } from '@demae/saga/events';
import { aShop, type Shop } from '@demae/testing';
import { Collector, type Received } from './collector.js';
import { register, visitorOf, type Person } from './http.js';

/** A shop that sends its traces to a collector of its own. */
export interface Traced {
  shop: Shop;
  collector: Collector;
  person: Person;
}

export interface Tracing {
  /** Share of the traces that are sent whatever becomes of them. */
  sample: string;
  join: 'links' | 'parents';
}

/** On a busy machine nothing is kept for being slow, and a bank that answers late has not failed. */
export const tracing = (url: string, { sample, join }: Tracing) => ({ OTEL_EXPORTER_OTLP_ENDPOINT: url, TRACE_SAMPLE: sample, TRACE_JOIN: join, TRACE_SLOW: '10m', BANK_TIMEOUT: '10s' });

export async function traced(how: Tracing): Promise<Traced> {
  const collector = await Collector.open();
  const shop = await aShop({ env: tracing(collector.url, how) });
  await shop.stocks({ cup: 1_000 });
  return { shop, collector, person: await register(shop) };
}

/** Where every trace is sent: resolves when all that was done until now has come, for spans leave in the order of their ends. */
export async function everythingCame({ shop, collector }: Pick<Traced, 'shop' | 'collector'>): Promise<void> {
  await shop.settles();
  const last = newId().replaceAll('-', '');
  await visitorOf(shop).get('/v1/stores').set('traceparent', `00-${last}-00f067aa0ba902b7-01`).expect(200);
  await collector.until(() => collector.of(last).length > 0, 'the last of all traces');
}

export async function close({ shop, collector }: Traced): Promise<void> {
  await shop.close();
  await collector.close();
}

const traceIdOf = (headers: Record<string, string>) => headers['traceparent']!.split('-')[1]!;

/** Orders over HTTP. @returns its id, and the trace that the answer names */
export async function orders({ shop, person }: Pick<Traced, 'shop' | 'person'>, token: string, type = 'delivery'): Promise<{ id: string; traceId: string }> {
  const address = { line1: '1-2 Jinnan', city: 'Tokyo', postalCode: '150-0043', country: 'JP', lat: 35.664, lng: 139.7 };
  const body = { storeId: shop.store.id, lines: [{ sku: 'cup', quantity: 1 }], fulfillment: { type, ...(type === 'delivery' ? { address } : {}) }, payment: { method: 'card', token } };
  const answer = await person.post('/v1/orders', body).set('idempotency-key', newId()).expect(201);
  await shop.settles();
  return { id: (answer.body as { id: string }).id, traceId: traceIdOf(answer.headers as Record<string, string>) };
}

/** Every event said about it: id, type and the trace that it travelled in. */
export async function saidAbout({ shop }: Traced, id: string) {
  const records = await shop.log.history(catalogue.topics(), id);
  return records.map(({ headers }) => ({ id: headers['ce_id']!, type: headers['ce_type']!, traceId: headers['traceparent']!.split('-')[1]! }));
}

export const named = (spans: readonly Received[], start: string) => spans.filter(({ name }) => name.startsWith(start));

/** Spans from which nothing leads on to the others: neither a parent nor a link within the trace. */
export function loose(spans: readonly Received[], by: 'parents and links' | 'parents') {
  const known = new Set(spans.map(({ spanId }) => spanId));
  const leads = ({ parentSpanId, links }: Received) =>
    (parentSpanId !== undefined && known.has(parentSpanId)) || (by === 'parents and links' && links.some(({ spanId }) => known.has(spanId)));
  return spans.filter((span) => !leads(span)).map(({ name }) => name);
}
