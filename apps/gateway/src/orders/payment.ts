import { PaymentStatus, type Order, type Payment } from '@demae/contracts';
import { ApiProperty } from '@nestjs/swagger';
import { Instant, ListOf, Nested, OneOf, Text, Uuid } from '../http/fields.js';
import { Money } from '../http/values.js';
import { paymentStatus } from './order.js';

export class PaymentFailure {
  @Text({ max: 100, example: 'card_declined' })
  code!: string;

  @Text({ max: 500, example: 'card declined' })
  message!: string;
}

export class RefundView {
  @Uuid()
  id!: string;

  @Nested(() => Money)
  amount!: Money;

  @Text({ max: 500, example: 'spilled' })
  reason!: string;

  @OneOf(['PENDING', 'SUCCEEDED', 'FAILED'])
  status!: string;

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

export function payment({ id, orderId, method, provider, status, amount, captured, refunded, failure }: Payment): PaymentView {
  return { id, orderId, method, provider, status, amount, captured, refunded, failure, refunds: [] };
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
