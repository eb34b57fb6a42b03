import { Column, Entity, PrimaryColumn } from 'typeorm';
import { newId } from '@demae/saga';
import type { LiveStatus } from './order-life.js';

/** Who moved an order where, when, and why. */
@Entity({ name: 'order_history' })
export class HistoryEntry {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'order_id' })
  orderId!: string;

  @Column('text')
  status!: LiveStatus;

  /** customer, store, courier, system or support */
  @Column('text')
  by!: string;

  @Column('text', { nullable: true })
  reason!: string | null;

  @Column('timestamptz')
  at!: Date;

  static of(orderId: string, status: LiveStatus, by: string, reason: string | null, at: Date): HistoryEntry {
    return Object.assign(new HistoryEntry(), { id: newId(), orderId, status, by, reason, at });
  }
}
