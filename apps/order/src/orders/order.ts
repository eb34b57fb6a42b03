import { Column, CreateDateColumn, Entity, PrimaryColumn, VersionColumn } from 'typeorm';
import { Checkout, OrderCancelled } from '@demae/contracts';
import type { Order as OrderMessage } from '@demae/contracts';
import { milliseconds, type Tx } from '@demae/saga';
import { HistoryEntry } from './history-entry.js';
import { LIFE, type CancelledBy, type LiveStatus } from './order-life.js';
import { OrderDeadline } from './order-deadline.step.js';

const checkoutBytes = {
  to: (checkout: Checkout) => Buffer.from(Checkout.encode(checkout).finish()),
  from: (bytes: Buffer) => Checkout.decode(bytes),
};

/** An order and its life. What was ordered, at which prices, never changes after it was placed. */
@Entity({ name: 'customer_order' })
export class Order {
  @PrimaryColumn('uuid')
  id!: string;

  @Column({ type: 'text', update: false })
  number!: string;

  @Column({ type: 'uuid', name: 'customer_id', update: false })
  customerId!: string;

  @Column({ type: 'uuid', name: 'store_id', update: false })
  storeId!: string;

  /** The merchant who owns the store. */
  @Column({ type: 'uuid', name: 'owner_id', update: false })
  ownerId!: string;

  @Column('text')
  status!: LiveStatus;

  /** Since when it is in this state. */
  @Column('timestamptz', { name: 'entered_at' })
  enteredAt!: Date;

  /** Whose answer the order waits for; named when its deadline passes. */
  @Column('text', { name: 'waits_for', nullable: true })
  waitsFor!: string | null;

  @Column({ type: 'bytea', transformer: checkoutBytes, update: false })
  checkout!: Checkout;

  @Column('text', { name: 'cancel_reason', nullable: true })
  cancelReason!: string | null;

  @Column('text', { name: 'cancelled_by', nullable: true })
  cancelledBy!: CancelledBy | null;

  @Column('timestamptz', { name: 'cancelled_at', nullable: true })
  cancelledAt!: Date | null;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt!: Date;

  @VersionColumn()
  version!: number;

  static place(tx: Tx, checkout: Checkout): Order {
    const { orderId, number, customer, store, placedAt } = checkout;
    const order = Object.assign(new Order(), {
      id: orderId, number, customerId: customer.id, storeId: store.id, ownerId: store.ownerId,
      status: 'PENDING', enteredAt: placedAt, waitsFor: 'inventory', checkout, createdAt: placedAt, version: 1,
    });
    tx.insert(order);
    tx.insert(HistoryEntry.of(order.id, 'PENDING', 'customer', null, placedAt));
    tx.remind(OrderDeadline, 'pass', order.deadline!, order.id);
    return order;
  }

  /** Moves on, if that is still possible from here. Late and repeated news changes nothing. */
  advance(tx: Tx, to: LiveStatus, by: string): boolean {
    if (!LIFE[this.status].next.includes(to)) return false;
    this.status = to;
    this.enteredAt = tx.now();
    this.waitsFor = LIFE[to].deadline?.waitsFor ?? null;
    tx.save(this);
    tx.insert(HistoryEntry.of(this.id, to, by, to === 'CANCELLED' ? this.cancelReason : null, this.enteredAt));
    return true;
  }

  /** Cancels and says so; undefined when it is too late for that, or done already. */
  cancel(tx: Tx, by: CancelledBy, reason: string): ReturnType<typeof OrderCancelled> | undefined {
    if (!LIFE[this.status].cancellableBy.includes(by)) return undefined;
    this.cancelReason = reason;
    this.cancelledBy = by;
    this.cancelledAt = tx.now();
    this.advance(tx, 'CANCELLED', by);
    return OrderCancelled({ orderId: this.id, checkout: this.checkout, reason, by });
  }

  toMessage(history: readonly HistoryEntry[]): OrderMessage {
    const { id, number, status, checkout, createdAt } = this;
    return {
      id, number, status, checkout, createdAt,
      history: history.map((entry) => ({ status: entry.status, at: entry.at, by: entry.by, reason: entry.reason ?? undefined })),
      cancellation: this.cancelledAt ? { reason: this.cancelReason!, by: this.cancelledBy!, at: this.cancelledAt } : undefined,
    };
  }

  /** Until when it may stay in this state; undefined at the end of its life. */
  get deadline(): Date | undefined {
    const deadline = LIFE[this.status].deadline;
    return deadline && new Date(this.enteredAt.getTime() + milliseconds(deadline.after));
  }
}
