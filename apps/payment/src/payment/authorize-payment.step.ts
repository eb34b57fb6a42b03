import { Injectable } from '@nestjs/common';
import {
  DeliverySlotReserved,
  OrderAnonymized,
  OrderCancelled,
  PaymentFailed,
  PaymentRefunded,
  PaymentSucceeded,
  PaymentVoided,
  type Checkout,
} from '@demae/contracts';
import { Compensate, Errand, Listener, Step, type Task, type Tx } from '@demae/saga';
import { payOut } from '../ledger/till.js';
import { Providers } from '../provider/providers.js';
import { Payment } from './payment.js';

interface Charge {
  provider: string;
  token: string;
  checkout: Checkout;
}

/**
 * Payment's part in checkout: hold the money when the delivery is booked, let go of it when the order is cancelled.
 * The provider is called by errands, outside of any transaction; what it says is recorded unless the payment was voided meanwhile.
 */
@Injectable()
export class AuthorizePayment {
  constructor(private readonly providers: Providers) {}

  @Step({ on: DeliverySlotReserved, emits: [PaymentSucceeded, PaymentFailed] })
  authorize({ orderId, checkout }: DeliverySlotReserved, tx: Tx) {
    const payment = tx.insert(Payment.of(checkout));
    if (payment.isByHand) return PaymentSucceeded({ orderId, checkout, paymentId: payment.id });
    if (!this.providers.has(payment.provider)) {
      payment.fail('unknown_provider', 'unknown payment provider');
      return PaymentFailed({ orderId, reason: 'unknown payment provider', code: 'unknown_provider' });
    }
    const charge: Charge = { provider: payment.provider, token: checkout.tender.token ?? '', checkout };
    tx.sendOnce(AuthorizePayment, 'charge', payment.id, charge);
    return undefined;
  }

  @Errand({ emits: [PaymentSucceeded, PaymentFailed] })
  async charge({ id, key: paymentId, data }: Task<Charge>) {
    const { provider, token } = data;
    const checkout = { ...data.checkout, placedAt: new Date(data.checkout.placedAt) };
    const { orderId, total } = checkout;
    const { amount, currency } = total;
    const answer = await this.providers.of(provider).authorize({ reference: paymentId, orderId, amount, currency, token }, id);
    return async (tx: Tx) => {
      const payment = await tx.get(Payment, paymentId);
      // Voided meanwhile: the void, whichever of the two the provider heard first, leaves nothing held.
      if (payment.status !== 'PENDING') return undefined;
      tx.save(payment);
      if (answer.approved) {
        payment.become('AUTHORIZED');
        return PaymentSucceeded({ orderId, checkout, paymentId });
      }
      payment.fail(answer.code, answer.message);
      return PaymentFailed({ orderId, reason: answer.message, code: answer.code });
    };
  }

  @Compensate({ step: 'authorize', on: OrderCancelled, emits: [PaymentVoided, PaymentRefunded] })
  async letGo({ orderId }: OrderCancelled, tx: Tx) {
    const [payment] = await tx.loadAll(Payment, { orderId });
    if (!payment) return undefined;
    tx.save(payment);
    if (payment.isByHand) return letGoByHand(payment, tx);
    switch (payment.status) {
      case 'PENDING':
      case 'AUTHORIZED':
        payment.become('VOIDING');
        tx.sendOnce(AuthorizePayment, 'void', payment.id, { provider: payment.provider });
        return undefined;
      case 'CAPTURING':
      case 'CAPTURED':
      case 'PARTIALLY_REFUNDED':
        payment.become('REFUNDING');
        tx.sendOnce(AuthorizePayment, 'refund', payment.id, { provider: payment.provider, amount: payment.amount - payment.refunded });
        return undefined;
      case 'FAILED':
      case 'VOIDING':
      case 'VOIDED':
      case 'REFUNDING':
      case 'REFUNDED':
        return undefined;
    }
  }

  /** A payment knows nobody; but a charge or a refund whose answer the bank still owes has the checkout with it. */
  @Listener({ on: OrderAnonymized })
  async forget({ orderId }: OrderAnonymized, tx: Tx) {
    await tx.query(
      `update task set data = jsonb_set(data #- '{checkout,note}' #- '{checkout,fulfillment,address}', '{checkout,customer}', data #> '{checkout,customer}' || '{"name":"","email":""}')
        where handler in ('payment/AuthorizePayment.charge', 'payment/PayRefund.pay') and data #>> '{checkout,orderId}' = $1`,
      [orderId],
    );
  }

  @Errand({ emits: [PaymentVoided] })
  async void({ id, key: paymentId, data }: Task<{ provider: string }>) {
    await this.providers.of(data.provider).void(paymentId, id);
    return async (tx: Tx) => {
      const payment = await tx.get(Payment, paymentId);
      payment.become('VOIDED');
      tx.save(payment);
      return PaymentVoided({ orderId: payment.orderId, paymentId });
    };
  }

  @Errand({ emits: [PaymentRefunded] })
  async refund({ id, key: paymentId, data }: Task<{ provider: string; amount: number }>) {
    await this.providers.of(data.provider).refund(paymentId, data.amount, id);
    return async (tx: Tx) => {
      const payment = await tx.get(Payment, paymentId);
      payment.become('REFUNDED');
      payOut(tx, payment, data.amount);
      return PaymentRefunded({ orderId: payment.orderId, paymentId, amount: { amount: data.amount, currency: payment.currency }, decision: undefined });
    };
  }
}

/** Promised cash is not collected, collected cash is handed back; nobody has to be asked. */
function letGoByHand(payment: Payment, tx: Tx) {
  const { orderId, id: paymentId, captured, refunded, currency } = payment;
  if (payment.status === 'AUTHORIZED') {
    payment.become('VOIDED');
    return PaymentVoided({ orderId, paymentId });
  }
  payment.become('REFUNDED');
  payOut(tx, payment, captured - refunded);
  return PaymentRefunded({ orderId, paymentId, amount: { amount: captured - refunded, currency }, decision: undefined });
}
