import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Refund as RefundView, RefundedLine } from '@demae/contracts';
import { wholeNumber } from '@demae/platform';

/** Money that goes back because somebody decided so. What is pending or succeeded is never more than was captured. */
@Entity({ name: 'refund' })
export class Refund {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'payment_id' })
  paymentId!: string;

  /** Minor units of the payment's currency. */
  @Column('int8', { transformer: wholeNumber })
  amount!: number;

  @Column('text')
  reason!: string;

  /** What it is for; nothing in particular when empty. */
  @Column('jsonb')
  lines!: RefundedLine[];

  @Column('boolean')
  restock!: boolean;

  /** A user's id. */
  @Column('uuid')
  by!: string;

  @Column('text')
  status!: 'PENDING' | 'SUCCEEDED';

  @Column('timestamptz')
  at!: Date;

  static of(fields: Omit<Refund, 'status' | 'toView'>): Refund {
    return Object.assign(new Refund(), { status: 'PENDING', ...fields });
  }

  toView(currency: string): RefundView {
    const { id, amount, reason, status, lines, restock, by, at } = this;
    return { id, amount: { amount, currency }, reason, status, lines, restock, by, at };
  }
}
