import { Injectable } from '@nestjs/common';
import { PaymentRefunded, type Checkout } from '@demae/contracts';
import { Errand, type CommandTx, type Task, type Tx } from '@demae/saga';
import { payOut } from '../ledger/till.js';
import { Payment } from '../payment/payment.js';
import { Providers } from '../provider/providers.js';
import { Refund } from './refund.js';

interface Payout {
  provider: string;
  paymentId: string;
  amount: number;
  checkout: Checkout;
}

/** The customer gets the money of a refund that was decided on. */
@Injectable()
export class PayRefund {
  constructor(private readonly providers: Providers) {}

  /** Cash goes back by hand, at once; otherwise the provider is asked, after the commit. */
  begin(tx: CommandTx, refund: Refund, payment: Payment, checkout: Checkout): void {
    if (payment.isByHand) tx.emit(succeed(tx, refund, payment, checkout));
    else tx.send(PayRefund, 'pay', refund.id, { provider: payment.provider, paymentId: payment.id, amount: refund.amount, checkout } satisfies Payout);
  }

  @Errand({ emits: [PaymentRefunded] })
  async pay({ id, key: refundId, data }: Task<Payout>) {
    await this.providers.of(data.provider).refund(data.paymentId, data.amount, id);
    return async (tx: Tx) => {
      // The payment first, as whoever decides on the next one does.
      const payment = await tx.get(Payment, data.paymentId);
      const refund = await tx.get(Refund, refundId);
      return succeed(tx, refund, payment, { ...data.checkout, placedAt: new Date(data.checkout.placedAt!) });
    };
  }
}

function succeed(tx: Tx, refund: Refund, payment: Payment, checkout: Checkout): ReturnType<typeof PaymentRefunded> {
  const { id: refundId, amount, by, reason, lines, restock } = refund;
  refund.status = 'SUCCEEDED';
  tx.save(refund);
  payOut(tx, payment, amount);
  payment.become(payment.refunded === payment.captured ? 'REFUNDED' : 'PARTIALLY_REFUNDED');
  return PaymentRefunded({
    orderId: payment.orderId,
    paymentId: payment.id,
    amount: { amount, currency: payment.currency },
    decision: { refundId, by, reason, lines, restock, checkout },
  });
}
