import { PaymentCaptured, PaymentFailed, PaymentRefunded, PaymentSucceeded, PaymentVoided, type Checkout } from '@demae/contracts';
import { recover, type Recovered, type Recovery, type Tx } from '@demae/saga';
import { payOut, takeIn } from '../ledger/till.js';
import { PayRefund } from '../refund/pay-refund.step.js';
import { Refund } from '../refund/refund.js';
import { AuthorizePayment } from './authorize-payment.step.js';
import { CapturePayment } from './capture-payment.step.js';
import { mayBecome, type PaymentState } from './payment-life.js';
import { Payment } from './payment.js';

/**
 * What was said of money is so. What was asked of the bank and never said is asked again, under the same key, when what led to it is heard again;
 * an errand that has ended is not.
 */
export const paymentRecoveries: readonly Recovery[] = [
  recover(PaymentSucceeded, async ({ orderId, checkout, paymentId }, tx) => {
    const [payment] = await tx.loadAll(Payment, { orderId });
    if (!payment) {
      tx.insert(Object.assign(Payment.of(checkout as Checkout), { id: paymentId, status: 'AUTHORIZED' }));
      return `payment ${paymentId} of order ${orderId} is there again`;
    }
    return follow(tx, payment, ['AUTHORIZED'], () => tx.forget(AuthorizePayment, 'charge', payment.id));
  }, [AuthorizePayment, 'authorize']),
  // The event does not say how much it was about, and nothing was taken: it is not tried again, and its order says why it was cancelled.
  recover(PaymentFailed, () => Promise.resolve(undefined), [AuthorizePayment, 'authorize']),
  recover(PaymentCaptured, async ({ orderId, amount }, tx) => {
    const [payment] = await tx.loadAll(Payment, { orderId });
    if (!payment || payment.captured > 0) return unknown(payment, orderId);
    takeIn(tx, payment, amount!.amount);
    return follow(tx, payment, ['CAPTURED'], () => tx.forget(CapturePayment, 'capture', payment.id));
  }),
  recover(PaymentVoided, async ({ orderId }, tx) => {
    const [payment] = await tx.loadAll(Payment, { orderId });
    if (!payment) return undefined;
    return follow(tx, payment, ['VOIDING', 'VOIDED'], () => (['charge', 'void'] as const).forEach((errand) => tx.forget(AuthorizePayment, errand, payment.id)));
  }),
  recover(PaymentRefunded, async ({ orderId, amount, decision }, tx) => {
    const [payment] = await tx.loadAll(Payment, { orderId });
    if (!payment || payment.status === 'REFUNDED') return unknown(payment, orderId);
    if (decision) return byHand(tx, payment, amount!.amount, decision);
    payOut(tx, payment, amount!.amount);
    return follow(tx, payment, ['REFUNDING', 'REFUNDED'], () => tx.forget(AuthorizePayment, 'refund', payment.id));
  }),
];

/** Goes on to the last of these states, if that is ahead. */
function follow(tx: Tx, payment: Payment, states: readonly PaymentState[], ended: () => void): Recovered {
  const before = payment.status;
  for (const state of states) if (mayBecome(payment.status, state)) payment.become(state);
  if (payment.status !== states.at(-1) || payment.status === before) return undefined;
  tx.save(payment);
  ended();
  return `payment ${payment.id} of order ${payment.orderId} is ${payment.status} again`;
}

async function byHand(tx: Tx, payment: Payment, amount: number, decision: NonNullable<PaymentRefunded['decision']>): Promise<Recovered> {
  const { refundId, by, reason, lines, restock } = decision;
  let refund = await tx.load(Refund, refundId);
  if (refund?.status === 'SUCCEEDED') return undefined;
  refund ??= tx.insert(Refund.of({ id: refundId, paymentId: payment.id, amount, reason, lines, restock, by, at: tx.now() }));
  refund.status = 'SUCCEEDED';
  tx.save(refund);
  payOut(tx, payment, amount);
  payment.become(payment.refunded === payment.captured ? 'REFUNDED' : 'PARTIALLY_REFUNDED');
  tx.forget(PayRefund, 'pay', refundId);
  return `refund ${refundId} of order ${payment.orderId} is there again`;
}

function unknown(payment: Payment | undefined, orderId: string): Recovered {
  return payment ? undefined : { look: `the payment of order ${orderId} is not known, and money was moved` };
}
