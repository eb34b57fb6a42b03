import { OrderServiceService } from '@demae/contracts';
import { notFound, Peers } from '@demae/platform';
import { Body, Controller, Get, Headers, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { actorOf, Me, type Caller } from '../access/caller.js';
import { Roles } from '../access/routes.js';
import { DeliveryView } from '../deliveries/delivery.js';
import { Answers } from '../http/answers.js';
import { OnceKey, TakesIdempotencyKey, type Once } from '../http/idempotency-key.js';
import { pageRequest } from '../http/page.js';
import { IdPipe } from '../http/validation.js';
import { OrderBody, orderFrom } from './order-request.js';
import { OrderPlacing } from './order-placing.js';
import { OrderStreams } from './order-streams.js';
import { CancelBody, OrderPage, OrderQuery, OrderView, placedOrder } from './order.js';
import { payment, paymentToCome, PaymentView, RefundBody, refundView, RefundView } from './payment.js';
import { OrderDetails, Orders } from './orders.js';

const EXAMPLE = 'id: 1\nevent: status\ndata: {"status":"PENDING","at":"2025-11-21T09:30:00.000Z","by":"customer"}\n\n';
const EVENTS = { 'text/event-stream': { schema: { type: 'string' as const, example: EXAMPLE } } };

@ApiTags('Orders and payment')
@Controller('v1/orders')
@Roles('customer', 'merchant', 'support', 'admin')
export class OrdersHttp {
  private readonly service;

  constructor(
    private readonly orders: Orders,
    private readonly placing: OrderPlacing,
    private readonly streams: OrderStreams,
    peers: Peers,
  ) {
    this.service = peers.client(OrderServiceService);
  }

  @Post()
  @Roles('customer')
  @TakesIdempotencyKey({ required: true })
  @Answers(201, OrderView, 'Places an order', [404, 409, 422])
  async place(@Me() me: Caller, @Body() body: OrderBody, @Headers('idempotency-key') key?: string): Promise<OrderView> {
    return placedOrder(await this.placing.place(orderFrom(me, key, body)));
  }

  @Get()
  @Answers(200, OrderPage, "My orders, or my stores'; newest first")
  async list(@Me() me: Caller, @Query() query: OrderQuery): Promise<OrderPage> {
    const { status, storeId, from, to } = query;
    const { items, nextCursor } = await this.service.listOrders({
      actor: actorOf(me),
      page: pageRequest(query),
      status,
      storeId,
      from: from === undefined ? undefined : new Date(from),
      to: to === undefined ? undefined : new Date(to),
    });
    return { items: await this.orders.listed(items), nextCursor: nextCursor ?? null };
  }

  @Get(':id')
  @Answers(200, OrderDetails, 'An order and its history; while payment or delivery is away, without their part, which missing names', [404])
  show(@Me() me: Caller, @Param('id', IdPipe) id: string): Promise<OrderDetails> {
    return this.orders.show(me, id);
  }

  @Post(':id/cancel')
  @Answers(202, OrderDetails, 'Cancels an order; with an Idempotency-Key, what payment and delivery make of it is left out', [404, 409, 422])
  async cancel(@Me() me: Caller, @Param('id', IdPipe) id: string, @Body() { reason }: CancelBody, @OnceKey() once: Once): Promise<OrderDetails> {
    const cancelled = await this.service.cancelOrder({ actor: actorOf(me), id, reason, ...once });
    // What others know of it changes from one moment to the next; the answer to a key must not.
    return once.idempotencyKey === undefined ? this.orders.details(cancelled) : this.orders.alone(cancelled);
  }

  @Get(':id/payment')
  @Answers(200, PaymentView, 'How it is paid', [404])
  async payment(@Me() me: Caller, @Param('id', IdPipe) id: string): Promise<PaymentView> {
    const order = await this.orders.find(me, id);
    const found = await this.orders.payment(id);
    return found ? payment(found) : paymentToCome(order);
  }

  @Post(':id/refunds')
  @Roles('merchant', 'support', 'admin')
  @Answers(201, RefundView, 'Gives money back: what some lines cost, so much, or all that is left', [404, 409, 422])
  async refund(@Me() me: Caller, @Param('id', IdPipe) id: string, @Body() body: RefundBody, @OnceKey() once: Once): Promise<RefundView> {
    const { amount, lines = [], reason, restock = false } = body;
    return refundView(await this.orders.refund({ actor: actorOf(me), orderId: id, amount, lines, reason, restock, ...once }));
  }

  @Get(':id/delivery')
  @Answers(200, DeliveryView, 'Who brings it, where they are, and when it will be there', [404])
  async delivery(@Me() me: Caller, @Param('id', IdPipe) id: string): Promise<DeliveryView> {
    await this.orders.find(me, id);
    const found = await this.orders.delivery(id);
    if (!found) throw notFound('delivery of this order yet');
    return this.orders.deliveryView(found);
  }

  @Get(':id/stream')
  @ApiHeader({ name: 'Last-Event-ID', required: false, description: 'the last status seen: the stream goes on after it' })
  @ApiResponse({ status: 200, content: EVENTS })
  @Answers(200, undefined, 'Server-sent events: status (an entry of the history) and courier (position, eta); ends with the order', [404])
  async stream(
    @Me() me: Caller,
    @Param('id', IdPipe) id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Headers('last-event-id') lastEventId?: string,
  ): Promise<void> {
    const order = await this.orders.find(me, id);
    await this.streams.follow(order, { caller: me, request, reply, seen: /^\d{1,4}$/.test(lastEventId ?? '') ? Number(lastEventId) : 0 });
  }
}
