import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { OrderServiceService } from '@demae/contracts';
import { defineService, IdempotencyModule } from '@demae/platform';
import { CreateOrder1700000000001 } from './migrations/1700000000001-create-order.js';
import { KeyNamesOrder1700000000002 } from './migrations/1700000000002-key-names-order.js';
import { OrderGrpc } from './order.grpc.js';
import { CancelOrderHandler } from './orders/cancel-order.command.js';
import { CountOpenOrdersHandler } from './orders/count-open-orders.query.js';
import { FollowCheckout } from './orders/follow-checkout.step.js';
import { FollowOrder } from './orders/follow-order.step.js';
import { ForgetCustomer } from './orders/forget-customer.step.js';
import { GetOrderHandler } from './orders/get-order.query.js';
import { HistoryEntry } from './orders/history-entry.js';
import { inFlight } from './orders/in-flight.js';
import { ListOrdersHandler } from './orders/list-orders.query.js';
import { Order } from './orders/order.js';
import { OrderDeadline } from './orders/order-deadline.step.js';
import { PlaceOrdersHandler } from './orders/place-orders.command.js';
import { orderRecoveries } from './orders/recover-orders.js';

@Module({
  imports: [CqrsModule, IdempotencyModule],
  controllers: [OrderGrpc],
  providers: [
    PlaceOrdersHandler, CancelOrderHandler, GetOrderHandler, ListOrdersHandler, CountOpenOrdersHandler,
    FollowCheckout, FollowOrder, OrderDeadline, ForgetCustomer,
  ],
})
export class OrderModule {}

export const order = defineService({
  name: 'order',
  module: OrderModule,
  entities: [Order, HistoryEntry],
  migrations: [CreateOrder1700000000001, KeyNamesOrder1700000000002],
  grpc: [OrderServiceService],
  peers: ['catalog', 'user'],
  recoveries: orderRecoveries,
  surveys: [inFlight],
});
