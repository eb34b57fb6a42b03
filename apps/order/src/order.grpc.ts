import { Controller } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { GrpcMethod } from '@nestjs/microservices';
import type {
  CancelOrderRequest, CountOpenOrdersRequest, CountOpenOrdersResponse, GetOrderRequest, ListOrdersRequest, ListOrdersResponse, Order, PlaceOrdersRequest, PlaceOrdersResponse,
} from '@demae/contracts';
import { keyOf } from '@demae/platform';
import { CancelOrder } from './orders/cancel-order.command.js';
import { CountOpenOrders } from './orders/count-open-orders.query.js';
import { GetOrder } from './orders/get-order.query.js';
import { ListOrders } from './orders/list-orders.query.js';
import { PlaceOrders } from './orders/place-orders.command.js';

@Controller()
export class OrderGrpc {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @GrpcMethod('OrderService', 'placeOrders')
  placeOrders(request: PlaceOrdersRequest): Promise<PlaceOrdersResponse> {
    return this.commands.execute(new PlaceOrders(request.orders));
  }

  @GrpcMethod('OrderService', 'getOrder')
  getOrder(request: GetOrderRequest): Promise<Order> {
    return this.queries.execute(new GetOrder(request.actor!, request.id));
  }

  @GrpcMethod('OrderService', 'listOrders')
  listOrders(request: ListOrdersRequest): Promise<ListOrdersResponse> {
    return this.queries.execute(new ListOrders(request));
  }

  @GrpcMethod('OrderService', 'cancelOrder')
  cancelOrder(request: CancelOrderRequest): Promise<Order> {
    return this.commands.execute(new CancelOrder(request.actor!, request.id, request.reason, keyOf(request)));
  }

  @GrpcMethod('OrderService', 'countOpenOrders')
  countOpenOrders({ userId }: CountOpenOrdersRequest): Promise<CountOpenOrdersResponse> {
    return this.queries.execute(new CountOpenOrders(userId));
  }
}
