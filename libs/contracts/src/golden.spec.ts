import { describe, expect, it } from '@jest/globals';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SagaEvent } from '@demae/saga';
import {
  catalogue, DeliveryDelivered, DeliveryFailed, DeliveryPickedUp, DeliveryRejected, DeliverySlotReserved, DriverAssigned, InventoryRejected,
  InventoryReserved, OrderAccepted, OrderAnonymized, OrderCancelled, OrderConfirmed, OrderCreated, OrderDelivered, OrderOutForDelivery, OrderPreparing, OrderReady,
  PaymentCaptured, PaymentFailed, PaymentRefunded, PaymentSucceeded, PaymentVoided, ProductChanged, StockCounted, StockLevelChanged, StockRanLow, TicketAccepted, TicketExpired,
  TicketHandedOver, TicketOpened, TicketPreparing, TicketReady, TicketRejected, UserErased, UserRegistered,
} from './events.js';
import type { Address, Checkout, Money } from './generated/demae/common/v1/common.js';

/*
 * Events stay in logs, outboxes and dead letters for as long as anybody keeps them, so whatever was once said must be understood for good.
 * libs/contracts/golden holds the bytes of each event as they were when its shape was new, with what they say: `<event>.v<n>.json`.
 *
 * A new event, or one that has got a new field, wants a sample here and a file there:
 *   UPDATE_GOLDEN=1 npm test -- libs/contracts/src/golden.spec.ts
 * It adds what is missing and never touches what is there. If a file disagrees with the code, the code is wrong.
 */
const folder = join(process.cwd(), 'libs/contracts/golden');
// eslint-disable-next-line no-restricted-properties -- a switch of this test, no setting of a service
const adding = process.env['UPDATE_GOLDEN'] === '1';
const HOW = 'run `UPDATE_GOLDEN=1 npm test -- libs/contracts/src/golden.spec.ts` and commit the new file';

interface Golden {
  event: string;
  version: number;
  /** Of the payload on the wire, in hexadecimal. */
  bytes: string;
  /** What the bytes say, in JSON; times as RFC 3339. */
  payload: Record<string, unknown>;
}

const yen = (amount: number): Money => ({ amount, currency: 'JPY' });
const home: Address = { line1: '神南1-2-3', line2: '401号', city: '渋谷区', postalCode: '150-0041', country: 'JP', lat: 35.6642, lng: 139.6997 };
const [orderId, otherId] = ['0192f0c1-7a3b-7c4d-8e5f-60718293a4b5', '0192f0c1-7a3b-7c4d-9e5f-60718293a4b6'];
const at = new Date('2026-11-21T13:07:32.123Z');
const checkout: Checkout = {
  orderId,
  number: '004217',
  customer: { id: otherId, name: '花子', email: 'hanako@demae.test', locale: 'ja' },
  store: { id: otherId, ownerId: otherId, name: '麺屋八', kind: 'restaurant', address: home, autoAccept: true, prepMinutes: 15 },
  lines: [{
    productId: otherId, sku: 'shoyu-l', name: '醤油ラーメン (大)', quantity: 2, choices: [{ id: otherId, name: '味玉', price: yen(120) }],
    unitPrice: yen(1180), total: yen(2600), trackStock: true,
  }],
  subtotal: yen(2600),
  deliveryFee: yen(300),
  total: yen(2900),
  tender: { method: 'card', token: 'tok_ok', provider: 'simulated' },
  fulfillment: { type: 'delivery', address: home },
  note: 'ネギ抜き 🍜',
  placedAt: at,
  traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
};
const ids = { orderId, ticketId: otherId };
const job = { orderId, deliveryId: otherId, driverId: otherId };
/** More than 32 bits hold, and the most that a number of JavaScript holds exactly. */
const [many, most] = [5_000_000_000, Number.MAX_SAFE_INTEGER];

/** One of each, with every field filled. */
const samples: SagaEvent[] = [
  UserRegistered({ userId: otherId, email: 'hanako@demae.test', name: '花子', locale: 'ja' }),
  UserErased({ userId: otherId }),
  ProductChanged({ productId: otherId, storeId: otherId, trackedSkus: ['cup-white', 'cup-black'], removed: true }),
  StockCounted({ storeId: otherId, by: otherId, counts: [{ sku: 'cup-white', onHand: many }] }),
  OrderCreated({ orderId, checkout }),
  OrderConfirmed({ orderId, checkout }),
  OrderAccepted({ orderId, checkout, dueAt: at }),
  OrderPreparing({ orderId, checkout }),
  OrderReady({ orderId, checkout }),
  OrderOutForDelivery({ orderId, checkout }),
  OrderDelivered({ orderId, checkout }),
  OrderCancelled({ orderId, checkout, reason: 'out of stock', by: 'system' }),
  OrderAnonymized({ orderId }),
  InventoryReserved({ orderId, checkout }),
  InventoryRejected({ orderId, reason: 'out of stock', missing: [{ sku: 'cup-white', wanted: many, available: 3 }] }),
  StockLevelChanged({ stockKey: `${otherId}/cup-white`, storeId: otherId, sku: 'cup-white', available: many, version: most }),
  StockRanLow({ stockKey: `${otherId}/cup-white`, storeId: otherId, sku: 'cup-white', available: 3, lowAt: many }),
  DeliverySlotReserved({ orderId, checkout }),
  DeliveryRejected({ orderId, reason: 'too far away' }),
  DriverAssigned({ ...job, driverName: '太郎' }),
  DeliveryPickedUp(job),
  DeliveryDelivered(job),
  DeliveryFailed({ orderId, reason: 'no courier found' }),
  PaymentSucceeded({ orderId, checkout, paymentId: otherId }),
  PaymentFailed({ orderId, reason: 'card declined', code: 'declined' }),
  PaymentCaptured({ orderId, paymentId: otherId, amount: yen(many) }),
  PaymentVoided({ orderId, paymentId: otherId }),
  PaymentRefunded({ orderId, paymentId: otherId, amount: yen(2900), decision: { refundId: otherId, by: otherId, reason: 'spilled', lines: [{ sku: 'cup-white', quantity: 2 }], restock: true, checkout } }),
  TicketOpened({ ...ids, checkout, acceptBy: at }),
  TicketAccepted({ ...ids, checkout, dueAt: at }),
  TicketRejected({ orderId, reason: 'sold out of rice' }),
  TicketExpired({ orderId, reason: 'the store did not answer in time' }),
  TicketPreparing(ids),
  TicketReady(ids),
  TicketHandedOver(ids),
];
const sampleOf = new Map(samples.map((sample) => [sample.name, sample]));

const inJson = (value: unknown) => JSON.parse(JSON.stringify(value)) as Record<string, unknown>;

/** The places of all fields, `checkout.lines[].sku`: what makes two payloads of one shape. */
function fieldsOf(value: unknown, path = ''): string[] {
  if (Array.isArray(value)) return [...new Set(value.flatMap((item) => fieldsOf(item, `${path}[]`)))];
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([name, field]) => fieldsOf(field, path ? `${path}.${name}` : name));
}

/** The places of what is as it would be if nothing had been said. */
function emptyFields(value: unknown, path: string): string[] {
  if (value === undefined || value === '' || value === 0 || value === false || (Array.isArray(value) && value.length === 0)) return [path];
  if (typeof value !== 'object' || value === null || value instanceof Date) return [];
  return Object.entries(value).flatMap(([name, field]) => emptyFields(field, `${path}.${name}`));
}

function read(): Golden[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).sort().map((name) => {
    const golden = JSON.parse(readFileSync(join(folder, name), 'utf8')) as Golden;
    if (name !== `${golden.event}.v${golden.version}.json`) throw new Error(`libs/contracts/golden/${name} is of ${golden.event}, version ${golden.version}: call it that.`);
    return golden;
  });
}

/** The event's newest shape is the next version, unless it has a file already. */
function missingVersion(sample: SagaEvent, known: readonly Golden[]): Golden | undefined {
  const latest = known.filter(({ event }) => event === sample.name).sort((a, b) => b.version - a.version)[0];
  const payload = inJson(sample.payload);
  const before = new Set(fieldsOf(latest?.payload ?? {}));
  if (latest && fieldsOf(payload).every((field) => before.has(field))) return undefined;
  const bytes = Buffer.from(sample.type.encode(sample.payload)).toString('hex');
  return { event: sample.name, version: (latest?.version ?? 0) + 1, bytes, payload };
}

if (adding) {
  mkdirSync(folder, { recursive: true });
  for (const golden of samples.flatMap((sample) => missingVersion(sample, read()) ?? [])) {
    writeFileSync(join(folder, `${golden.event}.v${golden.version}.json`), `${JSON.stringify(golden, undefined, 2)}\n`, { flag: 'wx' });
  }
}
const goldens = read();

describe('every event', () => {
  it.each(catalogue.all().map(({ eventName }) => eventName))('%s has a sample with every field filled, and a golden file of its newest shape', (name) => {
    const sample = sampleOf.get(name);
    if (!sample) throw new Error(`${name} has no sample: add one to golden.spec.ts, then ${HOW}.`);
    const decoded: unknown = sample.type.decode(sample.type.encode(sample.payload));
    expect({ empty: emptyFields(decoded, name), instead: 'fill these fields of the sample in golden.spec.ts' }).toMatchObject({ empty: [] });
    const missing = missingVersion(sample, goldens);
    if (missing) throw new Error(`libs/contracts/golden/${name}.v${missing.version}.json is missing: ${HOW}.`);
  });

  it('that was ever said is still in the catalogue', () => {
    const gone = goldens.filter(({ event }) => !catalogue.find(event)).map(({ event }) => event);
    expect({ gone, instead: 'keep the event declared: logs and dead letters still hold it' }).toMatchObject({ gone: [] });
  });
});

/** Fields that today's code does not know, one of each wire type: https://protobuf.dev/programming-guides/encoding/#structure */
const fromTheFuture = Buffer.from([
  ...[0x98, 0x7d, 0x96, 0x01], // 2003, varint
  ...[0xa1, 0x7d, 1, 2, 3, 4, 5, 6, 7, 8], // 2004, 64 bits
  ...[0xaa, 0x7d, 0x03, 0x6e, 0x65, 0x77], // 2005, "new"
  ...[0xb5, 0x7d, 1, 2, 3, 4], // 2006, 32 bits
]);

describe('the bytes of', () => {
  it.each(goldens)('$event version $version are understood', ({ event, bytes, payload }) => {
    const type = catalogue.find(event)!;
    const decoded: unknown = type.decode(Buffer.from(bytes, 'hex'));
    // What was said then must be there; what has come since may be there, too.
    expect(inJson(decoded)).toMatchObject(payload);
    expect(type.keyOf(decoded)).toBe(type.keyOf(payload));
  });

  it.each(goldens)('$event version $version are understood with fields of a later version among them', ({ event, bytes, payload }) => {
    const type = catalogue.find(event)!;
    const known = Buffer.from(bytes, 'hex');
    expect(inJson(type.decode(Buffer.concat([fromTheFuture, known])))).toMatchObject(payload);
    expect(inJson(type.decode(Buffer.concat([known, fromTheFuture])))).toMatchObject(payload);
  });
});
