import type { PlaceOrder } from '@demae/contracts';
import { badRequest, currentTraceparent, refused } from '@demae/platform';
import { actorOf, type Caller } from '../access/caller.js';
import { Flag, ListOf, Nested, OneOf, Text, Uuid, Uuids, Whole } from '../http/fields.js';
import { fingerprint } from '../http/fingerprint.js';
import { requiredIdempotencyKey } from '../http/idempotency-key.js';
import { Address } from '../http/values.js';

const HOME = { line1: '1-2-3 Marunouchi', city: 'Tokyo', postalCode: '100-0005', country: 'JP', lat: 35.681236, lng: 139.767125 };

export class LineBody {
  @Text({ min: 1, max: 64, example: 'RAMEN-L' })
  sku!: string;

  @Whole({ min: 1, max: 999, example: 2 })
  quantity!: number;

  @Uuids({ max: 100, optional: true, what: 'ids of the choices taken' })
  choices?: string[];
}

export class FulfillmentBody {
  @OneOf(['delivery', 'pickup', 'shipping'])
  type!: string;

  @Uuid({ optional: true, what: 'of one of my addresses' })
  addressId?: string;

  @Nested(() => Address, { optional: true, what: 'instead of addressId', example: HOME })
  address?: Address;

  @Uuid({ optional: true })
  slotId?: string;

  @Flag({ optional: true })
  sameDay?: boolean;
}

export class PaymentBody {
  @OneOf(['card', 'konbini', 'cash'])
  method!: string;

  @Text({ min: 1, max: 255, optional: true, example: 'tok_ok', what: "the provider's token of a card" })
  token?: string;

  @Text({ min: 1, max: 50, optional: true, example: 'simulated' })
  provider?: string;
}

export class OrderBody {
  @Uuid()
  storeId!: string;

  @ListOf(() => LineBody, { min: 1, max: 100 })
  lines!: LineBody[];

  @Nested(() => FulfillmentBody)
  fulfillment!: FulfillmentBody;

  @Nested(() => PaymentBody)
  payment!: PaymentBody;

  @Whole({ min: 0, max: 1_000_000_000, optional: true })
  pointsToRedeem?: number;

  @Text({ max: 500, optional: true, example: 'No onions, please' })
  note?: string;
}

/**
 * An order as the order service takes it.
 * @throws Problem 400 for what does not fit together, 422 for what is not offered yet.
 */
export function orderFrom(caller: Caller, key: string | undefined, body: OrderBody): PlaceOrder {
  const idempotencyKey = requiredIdempotencyKey(key);
  const { storeId, lines, fulfillment, payment, note } = body;
  mustBeOffered(body);
  mustHaveAddress(fulfillment);
  mustHaveToken(payment);
  const isCard = payment.method === 'card';
  return {
    actor: actorOf(caller),
    idempotencyKey,
    bodyHash: fingerprint(body),
    storeId: storeId.toLowerCase(),
    lines: lines.map(({ sku, quantity, choices = [] }) => ({ sku, quantity, choiceIds: choices })),
    fulfillment: { type: fulfillment.type, address: fulfillment.address },
    addressId: fulfillment.addressId,
    tender: { method: payment.method, token: isCard ? payment.token : undefined, provider: isCard ? (payment.provider ?? 'simulated') : undefined },
    note,
    traceparent: currentTraceparent(),
  };
}

function mustBeOffered({ fulfillment, payment, pointsToRedeem = 0 }: OrderBody): void {
  const no = (what: string, instead: string) => refused(`${what} not offered yet; ${instead}.`, 'not-offered');
  if (payment.method === 'konbini') throw no('Payment at a convenience store is', 'pay by card or cash');
  if (payment.method === 'card' && (payment.provider ?? 'simulated') !== 'simulated') throw no(`The provider ${payment.provider} is`, 'use simulated');
  if (pointsToRedeem > 0) throw no('Points are', 'leave out pointsToRedeem');
  if (fulfillment.type === 'shipping') throw no('Shipping is', 'choose delivery or pickup');
  if (fulfillment.slotId !== undefined || fulfillment.sameDay) throw no('Delivery slots are', 'leave out slotId and sameDay');
}

function mustHaveAddress({ type, addressId, address }: FulfillmentBody): void {
  const given = [addressId, address].filter((one) => one !== undefined).length;
  const wrong = (message: string) => badRequest(`fulfillment ${message}.`, [{ path: 'fulfillment', message }]);
  if (type === 'delivery' && given !== 1) throw wrong('of type delivery needs either addressId or address');
  if (type === 'pickup' && given > 0) throw wrong('of type pickup has no address');
}

function mustHaveToken({ method, token }: PaymentBody): void {
  if (method !== 'card' || token !== undefined) return;
  throw badRequest('Paying by card needs its token.', [{ path: 'payment.token', message: 'is needed to pay by card' }]);
}
