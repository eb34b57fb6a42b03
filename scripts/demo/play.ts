import { randomUUID } from 'node:crypto';
import { Client, HttpProblem, until } from './client.js';
import { CUSTOMERS, MENU, SHELF, type PlannedOrder } from './evening.js';

export interface Order {
  id: string;
  number: string;
  status: string;
  total: { amount: number };
  lines: { sku: string; quantity: number }[];
  cancellation?: { reason: string; by: string };
  payment: { status?: string };
}

export interface PlayedOrder {
  plan: PlannedOrder;
  customer: Client;
  order: Order;
}

interface Ticket {
  id: string;
  orderId: string;
  status: string;
}

interface Stage {
  url: string;
  merchant: Client;
  customers: Client[];
  couriers: Client[];
  stores: { restaurant: string; shop: string };
}

const HERE = { line1: '2-1-5 Dogenzaka', city: 'Tokyo', postalCode: '150-0043', country: 'JP', lat: 35.6581, lng: 139.6987 };
const HOME = { ...HERE, line1: '1-2-3 Jinnan', lat: 35.6642, lng: 139.6997 };
const mail = (who: string) => `${who}-${randomUUID()}@demae.test`;

/** Opens a restaurant and a shop of their own for this evening, with everybody who takes part. */
export async function setTheStage(url: string, say: (text: string) => void): Promise<Stage> {
  say(`registering a merchant, ${CUSTOMERS} customers and 6 couriers`);
  const person = (who: string, role: string, n: number) => new Client(url).register(mail(who), `${who} ${n}`, role);
  const merchant = await person('merchant', 'merchant', 1);
  const customers = await Promise.all(Array.from({ length: CUSTOMERS }, (_, n) => person('customer', 'customer', n + 1)));
  const couriers = await Promise.all(Array.from({ length: 6 }, (_, n) => person('courier', 'driver', n + 1)));
  const open = async (name: string, kind: string) =>
    (await merchant.post<{ id: string }>('/v1/stores', { name, kind, currency: 'JPY', address: HERE, fulfillment: ['delivery', 'pickup'], prepMinutes: 10 })).id;
  const stores = { restaurant: await open('The evening restaurant', 'restaurant'), shop: await open('The evening shop', 'shop') };
  const product = (storeId: string, { sku, name, price }: { sku: string; name: string; price: number }, trackStock: boolean) =>
    merchant.post('/v1/products', { storeId, name, section: 'Tonight', trackStock, variants: [{ sku, name, price: { amount: price, currency: 'JPY' } }] });
  for (const dish of MENU) await product(stores.restaurant, dish, false);
  for (const thing of SHELF) {
    await product(stores.shop, thing, true);
    await merchant.put(`/v1/stores/${stores.shop}/stock/${thing.sku}`, { onHand: thing.onHand });
  }
  return { url, merchant, customers, couriers, stores };
}

/** Plays the evening to its end: places every order and does everybody's part, as fast as the platform goes. */
export class Play {
  readonly played: PlayedOrder[] = [];
  private readonly byOrder = new Map<string, PlannedOrder>();
  private over = false;

  constructor(
    private readonly stage: Stage,
    private readonly say: (text: string) => void,
  ) {}

  async run(plan: readonly PlannedOrder[]): Promise<void> {
    const withoutCouriers = plan.filter(({ ending }) => ending === 'no courier found');
    const unanswered = plan.filter(({ ending }) => ending === 'ticket nobody answered');
    const rest = plan.filter(({ ending }) => ending !== 'no courier found' && ending !== 'ticket nobody answered');
    const workers = [this.kitchen(), ...this.stage.couriers.map((courier) => this.courier(courier))];
    this.say(`placing ${rest.length} orders while kitchens cook and couriers ride`);
    await this.place(rest, 8);
    await this.atRest(rest);
    this.over = true;
    await Promise.all(workers);

    this.say(`${withoutCouriers.length} orders when every courier has gone home, ${unanswered.length} at a store where nobody looks`);
    await Promise.all(this.stage.couriers.map((courier) => courier.put('/v1/drivers/me/status', { status: 'offline' })));
    await this.place(withoutCouriers, 4);
    await this.acceptAll(withoutCouriers);
    await this.place(unanswered, 4);
    await this.reached(unanswered, 'CONFIRMED');
    this.say('the clock moves on by a quarter of an hour');
    // In small steps, as time passes: the search for a courier looks again every few seconds.
    for (let minute = 0; minute < 12; minute++) await this.stage.merchant.post('/v1/sandbox/clock', { advance: 'PT1M' });
    await this.atRest([...withoutCouriers, ...unanswered]);
  }

  /** The orders as they are now. */
  async look(): Promise<void> {
    for (const played of this.played) played.order = await played.customer.get<Order>(`/v1/orders/${played.order.id}`);
  }

  private async place(plan: readonly PlannedOrder[], atOnce: number): Promise<void> {
    const waiting = [...plan];
    const worker = async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) await this.placeOne(next);
    };
    await Promise.all(Array.from({ length: atOnce }, worker));
  }

  private async placeOne(plan: PlannedOrder): Promise<void> {
    const customer = this.stage.customers[plan.customer]!;
    const order = await customer.post<Order>(
      '/v1/orders',
      {
        storeId: this.stage.stores[plan.store],
        lines: plan.lines,
        fulfillment: plan.fulfillment === 'pickup' ? { type: 'pickup' } : { type: 'delivery', address: HOME },
        payment: { method: 'card', token: plan.card },
      },
      { 'idempotency-key': randomUUID() },
    );
    this.byOrder.set(order.id, plan);
    this.played.push({ plan, customer, order });
    if (this.played.length % 25 === 0) this.say(`  ${this.played.length} orders placed`);
    if (plan.ending === 'cancelled at once') await this.cancel(customer, order.id);
    if (plan.ending === 'cancelled after confirmation') {
      await this.reached([plan], 'CONFIRMED');
      await this.cancel(customer, order.id);
    }
  }

  private async cancel(customer: Client, id: string): Promise<void> {
    await customer.post(`/v1/orders/${id}/cancel`, { reason: 'changed my mind' });
  }

  private playedOf(plan: readonly PlannedOrder[]): PlayedOrder[] {
    const wanted = new Set(plan);
    return this.played.filter((played) => wanted.has(played.plan));
  }

  private async reached(plan: readonly PlannedOrder[], status: string): Promise<void> {
    for (const { customer, order } of this.playedOf(plan)) {
      await until(`order ${order.id} to be ${status}`, async () => ((await customer.get<Order>(`/v1/orders/${order.id}`)).status === status ? true : undefined));
    }
  }

  private async atRest(plan: readonly PlannedOrder[]): Promise<void> {
    for (const { customer, order } of this.playedOf(plan)) {
      await until(`order ${order.id} to come to rest`, async () => {
        const { status } = await customer.get<Order>(`/v1/orders/${order.id}`);
        return status === 'DELIVERED' || status === 'CANCELLED' ? true : undefined;
      });
    }
  }

  private async acceptAll(plan: readonly PlannedOrder[]): Promise<void> {
    await this.reached(plan, 'CONFIRMED');
    const ids = new Set(this.playedOf(plan).map(({ order }) => order.id));
    await until('their tickets to be accepted', async () => {
      for (const ticket of await this.tickets('NEW')) {
        if (!ids.has(ticket.orderId)) continue;
        await this.stage.merchant.post(`/v1/tickets/${ticket.id}/accept`, {});
        ids.delete(ticket.orderId);
      }
      return ids.size === 0 ? true : undefined;
    });
    await this.reached(plan, 'ACCEPTED');
  }

  private async tickets(status: string): Promise<Ticket[]> {
    const lists = await Promise.all(
      Object.values(this.stage.stores).map((id) => this.stage.merchant.get<{ items: Ticket[] }>(`/v1/stores/${id}/tickets?status=${status}&limit=100`)),
    );
    return lists.flatMap(({ items }) => items);
  }

  /** Both kitchens: accept or reject what is new, cook, hand over what is picked up. */
  private async kitchen(): Promise<void> {
    const moves: Record<string, (ticket: Ticket, plan: PlannedOrder) => [string, object] | undefined> = {
      NEW: (_, plan) => {
        if (plan.ending === 'cancelled after confirmation' || plan.ending === 'cancelled at once') return undefined;
        return plan.ending === 'rejected by the store' ? ['reject', { reason: 'the kitchen is full' }] : ['accept', {}];
      },
      ACCEPTED: () => ['start', {}],
      PREPARING: () => ['ready', {}],
      READY: (_, plan) => (plan.fulfillment === 'pickup' ? ['hand-over', {}] : undefined),
    };
    while (!this.over) {
      for (const [status, move] of Object.entries(moves)) {
        for (const ticket of await this.tickets(status)) {
          const plan = this.byOrder.get(ticket.orderId);
          const next = plan && move(ticket, plan);
          if (next) await allowingConflict(this.stage.merchant.post(`/v1/tickets/${ticket.id}/${next[0]}`, next[1]));
        }
      }
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }

  /** One courier's evening: take what is offered, fetch it when it is ready, bring it. */
  private async courier(courier: Client): Promise<void> {
    await courier.put('/v1/drivers/me/status', { status: 'online' });
    await courier.put('/v1/drivers/me/location', { lat: HERE.lat, lng: HERE.lng });
    const moves: Record<string, string> = { OFFERED: 'accept', ASSIGNED: 'pick-up', PICKED_UP: 'deliver' };
    while (!this.over) {
      const { items } = await courier.get<{ items: { id: string; status: string }[] }>('/v1/drivers/me/jobs');
      let moved = false;
      for (const job of items) {
        const move = moves[job.status];
        if (move) moved = (await allowingConflict(courier.post(`/v1/deliveries/${job.id}/${move}`, {}))) || moved;
      }
      if (!moved) await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }
}

/** Somebody was faster, or it is too early: look again. */
async function allowingConflict(request: Promise<unknown>): Promise<boolean> {
  try {
    await request;
    return true;
  } catch (error) {
    if (error instanceof HttpProblem && error.status === 409) return false;
    throw error;
  }
}
