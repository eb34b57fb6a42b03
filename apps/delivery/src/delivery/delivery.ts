import { Column, CreateDateColumn, Entity, PrimaryColumn, VersionColumn } from 'typeorm';
import type { Actor, Address, Checkout, Delivery as DeliveryView, Driver as DriverView } from '@demae/contracts';
import { conflict, notFound } from '@demae/platform';
import { derivedId, type CommandTx } from '@demae/saga';
import { LIFE, type DeliveryState } from './delivery-life.js';

/** Bringing one order from the store to the customer. */
@Entity({ name: 'delivery' })
export class Delivery {
  @PrimaryColumn('uuid')
  id!: string;

  @Column({ type: 'uuid', name: 'order_id', unique: true, update: false })
  orderId!: string;

  @Column('text')
  status!: DeliveryState;

  @Column({ type: 'jsonb', name: 'pick_up', update: false })
  pickUp!: Address;

  @Column({ type: 'jsonb', name: 'drop_off', update: false })
  dropOff!: Address;

  /** Who has the offer or the job; nobody else may act on it. */
  @Column('uuid', { name: 'driver_id', nullable: true })
  driverId!: string | null;

  @Column('timestamptz', { name: 'offer_expires_at', nullable: true })
  offerExpiresAt!: Date | null;

  /** When a courier was first looked for. */
  @Column('timestamptz', { name: 'searching_since', nullable: true })
  searchingSince!: Date | null;

  /** Counts the waits for a courier or an answer: a reminder of an earlier one has nothing to say. */
  @Column('int4')
  round!: number;

  /** The store has called it ready: it may be picked up. */
  @Column('bool', { name: 'is_ready' })
  isReady!: boolean;

  /** Of its order: what a courier does about it belongs to that trace. */
  @Column({ type: 'text', nullable: true, update: false })
  traceparent!: string | null;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  @VersionColumn()
  version!: number;

  /** Made again after a restored backup, it is the one that couriers know. */
  static of({ orderId, store, traceparent }: Checkout, dropOff: Address): Delivery {
    return Object.assign(new Delivery(), {
      id: derivedId(orderId, 'delivery'),
      orderId,
      status: 'BOOKED',
      pickUp: store.address,
      dropOff,
      driverId: null,
      offerExpiresAt: null,
      searchingSince: null,
      round: 0,
      isReady: false,
      traceparent: traceparent ?? null,
    });
  }

  /**
   * The delivery that was offered or given to the actor, locked.
   * @throws Problem 404 when there is none, or it is someone else's job.
   */
  static async ofDriver(tx: CommandTx, id: string, { userId }: Actor): Promise<Delivery> {
    const delivery = await tx.load(Delivery, id);
    if (delivery?.driverId !== userId) throw notFound('delivery', id);
    return delivery;
  }

  /** Has a courier who is busy with it. */
  get isTaken(): boolean {
    return this.status === 'OFFERED' || this.status === 'ASSIGNED' || this.status === 'PICKED_UP';
  }

  get isClosed(): boolean {
    return LIFE[this.status].length === 0;
  }

  search(now: Date): void {
    this.become('SEARCHING', 'searched for');
    this.searchingSince = now;
  }

  offerTo(driverId: string, until: Date): void {
    this.become('OFFERED', 'offered');
    this.driverId = driverId;
    this.offerExpiresAt = until;
    this.round += 1;
  }

  /** The courier did not want it, or did not answer. */
  searchOn(): void {
    if (this.status !== 'OFFERED') throw conflict(`The delivery is ${this.status}; it can be declined only while it is OFFERED.`, { state: this.status });
    this.become('SEARCHING', 'declined');
    this.driverId = null;
    this.offerExpiresAt = null;
    this.round += 1;
  }

  /** @throws Problem 409 when the offer has lapsed. */
  accept(now: Date): void {
    if (this.status === 'OFFERED' && this.offerExpiresAt && this.offerExpiresAt <= now) {
      throw conflict('The offer has expired; wait for the next one.', { state: this.status });
    }
    this.become('ASSIGNED', 'accepted');
    this.offerExpiresAt = null;
  }

  /** @throws Problem 409 before the store has called it ready. */
  takeAlong(): void {
    if (this.status === 'ASSIGNED' && !this.isReady) {
      throw conflict('The order is not ready yet; pick it up when the store calls it ready.', { state: this.status });
    }
    this.become('PICKED_UP', 'picked up');
  }

  deliver(): void {
    this.become('DELIVERED', 'delivered');
  }

  fail(): void {
    if (this.status === 'OFFERED') throw conflict('The job is only offered; decline it instead.', { state: this.status });
    this.become('FAILED', 'given up');
  }

  cancel(): void {
    this.become('CANCELLED', 'cancelled');
    this.offerExpiresAt = null;
  }

  toView(driver?: DriverView): DeliveryView {
    const { id, orderId, status, offerExpiresAt, pickUp, dropOff } = this;
    return { id, orderId, status, offerExpiresAt: offerExpiresAt ?? undefined, pickUp, dropOff, driver };
  }

  private become(status: DeliveryState, done: string): void {
    if (LIFE[this.status].includes(status)) {
      this.status = status;
      return;
    }
    const before = (Object.keys(LIFE) as DeliveryState[]).filter((state) => LIFE[state].includes(status));
    throw conflict(`The delivery is ${this.status}; it can be ${done} only while it is ${before.join(' or ')}.`, { state: this.status });
  }
}
