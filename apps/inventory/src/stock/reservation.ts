import { Column, Entity, PrimaryColumn } from 'typeorm';
import { wholeNumber } from '@demae/platform';

/** What is put aside for one order; gone when sold or put back. */
@Entity({ name: 'reservation' })
export class Reservation {
  @PrimaryColumn('uuid', { name: 'order_id' })
  orderId!: string;

  @PrimaryColumn('uuid', { name: 'store_id' })
  storeId!: string;

  @PrimaryColumn('text')
  sku!: string;

  @Column('int8', { transformer: wholeNumber })
  quantity!: number;

  static of(orderId: string, storeId: string, sku: string, quantity: number): Reservation {
    return Object.assign(new Reservation(), { orderId, storeId, sku, quantity });
  }
}
