import { OrderDelivered } from '@demae/contracts';
import { Listener, Projection, type Tx } from '@demae/saga';
import { Injectable } from '@nestjs/common';
import { DeliveredOrder } from './delivered-order.js';

/** Knows which orders may be reviewed, and by whom. */
@Injectable()
@Projection({ tables: [DeliveredOrder] })
export class DeliveredOrders {
  @Listener({ on: OrderDelivered })
  async note({ orderId, checkout }: OrderDelivered, tx: Tx): Promise<void> {
    if (await tx.load(DeliveredOrder, orderId)) return;
    const productIds = [...new Set(checkout.lines.map((line) => line.productId))];
    tx.insert(Object.assign(new DeliveredOrder(), { orderId, customerId: checkout.customer.id, storeId: checkout.store.id, productIds }));
  }
}
