import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';
import { wholeNumber } from '@demae/platform';
import { newId } from '@demae/saga';

export type MovementKind = 'RECEIVED' | 'RESERVED' | 'RELEASED' | 'SOLD' | 'RETURNED' | 'ADJUSTED';

/** A line of the stock's journal: never changed, never removed. */
@Entity({ name: 'movement' })
export class Movement {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'store_id' })
  storeId!: string;

  @Column('text')
  sku!: string;

  @Column('text')
  kind!: MovementKind;

  /** Positive adds to what the kind is about; negative takes away. */
  @Column('int8', { transformer: wholeNumber })
  quantity!: number;

  @Column('uuid', { name: 'order_id', nullable: true })
  orderId!: string | null;

  /** A user's id, or "saga". */
  @Column('text')
  by!: string;

  @Column('text', { nullable: true })
  reason!: string | null;

  @CreateDateColumn({ type: 'timestamptz' })
  at!: Date;

  static of(fields: Pick<Movement, 'storeId' | 'sku' | 'kind' | 'quantity' | 'by'> & Partial<Movement>): Movement {
    return Object.assign(new Movement(), { id: newId(), ...fields });
  }
}
