import { Injectable } from '@nestjs/common';
import {
  DeliveryDelivered, DeliveryPickedUp, OrderAccepted, OrderDelivered, OrderOutForDelivery, OrderPreparing, OrderReady,
  TicketAccepted, TicketHandedOver, TicketPreparing, TicketReady,
} from '@demae/contracts';
import { Step, type Tx } from '@demae/saga';
import { Order } from './order.js';

/** From the kitchen to the door: the order follows what the store and the courier say. */
@Injectable()
export class FollowOrder {
  @Step({ on: TicketAccepted, emits: [OrderAccepted], compensation: 'none' })
  async accepted({ orderId, dueAt }: TicketAccepted, tx: Tx) {
    const order = await tx.get(Order, orderId);
    if (order.advance(tx, 'ACCEPTED', 'store')) return OrderAccepted({ orderId, checkout: order.checkout, dueAt });
  }

  @Step({ on: TicketPreparing, emits: [OrderPreparing], compensation: 'none' })
  async preparing({ orderId }: TicketPreparing, tx: Tx) {
    const order = await tx.get(Order, orderId);
    if (order.advance(tx, 'PREPARING', 'store')) return OrderPreparing({ orderId, checkout: order.checkout });
  }

  @Step({ on: TicketReady, emits: [OrderReady], compensation: 'none' })
  async ready({ orderId }: TicketReady, tx: Tx) {
    const order = await tx.get(Order, orderId);
    if (order.advance(tx, 'READY', 'store')) return OrderReady({ orderId, checkout: order.checkout });
  }

  @Step({ on: DeliveryPickedUp, emits: [OrderOutForDelivery], compensation: 'none' })
  async pickedUp({ orderId }: DeliveryPickedUp, tx: Tx) {
    const order = await tx.get(Order, orderId);
    if (order.advance(tx, 'OUT_FOR_DELIVERY', 'courier')) return OrderOutForDelivery({ orderId, checkout: order.checkout });
  }

  @Step({ on: DeliveryDelivered, emits: [OrderDelivered], compensation: 'none' })
  async delivered({ orderId }: DeliveryDelivered, tx: Tx) {
    const order = await tx.get(Order, orderId);
    if (order.advance(tx, 'DELIVERED', 'courier')) return OrderDelivered({ orderId, checkout: order.checkout });
  }

  @Step({ on: TicketHandedOver, emits: [OrderDelivered], compensation: 'none' })
  async handedOver({ orderId }: TicketHandedOver, tx: Tx) {
    const order = await tx.get(Order, orderId);
    if (order.advance(tx, 'DELIVERED', 'store')) return OrderDelivered({ orderId, checkout: order.checkout });
  }
}
