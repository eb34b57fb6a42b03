import { Column, Entity, PrimaryColumn } from 'typeorm';

/** An order that is in the customer's hands: they may say how it was. */
@Entity('delivered_order')
export class DeliveredOrder {
  @PrimaryColumn('uuid', { name: 'order_id' })
  orderId!: string;

  @Column('uuid', { name: 'customer_id' })
  customerId!: string;

  @Column('uuid', { name: 'store_id' })
  storeId!: string;

  /** Each once. */
  @Column('jsonb', { name: 'product_ids' })
  productIds!: string[];
}
