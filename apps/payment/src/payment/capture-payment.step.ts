import { Injectable } from '@nestjs/common';
import { OrderDelivered, PaymentCaptured } from '@demae/contracts';
import { Errand, Step, type Task, type Tx } from '@demae/saga';
import { takeIn } from '../ledger/till.js';
import { Providers } from '../provider/providers.js';
import { Payment } from './payment.js';

/** Takes the money when the order is in the customer's hands. Nothing undoes a delivered order; refunds are a decision of their own. */
@Injectable()
export class CapturePayment {
  constructor(private readonly providers: Providers) {}

  @Step({ on: OrderDelivered, emits: [PaymentCaptured], compensation: 'none' })
  async take({ orderId }: OrderDelivered, tx: Tx) {
    const [payment] = await tx.loadAll(Payment, { orderId });
    if (payment?.status !== 'AUTHORIZED') return undefined;
    const { id: paymentId, amount, currency, provider } = payment;
    if (payment.isByHand) {
      payment.become('CAPTURED');
      takeIn(tx, payment, amount);
      return PaymentCaptured({ orderId, paymentId, amount: { amount, currency } });
    }
    payment.become('CAPTURING');
    tx.save(payment);
    tx.sendOnce(CapturePayment, 'capture', paymentId, { provider, amount });
    return undefined;
  }

  @Errand({ emits: [PaymentCaptured] })
  async capture({ id, key: paymentId, data }: Task<{ provider: string; amount: number }>) {
    await this.providers.of(data.provider).capture(paymentId, data.amount, id);
    return async (tx: Tx) => {
      const payment = await tx.get(Payment, paymentId);
      // A refund may be waiting for exactly this; it is not overtaken.
      if (payment.status === 'CAPTURING') payment.become('CAPTURED');
      takeIn(tx, payment, data.amount);
      return PaymentCaptured({ orderId: payment.orderId, paymentId, amount: { amount: data.amount, currency: payment.currency } });
    };
  }
}
