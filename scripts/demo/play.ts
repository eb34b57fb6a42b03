import { randomUUID } from 'node:crypto';
import { DemaeProblem, type Answer, type Demae, type Input, type ItemOf, type OrderView } from '@demae/client';
import { registered, unlessBusy, until } from './client.js';
import { CUSTOMERS, MENU, SHELF, type PlannedOrder } from './evening.js';

export interface PlayedOrder {
  plan: PlannedOrder;
  customer: Demae;
  order: OrderView & Partial<Answer<'getOrder'>>;
}

type Ticket = ItemOf<'listTickets'>;
type TicketStatus = Ticket['status'];

export interface Stage {
  url: string;
  merchant: Demae;
  customers: Demae[];
  couriers: Demae[];
  stores: { restaurant: string; shop: string };
}

const HERE = { line1: '2-1-5 Dogenzaka', city: 'Tokyo', postalCode: '150-0043', country: 'JP', lat: 35.6581, lng: 139.6987 };
const HOME = { ...HERE, line1: '1-2-3 Jinnan', lat: 35.6642, lng: 139.6997 };
const mail = (who: string) => `${who}-${randomUUID()}@demae.test`;

/** Opens a restaurant and a shop of their own for this evening, with everybody who takes part. */
export async function setTheStage(url: string, say: (text: string) => void): Promise<Stage> {
  say(`registering a merchant, ${CUSTOMERS} customers and 6 couriers`);
  const person = (who: string, role: 'customer' | 'merchant' | 'driver', n: number) => registered(url, mail(who), `${who} ${n}`, role);
  const merchant = await person('merchant', 'merchant', 1);
  const customers = await Promise.all(Array.from({ length: CUSTOMERS }, (_, n) => person('customer', 'customer', n + 1)));
  const couriers = await Promise.all(Array.from({ length: 6 }, (_, n) => person('courier', 'driver', n + 1)));
  const open = (name: string, kind: 'restaurant' | 'shop') => until(`${name} to be open`, () =>
    merchant.createStore({ body: { name, kind, currency: 'JPY', address: HERE, fulfillment: ['delivery', 'pickup'], prepMinutes: 10 } }).then(({ id }) => id, unlessBusy));
  const stores = { restaurant: await open('The evening restaurant', 'restaurant'), shop: await open('The evening shop', 'shop') };
  const goods = [...MENU.map((dish) => ({ ...dish, trackStock: false, onHand: undefined })), ...SHELF.map((thing) => ({ ...thing, trackStock: true }))];
  const items = goods.map(({ sku, name, price, trackStock, onHand }) => ({ name, section: 'Tonight', trackStock, variants: [{ sku, name, price: { amount: price, currency: 'JPY' }, onHand }] }));
  await merchant.importCatalog({ id: stores.restaurant, body: { items: items.slice(0, MENU.length) } });
  await merchant.importCatalog({ id: stores.shop, body: { items: items.slice(MENU.length) } });
  const counted = (sku: string, onHand: number) => async () => ((await merchant.getStock({ storeId: stores.shop, sku })).onHand === onHand ? true : undefined);
  for (const { sku, onHand } of SHELF) await until(`the shelf of ${sku} to be counted`, counted(sku, onHand));
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
    await Promise.all(this.stage.couriers.map((courier) => courier.setDriverStatus({ body: { status: 'offline' } })));
    await this.place(withoutCouriers, 4);
    await this.acceptAll(withoutCouriers);
    await this.place(unanswered, 4);
    await this.reached(unanswered, 'CONFIRMED');
    this.say('the clock moves on by a quarter of an hour');
    // In small steps, as time passes: the search for a courier looks again every few seconds.
    const { merchant } = this.stage;
    const time = async () => new Date((await merchant.getClock()).now).getTime();
    for (const end = (await time()) + 11.5 * 60_000; (await time()) < end; ) await merchant.advanceClock({ body: { advance: 'PT1M' } }).catch(unlessBusy);
    await this.atRest([...withoutCouriers, ...unanswered]);
  }

  /** The orders as they are now. */
  async look(): Promise<void> {
    for (const played of this.played) played.order = await played.customer.getOrder({ id: played.order.id });
  }

  private async place(plan: readonly PlannedOrder[], atOnce: number): Promise<void> {
    const waiting = [...plan];
    const worker = async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        await this.placeOne(next);
        // Where the platform is slow, people come more slowly: an order that waits too long for its turn is cancelled.
        await this.decided(next);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, worker));
  }

  private async placeOne(plan: PlannedOrder): Promise<void> {
    const customer = this.stage.customers[plan.customer]!;
    const order = await customer.createOrder({
      body: {
        storeId: this.stage.stores[plan.store],
        lines: plan.lines,
        fulfillment: plan.fulfillment === 'pickup' ? { type: 'pickup' } : { type: 'delivery', address: HOME },
        payment: { method: 'card', token: plan.card },
      },
    });
    this.byOrder.set(order.id, plan);
    this.played.push({ plan, customer, order });
    if (this.played.length % 25 === 0) this.say(`  ${this.played.length} orders placed`);
    if (plan.ending === 'cancelled at once') await this.cancel(customer, order.id);
    if (plan.ending === 'cancelled after confirmation') {
      await this.reached([plan], 'CONFIRMED');
      await this.cancel(customer, order.id);
    }
  }

  private async cancel(customer: Demae, id: string): Promise<void> {
    await customer.cancelOrder({ id, body: { reason: 'changed my mind' } });
  }

  private playedOf(plan: readonly PlannedOrder[]): PlayedOrder[] {
    const wanted = new Set(plan);
    return this.played.filter((played) => wanted.has(played.plan));
  }

  private async reached(plan: readonly PlannedOrder[], status: string): Promise<void> {
    for (const { customer, order } of this.playedOf(plan)) {
      await until(`order ${order.id} to be ${status}`, async () => ((await customer.getOrder({ id: order.id })).status === status ? true : undefined));
    }
  }

  private async decided(plan: PlannedOrder): Promise<void> {
    for (const { customer, order } of this.playedOf([plan])) {
      await until(`order ${order.id} to be confirmed or cancelled`, async () => ((await customer.getOrder({ id: order.id })).status === 'PENDING' ? undefined : true));
    }
  }

  private async atRest(plan: readonly PlannedOrder[]): Promise<void> {
    for (const { customer, order } of this.playedOf(plan)) {
      await until(`order ${order.id} to come to rest`, async () => {
        const { status } = await customer.getOrder({ id: order.id });
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
        await this.stage.merchant.acceptTicket({ id: ticket.id });
        ids.delete(ticket.orderId);
      }
      return ids.size === 0 ? true : undefined;
    });
    await this.reached(plan, 'ACCEPTED');
  }

  private async tickets(status: TicketStatus): Promise<Ticket[]> {
    const { merchant, stores } = this.stage;
    const lists = await Promise.all(Object.values(stores).map((id) => merchant.listTickets({ id, status, limit: 100 })));
    return lists.flatMap(({ items }) => items);
  }

  /** Both kitchens: accept or reject what is new, cook, hand over what is picked up. */
  private async kitchen(): Promise<void> {
    const { merchant } = this.stage;
    const moves: Partial<Record<TicketStatus, (id: string, plan: PlannedOrder) => Promise<unknown> | undefined>> = {
      NEW: (id, { ending }) => {
        if (ending === 'cancelled after confirmation' || ending === 'cancelled at once') return undefined;
        return ending === 'rejected by the store' ? merchant.rejectTicket({ id, body: { reason: 'the kitchen is full' } }) : merchant.acceptTicket({ id });
      },
      ACCEPTED: (id) => merchant.startTicket({ id }),
      PREPARING: (id) => merchant.readyTicket({ id }),
      READY: (id, { fulfillment }) => (fulfillment === 'pickup' ? merchant.handOverTicket({ id }) : undefined),
    };
    while (!this.over) {
      for (const [status, move] of Object.entries(moves)) {
        for (const ticket of await this.tickets(status as TicketStatus)) {
          const plan = this.byOrder.get(ticket.orderId);
          const moved = plan && move(ticket.id, plan);
          if (moved) await allowingConflict(moved);
        }
      }
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }

  /** One courier's evening: take what is offered, fetch it when it is ready, bring it. */
  private async courier(courier: Demae): Promise<void> {
    await courier.setDriverStatus({ body: { status: 'online' } });
    await courier.setDriverLocation({ body: { lat: HERE.lat, lng: HERE.lng } });
    const moves: Partial<Record<Answer<'listJobs'>['items'][number]['status'], (input: Input<'acceptDelivery'>) => Promise<unknown>>> = {
      OFFERED: courier.acceptDelivery,
      ASSIGNED: courier.pickUpDelivery,
      PICKED_UP: courier.completeDelivery,
    };
    while (!this.over) {
      const { items } = await courier.listJobs();
      let moved = false;
      for (const { id, status } of items) {
        const move = moves[status];
        if (move) moved = (await allowingConflict(move({ id }))) || moved;
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
    if (error instanceof DemaeProblem && error.status === 409) return false;
    throw error;
  }
}
