import { OrderStatus, type Order } from '@demae/contracts';
import { unavailable } from '@demae/platform';
import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { setTimeout as pause } from 'node:timers/promises';
import type { Caller } from '../access/caller.js';
import type { CourierView } from '../deliveries/delivery.js';
import { history } from './order.js';
import { Orders } from './orders.js';

/** Milliseconds between two looks at the order. */
const LOOK = 500;
/** Looks between two at the courier, and between two signs of life when nothing happens. */
const COURIER = 4;
const SIGN_OF_LIFE = 30;
/** Streams of one gateway at most; each asks twice a second. */
const MOST = 1_000;

interface Viewer {
  caller: Caller;
  request: FastifyRequest;
  reply: FastifyReply;
  /** Entries of the history that they have had already. */
  seen: number;
}

/** Live orders as server-sent events: https://html.spec.whatwg.org/multipage/server-sent-events.html */
@Injectable()
export class OrderStreams implements BeforeApplicationShutdown {
  private readonly open = new Set<AbortController>();

  constructor(private readonly orders: Orders) {}

  /** A server that stops waits for its answers, and these have no end of their own. */
  beforeApplicationShutdown(): void {
    for (const stream of this.open) stream.abort();
  }

  /** Tells everything that happens until the order has ended or the viewer is gone. @throws Problem 503 when too many watch already. */
  async follow(order: Order, { caller, request, reply, seen }: Viewer): Promise<void> {
    if (this.open.size >= MOST) throw unavailable('Too many orders are being watched; ask for the order itself instead.', 5);
    const stream = new AbortController();
    request.raw.once('close', () => stream.abort());
    reply.hijack();
    const headers = { ...reply.getHeaders(), 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache, no-transform', 'x-accel-buffering': 'no' };
    reply.raw.writeHead(200, headers as Record<string, string>);
    // Who asks with HEAD wants to know what it would be, and nothing more.
    if (request.method === 'HEAD') return void reply.raw.end();
    this.open.add(stream);
    try {
      await this.tell(order, caller, reply, seen, stream.signal);
    } finally {
      this.open.delete(stream);
      reply.raw.end();
    }
  }

  private async tell(first: Order, caller: Caller, reply: FastifyReply, seen: number, signal: AbortSignal): Promise<void> {
    let order = first;
    let told = Math.min(seen, order.history.length);
    let courier = '';
    const say = (event: string, data: unknown, id?: number) =>
      reply.raw.write(`${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
    reply.raw.write('retry: 1000\n\n');
    for (let look = 0; !signal.aborted; look++) {
      for (const entry of history(order).slice(told)) say('status', entry, ++told);
      if (order.status === OrderStatus.DELIVERED || order.status === OrderStatus.CANCELLED) return;
      if (look % COURIER === 0) {
        const coming = await this.courierOf(order);
        // The estimate moves with every look; news is where the courier is.
        const place = JSON.stringify(coming?.courier);
        if (coming && place !== courier) say('courier', coming);
        courier = place ?? courier;
      }
      if (look % SIGN_OF_LIFE === SIGN_OF_LIFE - 1) reply.raw.write(': still here\n\n');
      await pause(LOOK, undefined, { signal }).catch(() => undefined);
      // While the order service is away there is nothing to tell.
      if (!signal.aborted) order = await this.orders.find(caller, order.id).catch(() => order);
    }
  }

  /** Undefined while nobody is on the way, or nobody knows where. */
  private async courierOf(order: Order): Promise<{ courier: CourierView; eta: string | undefined } | undefined> {
    if (order.checkout.fulfillment.type !== 'delivery') return undefined;
    const found = await this.orders.delivery(order.id).catch(() => undefined);
    if (!found) return undefined;
    const { courier, eta } = this.orders.deliveryView(found);
    return courier?.position && { courier, eta };
  }
}
