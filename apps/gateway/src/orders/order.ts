import { PaymentStatus, OrderStatus, type Checkout_Line, type Order, type Payment } from '@demae/contracts';
import { Instant, ListOf, Nested, OneOf, Text, Uuid, Whole } from '../http/fields.js';
import { pageOf, PageQuery } from '../http/page.js';
import { Address, Money } from '../http/values.js';

const STATUSES = Object.values(OrderStatus).filter((status) => status !== OrderStatus.UNSPECIFIED);
const PAYMENT_STATUSES = Object.values(PaymentStatus).filter((status) => status !== PaymentStatus.UNSPECIFIED);
const VOICES = ['customer', 'store', 'courier', 'system', 'support'];

export class ChosenView {
  @Uuid()
  id!: string;

  @Text({ max: 100, example: 'Egg' })
  name!: string;

  @Nested(() => Money)
  price!: Money;
}

export class LineView {
  @Text({ max: 64, example: 'RAMEN-L' })
  sku!: string;

  @Text({ max: 200, example: 'Ramen (Large)' })
  name!: string;

  @Whole({ min: 1, max: 999, example: 2 })
  quantity!: number;

  @ListOf(() => ChosenView, { max: 100 })
  choices!: ChosenView[];

  @Nested(() => Money)
  unitPrice!: Money;

  @Nested(() => Money)
  total!: Money;
}

export class OrderPaymentView {
  @OneOf(['card', 'cash'])
  method!: string;

  @OneOf(PAYMENT_STATUSES, { optional: true, what: 'absent while it is not known' })
  status?: string;
}

export class FulfillmentView {
  @OneOf(['delivery', 'pickup', 'shipping'])
  type!: string;

  @Nested(() => Address, { optional: true })
  address?: Address;
}

export class OrderView {
  @Uuid()
  id!: string;

  @Text({ max: 20, what: 'to say on the phone', example: 'K7Q-42' })
  number!: string;

  @OneOf(STATUSES)
  status!: string;

  @Uuid()
  storeId!: string;

  @ListOf(() => LineView, { max: 100 })
  lines!: LineView[];

  @Nested(() => Money)
  subtotal!: Money;

  @Nested(() => Money)
  deliveryFee!: Money;

  @Nested(() => Money)
  pointsRedeemed!: Money;

  @Nested(() => Money)
  total!: Money;

  @Nested(() => OrderPaymentView)
  payment!: OrderPaymentView;

  @Nested(() => FulfillmentView)
  fulfillment!: FulfillmentView;

  @Text({ max: 500, optional: true, example: 'No onions, please' })
  note?: string;

  @Instant()
  createdAt!: string;
}

export class HistoryView {
  @OneOf(STATUSES)
  status!: string;

  @Instant()
  at!: string;

  @OneOf(VOICES)
  by!: string;

  @Text({ max: 500, optional: true, example: 'out of stock' })
  reason?: string;
}

export class CancellationView {
  @Text({ max: 500, example: 'out of stock' })
  reason!: string;

  @OneOf(['customer', 'store', 'system', 'support'])
  by!: string;

  @Instant()
  at!: string;
}

export class OrderPage extends pageOf(() => OrderView) {}

export class OrderQuery extends PageQuery {
  @OneOf(STATUSES, { optional: true })
  status?: OrderStatus;

  @Uuid({ optional: true })
  storeId?: string;

  @Instant({ optional: true })
  from?: string;

  @Instant({ optional: true })
  to?: string;
}

export class CancelBody {
  @Text({ max: 500, optional: true, example: 'ordered twice' })
  reason?: string;
}

/** An order as everybody sees it; `paymentStatus` is undefined while it is not known. */
export function order({ id, number, status, checkout, createdAt }: Order, paymentStatus: PaymentStatus | undefined): OrderView {
  const { store, lines, subtotal, deliveryFee, total, tender, fulfillment, note } = checkout;
  return {
    id,
    number,
    status,
    storeId: store.id,
    lines: lines.map(line),
    subtotal,
    deliveryFee,
    pointsRedeemed: { amount: 0, currency: total.currency },
    total,
    payment: { method: tender.method, status: paymentStatus },
    fulfillment: { type: fulfillment.type, address: fulfillment.address },
    note,
    createdAt: createdAt.toISOString(),
  };
}

/** What POST answers: the order as it was when it was placed, however often it is asked again. */
export function placedOrder(placed: Order): OrderView {
  return order({ ...placed, status: OrderStatus.PENDING }, PaymentStatus.PENDING);
}

export function history({ history: entries }: Order): HistoryView[] {
  return entries.map(({ at, ...entry }) => ({ ...entry, at: at.toISOString() }));
}

export function cancellation({ cancellation: cancelled }: Order): CancellationView | undefined {
  return cancelled && { reason: cancelled.reason, by: cancelled.by, at: cancelled.at.toISOString() };
}

/** While checkout has not reached payment, it is to come; when the order ended before, it never will. */
export function paymentStatus(found: Payment | undefined, of: Order): PaymentStatus {
  return found?.status ?? (of.status === OrderStatus.CANCELLED ? PaymentStatus.VOIDED : PaymentStatus.PENDING);
}

function line({ sku, name, quantity, choices, unitPrice, total }: Checkout_Line): LineView {
  return { sku, name, quantity, choices, unitPrice, total };
}
