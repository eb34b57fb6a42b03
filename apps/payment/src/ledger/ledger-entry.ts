import { Column, Entity, PrimaryColumn } from 'typeorm';
import { wholeNumber } from '@demae/platform';
import { newId } from '@demae/saga';
import type { Payment } from '../payment/payment.js';

/** One row of the double-entry ledger: never changed, never removed. The rows of a movement sum to zero. */
@Entity({ name: 'ledger_entry' })
export class LedgerEntry {
  @PrimaryColumn('uuid')
  id!: string;

  /** What the rows of one capture or refund have in common. */
  @Column('uuid', { name: 'movement_id' })
  movementId!: string;

  @Column('uuid', { name: 'payment_id' })
  paymentId!: string;

  /** `sales`, or where the money is: `cash`, or `receivable:` and the provider that owes it. */
  @Column('text')
  account!: string;

  /** Minor units; one of debit and credit is 0. */
  @Column('int8', { transformer: wholeNumber })
  debit!: number;

  @Column('int8', { transformer: wholeNumber })
  credit!: number;

  @Column('text')
  currency!: string;

  @Column('timestamptz')
  at!: Date;
}

/** Money came in: where it is now is debited, sales are credited. Refunds are the same the other way round. */
export function movement(kind: 'capture' | 'refund', payment: Payment, amount: number, at: Date): [LedgerEntry, LedgerEntry] {
  const movementId = newId();
  const place = payment.isCash ? 'cash' : `receivable:${payment.provider}`;
  const entry = (account: string, debit: number, credit: number) =>
    Object.assign(new LedgerEntry(), { id: newId(), movementId, paymentId: payment.id, account, debit, credit, currency: payment.currency, at });
  return kind === 'capture'
    ? [entry(place, amount, 0), entry('sales', 0, amount)]
    : [entry('sales', amount, 0), entry(place, 0, amount)];
}
