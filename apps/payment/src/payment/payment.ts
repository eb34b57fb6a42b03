import { Column, CreateDateColumn, Entity, PrimaryColumn, VersionColumn } from 'typeorm';
import type { Checkout, Payment as PaymentView } from '@demae/contracts';
import { wholeNumber } from '@demae/platform';
import { derivedId } from '@demae/saga';
import { mayBecome, SHOWN_AS, type PaymentState } from './payment-life.js';

export const CASH = 'cash';

/** The money of one order. Amounts in minor units of its currency; 0 <= refunded <= captured <= amount. */
@Entity({ name: 'payment' })
export class Payment {
  /** Also the reference under which the provider knows it. */
  @PrimaryColumn('uuid')
  id!: string;

  @Column({ type: 'uuid', name: 'order_id', unique: true, update: false })
  orderId!: string;

  /** card or cash */
  @Column({ type: 'text', update: false })
  method!: string;

  @Column('text')
  provider!: string;

  @Column('text')
  status!: PaymentState;

  @Column({ type: 'int8', transformer: wholeNumber, update: false })
  amount!: number;

  @Column({ type: 'text', update: false })
  currency!: string;

  @Column('int8', { transformer: wholeNumber })
  captured!: number;

  @Column('int8', { transformer: wholeNumber })
  refunded!: number;

  @Column('text', { name: 'failure_code', nullable: true })
  failureCode!: string | null;

  @Column('text', { name: 'failure_message', nullable: true })
  failureMessage!: string | null;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  @VersionColumn()
  version!: number;

  /** What is owed for an order. Made again after a restored backup, it is the same payment to the provider. Cash is promised with the order; a card has yet to be charged, unless there is nothing to pay. */
  static of({ orderId, tender, total }: Checkout): Payment {
    const cash = tender.method === CASH;
    return Object.assign(new Payment(), {
      id: derivedId(orderId, 'payment'),
      orderId,
      method: tender.method,
      provider: cash ? CASH : (tender.provider ?? 'simulated'),
      status: cash || total.amount === 0 ? 'AUTHORIZED' : 'PENDING',
      amount: total.amount,
      currency: total.currency,
      captured: 0,
      refunded: 0,
      failureCode: null,
      failureMessage: null,
    });
  }

  get isCash(): boolean {
    return this.method === CASH;
  }

  /** Cash, or nothing to pay: no provider has to be asked. */
  get isByHand(): boolean {
    return this.isCash || this.amount === 0;
  }

  /** @throws Error on a transition that the table of its life does not have. */
  become(status: PaymentState): void {
    if (!mayBecome(this.status, status)) throw new Error(`Payment ${this.id} cannot become ${status}: it is ${this.status}.`);
    this.status = status;
  }

  fail(code: string, message: string): void {
    this.become('FAILED');
    this.failureCode = code;
    this.failureMessage = message;
  }

  toView(): PaymentView {
    const { id, orderId, method, provider, currency, failureCode, createdAt } = this;
    const money = (amount: number) => ({ amount, currency });
    return {
      id,
      orderId,
      method,
      provider,
      status: SHOWN_AS[this.status],
      amount: money(this.amount),
      captured: money(this.captured),
      refunded: money(this.refunded),
      failure: failureCode === null ? undefined : { code: failureCode, message: this.failureMessage ?? '' },
      createdAt,
      refunds: [],
    };
  }
}
