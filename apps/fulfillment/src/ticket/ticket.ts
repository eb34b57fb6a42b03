import { Column, CreateDateColumn, Entity, PrimaryColumn, VersionColumn } from 'typeorm';
import type { Actor, Checkout, Ticket as TicketView } from '@demae/contracts';
import { conflict, notFound } from '@demae/platform';
import { newId, type CommandTx } from '@demae/saga';
import { LIFE, type TicketState } from './ticket-life.js';

/** JSON has no dates. */
const checkoutColumn = {
  to: (checkout: Checkout) => checkout,
  from: (stored: Checkout): Checkout => ({ ...stored, placedAt: new Date(stored.placedAt) }),
};

/** One order as the store's kitchen or stock room sees it. */
@Entity({ name: 'ticket' })
export class Ticket {
  @PrimaryColumn('uuid')
  id!: string;

  @Column({ type: 'uuid', name: 'order_id', unique: true, update: false })
  orderId!: string;

  @Column({ type: 'uuid', name: 'store_id', update: false })
  storeId!: string;

  /** Whose store it is, and so who may act on it. */
  @Column({ type: 'uuid', name: 'owner_id', update: false })
  ownerId!: string;

  @Column('text')
  status!: TicketState;

  @Column({ type: 'jsonb', transformer: checkoutColumn, update: false })
  checkout!: Checkout;

  @Column('timestamptz', { name: 'accept_by' })
  acceptBy!: Date;

  /** When it should be ready, once accepted. */
  @Column('timestamptz', { name: 'due_at', nullable: true })
  dueAt!: Date | null;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  @VersionColumn()
  version!: number;

  static of(checkout: Checkout, acceptBy: Date): Ticket {
    const { orderId, store } = checkout;
    return Object.assign(new Ticket(), { id: newId(), orderId, storeId: store.id, ownerId: store.ownerId, status: 'NEW', checkout, acceptBy, dueAt: null });
  }

  /**
   * The actor's own ticket, locked.
   * @throws Problem 404 when there is none, or its store belongs to someone else.
   */
  static async ofActor(tx: CommandTx, id: string, { userId, roles }: Actor): Promise<Ticket> {
    const ticket = await tx.load(Ticket, id);
    if (!ticket || (ticket.ownerId !== userId && !roles.includes('admin'))) throw notFound('ticket', id);
    return ticket;
  }

  get isClosed(): boolean {
    return LIFE[this.status].length === 0;
  }

  /** @param minutes until it is ready; the store's own when absent. */
  accept(now: Date, minutes = this.checkout.store.prepMinutes): Date {
    this.become('ACCEPTED', 'accepted');
    this.dueAt = new Date(now.getTime() + minutes * 60_000);
    return this.dueAt;
  }

  reject(): void {
    this.become('REJECTED', 'rejected');
  }

  start(): void {
    this.become('PREPARING', 'started');
  }

  ready(): void {
    this.become('READY', 'called ready');
  }

  /** To the customer at the counter; a delivery goes to the courier, who says so. @throws Problem 409 */
  handOver(): void {
    if (this.checkout.fulfillment.type === 'delivery') {
      throw conflict('This order is delivered: the courier picks it up at the delivery. Call it ready and wait for them.', { state: this.status });
    }
    this.become('HANDED_OVER', 'handed over');
  }

  /** For what the platform decides; people are asked by the methods above. */
  close(status: 'CANCELLED' | 'EXPIRED' | 'HANDED_OVER'): void {
    this.status = status;
  }

  toView(): TicketView {
    const { id, orderId, storeId, status, checkout, acceptBy, dueAt, createdAt } = this;
    return {
      id,
      orderId,
      number: checkout.number,
      storeId,
      status,
      lines: checkout.lines.map(({ sku, name, quantity, choices }) => ({ sku, name, quantity, choices: choices.map((choice) => choice.name) })),
      fulfillmentType: checkout.fulfillment.type,
      note: checkout.note,
      acceptBy,
      dueAt: dueAt ?? undefined,
      createdAt,
    };
  }

  private become(status: TicketState, done: string): void {
    if (LIFE[this.status].includes(status)) {
      this.status = status;
      return;
    }
    const before = (Object.keys(LIFE) as TicketState[]).filter((state) => LIFE[state].includes(status));
    throw conflict(`The ticket is ${this.status}; it can be ${done} only while it is ${before.join(' or ')}.`, { state: this.status });
  }
}
