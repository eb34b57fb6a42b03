import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { OrderServiceService, Refund as RefundMessage, type Checkout, type RefundPaymentRequest } from '@demae/contracts';
import { badRequest, conflict, forbidden, keyOf, notFound, oncePerKey, Peers, refused, type PeerClient } from '@demae/platform';
import { newId, Transactions, type CommandTx } from '@demae/saga';
import { SHOWN_AS } from '../payment/payment-life.js';
import { Payment } from '../payment/payment.js';
import { linesLeft, priceOf, quantities } from './lines.js';
import { PayRefund } from './pay-refund.step.js';
import { Refund } from './refund.js';

/** Somebody decides that the customer gets money back. */
export class RefundPayment {
  constructor(readonly request: RefundPaymentRequest) {}
}

@CommandHandler(RefundPayment)
export class RefundPaymentHandler implements ICommandHandler<RefundPayment, RefundMessage> {
  private readonly orders: PeerClient<typeof OrderServiceService>;

  constructor(
    private readonly transactions: Transactions,
    private readonly pay: PayRefund,
    peers: Peers,
  ) {
    this.orders = peers.client(OrderServiceService);
  }

  /**
   * @throws Problem 400 for an amount and lines at once, 404 for an order that the actor may not see, 403 for whoever may not refund it, 409 while nothing is captured,
   * 422 for more than was captured, lines that were not ordered, or a key that stands for another request.
   */
  async execute({ request }: RefundPayment): Promise<RefundMessage> {
    const { actor, orderId } = request;
    // What was ordered, and what it cost, the order service knows.
    const { checkout } = await this.orders.getOrder({ actor, id: orderId });
    if (checkout!.store!.ownerId !== actor.userId && !actor.roles.some((role) => role === 'support' || role === 'admin')) {
      throw forbidden('The store, or support, decides on refunds.');
    }
    if (request.amount && request.lines.length > 0) throw badRequest('Give an amount or lines, not both; neither is all that is left.', [{ path: 'amount', message: 'goes without lines' }]);
    return this.transactions.run((tx) => oncePerKey(tx, keyOf(request), RefundMessage, () => this.refund(tx, request, checkout!)));
  }

  private async refund(tx: CommandTx, request: RefundPaymentRequest, checkout: Checkout): Promise<RefundMessage> {
    const [payment] = await tx.loadAll(Payment, { orderId: request.orderId });
    if (!payment) throw notFound('payment of order', request.orderId);
    if (payment.status !== 'CAPTURED' && payment.status !== 'PARTIALLY_REFUNDED') {
      const state = SHOWN_AS[payment.status];
      throw conflict(`Only what was captured can be refunded, and this payment is ${state}.`, { state });
    }
    const before = await tx.loadAll(Refund, { paymentId: payment.id });
    const pending = before.reduce((sum, { status, amount }) => sum + (status === 'PENDING' ? amount : 0), 0);
    const left = payment.captured - payment.refunded - pending;
    const { amount, lines } = wantedOf(request, checkout, payment, left, before);
    if (amount > left) throw refused(`${left} of ${payment.captured} ${payment.currency} are left; ${amount} cannot be refunded.`, 'over-captured');
    if (amount === 0) throw refused('There is nothing to refund.', 'over-captured');
    const { actor, reason, restock } = request;
    const refund = tx.insert(Refund.of({ id: newId(), paymentId: payment.id, amount, reason, lines, restock, by: actor.userId, at: tx.now() }));
    this.pay.begin(tx, refund, payment, checkout);
    return refund.toView(payment.currency);
  }
}

/** How much, and for what. */
function wantedOf(request: RefundPaymentRequest, checkout: Checkout, payment: Payment, left: number, before: readonly Refund[]): Pick<Refund, 'amount' | 'lines'> {
  const { amount: money, restock } = request;
  const refunded = quantities(before.flatMap(({ lines }) => lines));
  if (money) {
    if (money.currency !== payment.currency) throw refused(`This order was paid in ${payment.currency}, not in ${money.currency}.`, 'currency');
    if (restock) throw badRequest('Which goods are back, the lines say; an amount alone puts nothing on a shelf.', [{ path: 'restock', message: 'needs lines' }]);
    return { amount: money.amount, lines: [] };
  }
  if (request.lines.length === 0) return { amount: left, lines: linesLeft(checkout.lines, refunded) };
  const wanted = quantities(request.lines);
  return { amount: priceOf(wanted, checkout.lines, refunded), lines: [...wanted].map(([sku, quantity]) => ({ sku, quantity })) };
}
