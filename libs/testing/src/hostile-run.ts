import type { Actor } from '@demae/contracts';
import type { Problem } from '@demae/platform';
import { setImmediate as turn } from 'node:timers/promises';
import { audit } from '../../../scripts/audit/audit.js';
import { Random } from '../../../scripts/random.js';
import type { Shop } from './shop.js';

const CHANGES_MIND = 0.25;
/** What nothing more can become of. */
const OVER = ['HANDED_OVER', 'REJECTED', 'EXPIRED', 'CANCELLED'];

/** One seeded life of an order, among others at the same time: what its people do is decided by its own numbers. */
interface Run {
  random: Random;
  orderId: string;
  pickup: boolean;
}

/**
 * Many checkouts at once on a hostile log, with everybody changing their minds by the seed; then the books are audited.
 * The wave of one seed does the same things whenever it is run.
 */
export class HostileWaves {
  private readonly stocked = new Map<string, number>();
  private readonly couriers: Actor[] = [];
  private readonly skus: string[] = [];

  constructor(private readonly shop: Shop) {}

  async prepare(couriers = 12, skus = 8): Promise<void> {
    for (let n = 0; n < couriers; n++) this.couriers.push((await this.shop.courier(`Courier ${n}`, { lat: 35.65 + n / 1_000, lng: 139.7 })).actor);
    for (let n = 0; n < skus; n++) this.skus.push(`thing-${n}`);
    await this.shop.stocks(Object.fromEntries(this.skus.map((sku) => [sku, 0])));
    await this.shop.settles();
  }

  /** So many orders with this seed. Returns what the audit found wrong. */
  async wave(seed: number, size: number): Promise<string[]> {
    const random = new Random(seed);
    await this.restock(random, size);
    const runs = await this.place(random, size);
    await this.meddle(runs, (run) => this.cancelMaybe(run));
    await this.shop.settles();
    await this.meddle(await this.withTickets(runs), (run) => this.answerTicket(run));
    await this.shop.settles();
    // More jobs than couriers: several rounds of riding, until nobody has anything to do.
    const over = new Set<string>();
    for (let round = 0; round < 6; round++) {
      const tickets = (await this.withTickets(runs)).filter(({ ticket }) => !over.has(ticket));
      await this.meddle(tickets, (run) => this.cook(run));
      // What comes too late is tried once.
      for (const { ticket, status } of tickets) if (OVER.includes(status)) over.add(ticket);
      await this.shop.settles();
      let jobs = 0;
      for (const courier of this.couriers) jobs += await this.ride(courier, random);
      if (tickets.length + jobs === 0) break;
      await this.shop.settles();
    }
    await this.endTheRest(runs);
    return this.audit();
  }

  async audit(): Promise<string[]> {
    return audit({ query: (service, sql, values) => this.shop.query(service, sql, values), charges: await this.shop.bank.books(), stocked: this.stocked });
  }

  private async restock(random: Random, size: number): Promise<void> {
    for (const sku of this.skus) {
      const { inventory, merchant, store } = this.shop.hands();
      const { onHand } = await inventory.getStock({ storeId: store.id, sku });
      // Never enough for everybody.
      const wanted = onHand + random.below(Math.ceil(size / 4));
      await inventory.setStock({ actor: merchant, storeId: store.id, sku, onHand: wanted });
      const key = `${store.id}/${sku}`;
      this.stocked.set(key, (this.stocked.get(key) ?? 0) + wanted - onHand);
    }
  }

  private async place(random: Random, size: number): Promise<Run[]> {
    const cards = ['tok_ok', 'tok_ok', 'tok_ok', 'tok_ok', 'tok_declined', 'tok_timeout'];
    const requests = Array.from({ length: size }, () => {
      const [first, second] = random.shuffle(this.skus);
      const lines = random.chance(0.4) ? { [first!]: 1 + random.below(2), [second!]: 1 } : { [first!]: 1 + random.below(2) };
      const pickup = random.chance(0.6);
      return { pickup, request: this.shop.request(lines, { card: random.pick(cards), fulfillment: pickup ? 'pickup' : 'delivery' }) };
    });
    const { results } = await this.shop.orderService.placeOrders({ orders: requests.map(({ request }) => request) });
    return results.map(({ order, problem }, i) => {
      if (!order) throw new Error(problem!.detail);
      return { random: new Random(random.below(2 ** 31)), orderId: order.id, pickup: requests[i]!.pickup };
    });
  }

  /** Everybody does something, interleaved with the platform's own work. */
  private async meddle<R extends Run>(runs: readonly R[], act: (run: R) => Promise<unknown>): Promise<void> {
    await Promise.all(
      runs.map(async (run) => {
        for (let turns = run.random.below(30); turns > 0; turns--) await turn();
        await tolerating(act(run));
      }),
    );
  }

  private async cancelMaybe({ random, orderId }: Run): Promise<void> {
    if (random.chance(CHANGES_MIND)) await this.shop.cancelOrder(this.shop.customer, orderId, 'changed my mind');
  }

  private async withTickets(runs: readonly Run[]): Promise<(Run & { ticket: string; status: string })[]> {
    const rows = await this.shop.query<{ id: string; order_id: string; status: string }>(
      'fulfillment', 'select id, order_id, status from ticket where order_id = any($1)', [runs.map(({ orderId }) => orderId)],
    );
    const byOrder = new Map(rows.map((row) => [row.order_id, row]));
    return runs.flatMap((run) => {
      const row = byOrder.get(run.orderId);
      return row ? [{ ...run, ticket: row.id, status: row.status }] : [];
    });
  }

  private async answerTicket(run: Run & { ticket: string; status: string }): Promise<void> {
    const { kitchen, merchant } = this.shop;
    const request = { actor: merchant, id: run.ticket, prepMinutes: undefined, reason: 'closed' };
    const dice = run.random.next();
    // Both at once, sometimes: the store's answer and the customer's change of mind race.
    const wishes: Promise<unknown>[] = [];
    if (dice < 0.75) wishes.push(kitchen.acceptTicket(request));
    else if (dice < 0.9) wishes.push(kitchen.rejectTicket(request));
    if (run.random.chance(0.15)) wishes.push(this.shop.cancelOrder(this.shop.customer, run.orderId, 'too late?'));
    await Promise.all(wishes.map(tolerating));
  }

  private async cook(run: Run & { ticket: string; status: string }): Promise<void> {
    const { kitchen, merchant } = this.shop;
    const request = { actor: merchant, id: run.ticket, prepMinutes: undefined, reason: undefined };
    if (run.random.chance(0.05)) await tolerating(this.shop.cancelOrder(merchant, run.orderId, 'the oven broke'));
    if (run.status === 'ACCEPTED') await kitchen.startTicket(request);
    if (run.status === 'ACCEPTED' || run.status === 'PREPARING') await kitchen.readyTicket(request);
    if (run.pickup) await kitchen.handOverTicket(request);
  }

  /** Returns how many jobs there were. */
  private async ride(actor: Actor, random: Random): Promise<number> {
    const { roads } = this.shop;
    const { items } = await roads.listJobs({ actor });
    for (const { id, status } of items) {
      const request = { actor, id, reason: 'a flat tyre' };
      if (status === 'OFFERED') await tolerating(random.chance(0.1) ? roads.declineDelivery(request) : roads.acceptDelivery(request));
      if (status === 'ASSIGNED') await tolerating(roads.pickUpDelivery(request));
      if (status === 'PICKED_UP') await tolerating(random.chance(0.05) ? roads.failDelivery(request) : roads.completeDelivery(request));
    }
    return items.length;
  }

  /** Whoever is still waiting is sent home. */
  private async endTheRest(runs: readonly Run[]): Promise<void> {
    const open = await this.shop.query<{ id: string }>(
      'order', `select id from customer_order where id = any($1) and status not in ('DELIVERED', 'CANCELLED')`, [runs.map(({ orderId }) => orderId)],
    );
    const support: Actor = { userId: this.shop.merchant.userId, roles: ['support'] };
    await Promise.all(open.map(({ id }) => tolerating(this.shop.cancelOrder(support, id, 'closing time'))));
    await this.shop.settles();
  }
}

/** A "no" of the business is fine: somebody else was faster. Anything else is not. */
async function tolerating(wish: Promise<unknown>): Promise<void> {
  try {
    await wish;
  } catch (error) {
    const { status = 500 } = error as Partial<Problem>;
    if (status >= 500) throw error;
  }
}
