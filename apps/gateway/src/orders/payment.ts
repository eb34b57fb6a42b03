import { PaymentStatus, type Order, type Payment, type Refund } from '@demae/contracts';
import { ApiProperty } from '@nestjs/swagger';
import { Flag, Instant, ListOf, Nested, OneOf, Text, Uuid, Whole } from '../http/fields.js';
import { Money } from '../http/values.js';
import { paymentStatus } from './order.js';

export class PaymentFailure {
  @Text({ max: 100, example: 'card_declined' })
  code!: string;

  @Text({ max: 500, example: 'card declined' })
  message!: string;
}

export class RefundedLine {
  @Text({ max: 100, example: 'RAMEN-L' })
  sku!: string;

  @Whole({ min: 1, max: 999, example: 1 })
  quantity!: number;
}

export class RefundBody {
  @Nested(() => Money, { optional: true, what: 'so much; without it and without lines, all that is left' })
  amount?: Money;

  @ListOf(() => RefundedLine, { optional: true, min: 1, max: 100, what: 'what these cost' })
  lines?: RefundedLine[];

  @Text({ max: 500, example: 'The soup was spilled' })
  reason!: string;

  @Flag({ optional: true, what: 'the lines are back in the store and can be sold again' })
  restock?: boolean;
}

export class RefundView {
  @Uuid()
  id!: string;

  @Nested(() => Money)
  amount!: Money;

  @Text({ max: 500, example: 'spilled' })
  reason!: string;

  @OneOf(['PENDING', 'SUCCEEDED'], { what: 'PENDING until the provider has said that it is done' })
  status!: string;

  @ListOf(() => RefundedLine, { max: 1000, what: 'what it is for; empty when it is for nothing in particular' })
  lines!: RefundedLine[];

  @Flag({ what: 'the lines are back on the shelves' })
  restock!: boolean;

  @Instant()
  at!: string;
}

export class PaymentView {
  @ApiProperty({ type: 'string', format: 'uuid', nullable: true, description: 'null until checkout has reached payment' })
  id!: string | null;

  @Uuid()
  orderId!: string;

  @OneOf(['card', 'cash'])
  method!: string;

  @Text({ max: 50, optional: true, example: 'simulated' })
  provider?: string;

  @OneOf(Object.values(PaymentStatus).filter((status) => status !== PaymentStatus.UNSPECIFIED))
  status!: string;

  @Nested(() => Money)
  amount!: Money;

  @Nested(() => Money)
  captured!: Money;

  @Nested(() => Money)
  refunded!: Money;

  @Nested(() => PaymentFailure, { optional: true })
  failure?: PaymentFailure;

  @ListOf(() => RefundView, { max: 1000 })
  refunds!: RefundView[];
}

export function payment({ id, orderId, method, provider, status, amount, captured, refunded, failure, refunds }: Payment): PaymentView {
  return { id, orderId, method, provider, status, amount, captured, refunded, failure, refunds: refunds.map(refundView) };
}

export function refundView({ id, amount, reason, status, lines, restock, at }: Refund): RefundView {
  return { id, amount, reason, status, lines, restock, at: at.toISOString() };
}

/** Of an order whose checkout has not reached payment. */
export function paymentToCome(order: Order): PaymentView {
  const { tender, total } = order.checkout;
  const nothing = { amount: 0, currency: total.currency };
  return {
    id: null,
    orderId: order.id,
    method: tender.method,
    provider: tender.provider,
    status: paymentStatus(undefined, order),
    amount: total,
    captured: nothing,
    refunded: nothing,
    refunds: [],
  };
}
