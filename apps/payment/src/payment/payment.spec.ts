import { describe, expect, it } from '@jest/globals';
import type { Checkout } from '@demae/contracts';
import { LIFE, mayBecome, type PaymentState } from './payment-life.js';
import { Payment } from './payment.js';

const checkout = (method: string, amount = 1_250) =>
  ({ orderId: 'o', tender: { method, token: 'tok_ok' }, total: { amount, currency: 'JPY' } }) as Checkout;

describe('a payment', () => {
  it('waits for the provider when it is by card', () => {
    expect(Payment.of(checkout('card'))).toMatchObject({ status: 'PENDING', provider: 'simulated', isByHand: false, amount: 1_250, captured: 0 });
  });

  it('is promised at once when it is cash, or nothing', () => {
    expect(Payment.of(checkout('cash'))).toMatchObject({ status: 'AUTHORIZED', provider: 'cash', isByHand: true });
    expect(Payment.of(checkout('card', 0))).toMatchObject({ status: 'AUTHORIZED', isByHand: true });
  });

  it('goes only where its life leads', () => {
    const payment = Payment.of(checkout('card'));
    payment.become('VOIDING');
    expect(() => payment.become('AUTHORIZED')).toThrow(/cannot become AUTHORIZED: it is VOIDING/);
    payment.become('VOIDED');
  });

  it('never leaves an end', () => {
    const states = Object.keys(LIFE) as PaymentState[];
    for (const end of ['VOIDED', 'REFUNDED', 'FAILED'] as const) expect(states.filter((state) => mayBecome(end, state))).toEqual([]);
  });

  it('shows why it failed', () => {
    const payment = Payment.of(checkout('card'));
    payment.fail('declined', 'card declined');
    expect(payment.toView()).toMatchObject({ status: 'FAILED', failure: { code: 'declined', message: 'card declined' } });
  });
});
