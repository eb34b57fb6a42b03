import { DeliveryServiceService, OrderServiceService, PaymentServiceService, type Delivery, type Order, type Payment, type PaymentStatus, type Refund, type RefundPaymentRequest } from '@demae/contracts';
import { Peers, Problem, type PeerClient } from '@demae/platform';
import { Clock } from '@demae/saga';
import { Injectable } from '@nestjs/common';
import { actorOf, type Caller } from '../access/caller.js';
import { delivery, DeliveryView } from '../deliveries/delivery.js';
import { ListOf, Nested, SomeOf } from '../http/fields.js';
import { cancellation, CancellationView, history, HistoryView, order, OrderView, paymentStatus } from './order.js';

export class OrderDetails extends OrderView {
  @Nested(() => CancellationView, { optional: true })
  cancellation?: CancellationView;

  @ListOf(() => HistoryView, { max: 20 })
  history!: HistoryView[];

  @Nested(() => DeliveryView, { optional: true, what: 'once somebody is looked for to bring it' })
  delivery?: DeliveryView;

  @SomeOf(['payment', 'delivery'], { optional: true, min: 1, what: 'parts that nobody could tell right now; absent when all is here' })
  missing?: string[];
}

/** What a service said, perhaps that there is nothing; or that it said nothing. */
type Told<T> = { known: true; value: T | undefined } | { known: false };

/** Milliseconds that the order waits for what merely rounds it off. */
const PATIENCE = 2_000;

/** An order, put together from what three services know. */
@Injectable()
export class Orders {
  private readonly orders: PeerClient<typeof OrderServiceService>;
  private readonly payments: PeerClient<typeof PaymentServiceService>;
  private readonly deliveries: PeerClient<typeof DeliveryServiceService>;

  constructor(
    peers: Peers,
    private readonly clock: Clock,
  ) {
    this.orders = peers.client(OrderServiceService);
    this.payments = peers.client(PaymentServiceService);
    this.deliveries = peers.client(DeliveryServiceService);
  }

  /** @throws Problem 404 when it is not for this caller to see. */
  find(caller: Caller, id: string): Promise<Order> {
    return this.orders.getOrder({ actor: actorOf(caller), id });
  }

  /** @throws Problem 404, 503 */
  payment(orderId: string): Promise<Payment | undefined> {
    return foundOrNot(this.payments.getPayment({ orderId }, { deadline: PATIENCE }));
  }

  /** @throws Problem 403, 404, 409, 422 */
  refund(request: RefundPaymentRequest): Promise<Refund> {
    return this.payments.refundPayment(request);
  }

  /** @throws Problem 503 */
  delivery(orderId: string): Promise<Delivery | undefined> {
    return foundOrNot(this.deliveries.getDelivery({ orderId }, { deadline: PATIENCE }));
  }

  /** Asks all three at once. Whose order it is, the order service decides: what the others say is thrown away with its 404. @throws Problem 404, 503 */
  async show(caller: Caller, id: string): Promise<OrderDetails> {
    const [found, paid, brought] = await Promise.all([this.find(caller, id), told(this.payment(id)), told(this.delivery(id))]);
    return this.together(found, paid, brought);
  }

  /** Everything there is about an order that was found. */
  async details(found: Order): Promise<OrderDetails> {
    return this.together(found, ...(await Promise.all([told(this.payment(found.id)), told(this.delivery(found.id))])));
  }

  /** What the order service alone knows of it. */
  alone(found: Order, paid?: PaymentStatus): OrderDetails {
    return { ...order(found, paid), cancellation: cancellation(found), history: history(found) };
  }

  /** A page of orders, each with the status of its payment. */
  async listed(found: readonly Order[]): Promise<OrderView[]> {
    if (found.length === 0) return [];
    const known = await this.payments.listPayments({ orderIds: found.map(({ id }) => id) }, { deadline: PATIENCE }).catch(() => undefined);
    const byOrder = new Map(known?.items.map((payment) => [payment.orderId, payment]));
    return found.map((one) => order(one, known && paymentStatus(byOrder.get(one.id), one)));
  }

  deliveryView(found: Delivery): DeliveryView {
    return delivery(found, this.clock.now());
  }

  /** What payment and delivery would add is left out while they are away, and named. */
  private together(found: Order, paid: Told<Payment>, brought: Told<Delivery>): OrderDetails {
    const isBrought = found.checkout.fulfillment.type === 'delivery';
    const missing = [...(paid.known ? [] : ['payment']), ...(brought.known || !isBrought ? [] : ['delivery'])];
    return {
      ...this.alone(found, paid.known ? paymentStatus(paid.value, found) : undefined),
      delivery: isBrought && brought.known && brought.value ? this.deliveryView(brought.value) : undefined,
      missing: missing.length > 0 ? missing : undefined,
    };
  }
}

function told<T>(answer: Promise<T | undefined>): Promise<Told<T>> {
  return answer.then((value) => ({ known: true, value }), () => ({ known: false }));
}

async function foundOrNot<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Problem && error.status === 404) return undefined;
    throw error;
  }
}
