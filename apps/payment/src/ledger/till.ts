import type { Tx } from '@demae/saga';
import type { Payment } from '../payment/payment.js';
import { movement } from './ledger-entry.js';

/** Notes money that came in: on the payment and, as a movement, in the ledger. */
export function takeIn(tx: Tx, payment: Payment, amount: number): void {
  payment.captured += amount;
  if (amount > 0) for (const entry of movement('capture', payment, amount, tx.now())) tx.insert(entry);
  tx.save(payment);
}

/** Notes money that went back. */
export function payOut(tx: Tx, payment: Payment, amount: number): void {
  payment.refunded += amount;
  if (amount > 0) for (const entry of movement('refund', payment, amount, tx.now())) tx.insert(entry);
  tx.save(payment);
}
