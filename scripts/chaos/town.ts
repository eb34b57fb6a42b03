import { setTimeout as pause } from 'node:timers/promises';
import type { Random } from '../random.js';
import { Caller, type Watch } from './caller.js';

const HERE = { line1: '2-1 Dogenzaka', city: 'Tokyo', postalCode: '150-0043', country: 'JP', lat: 35.658, lng: 139.699 };
const HOME = { ...HERE, line1: '1-2 Jinnan', lat: 35.664, lng: 139.7 };
/** Declined, charged with the answer lost, charged with a late answer; the rest goes well. */
const CARDS = ['tok_ok', 'tok_ok', 'tok_ok', 'tok_ok', 'tok_ok', 'tok_declined', 'tok_timeout', 'tok_slow'];
const GOODS = ['cup', 'bowl', 'plate', 'chopsticks'];
/** So many more of each thing than there are orders; of the last one there is never enough. */
const PLENTY = 5;
const CUSTOMERS = 16;
const COURIERS = 10;

/** An order that was answered 201. */
export interface Acknowledged {
  id: string;
  key: string;
  /** Minor units. */
  total: number;
}

/** A shop, its customers and couriers, who do their part whatever happens to the platform. */
export class Town {
  readonly acknowledged: Acknowledged[] = [];
  /** What was put on the shelves, by `store/sku`. */
  readonly stocked = new Map<string, number>();
  /** Answers that nobody should have got, in sentences. */
  readonly strange: string[] = [];
  private merchant!: Caller;
  private customers: Caller[] = [];
  private couriers: Caller[] = [];
  private store = '';
  private placed = 0;

  constructor(
    private readonly doors: readonly string[],
    private readonly random: Random,
    private readonly until: AbortSignal,
    private readonly watch?: Watch,
  ) {}

  async open(orders: number): Promise<void> {
    const person = (name: string, role: string) => Caller.register(this.doors, name, role, this.random, this.until, this.watch);
    this.merchant = await person('merchant', 'merchant');
    this.customers = await Promise.all(Array.from({ length: CUSTOMERS }, (_, n) => person(`customer-${n}`, 'customer')));
    this.couriers = await Promise.all(Array.from({ length: COURIERS }, (_, n) => person(`courier-${n}`, 'driver')));
    const store = { name: 'The last shop standing', kind: 'shop', currency: 'JPY', address: HERE, fulfillment: ['delivery', 'pickup'] };
    this.store = (await this.merchant.must<{ id: string }>('POST', '/v1/stores', store)).id;
    for (const [n, sku] of GOODS.entries()) {
      const variants = [{ sku, name: sku, price: { amount: 500 * (n + 1), currency: 'JPY' } }];
      const made = await this.merchant.ask('POST', '/v1/products', { storeId: this.store, name: sku, trackStock: true, variants });
      // It is there already when an answer was lost, and it was asked for again.
      if (made.status >= 400 && made.status !== 409) throw new Error(`POST /v1/products: ${made.status} ${made.text}`);
      const onHand = n === GOODS.length - 1 ? Math.ceil(orders / 8) : orders * PLENTY;
      await this.merchant.must('PUT', `/v1/stores/${this.store}/stock/${sku}`, { onHand });
      this.stocked.set(`${this.store}/${sku}`, onHand);
    }
    for (const courier of this.couriers) {
      await courier.must('PUT', '/v1/drivers/me/status', { status: 'online' });
      await courier.must('PUT', '/v1/drivers/me/location', { lat: HERE.lat, lng: HERE.lng });
    }
  }

  /** Everybody but the customers works until told to stop. */
  async works(until: AbortSignal): Promise<void> {
    await Promise.all([this.kitchen(until), ...this.couriers.map((courier) => this.ride(courier, until))]);
  }

  /** Customers place so many orders; resolves when all are acknowledged. */
  async orders(count: number): Promise<void> {
    let left = count;
    const customer = async (who: Caller) => {
      while (left > 0 && !this.until.aborted) {
        left -= 1;
        await this.place(who);
      }
    };
    await Promise.all(this.customers.map(customer));
  }

  /** One more order, by the customer whose turn it is. */
  async order(): Promise<void> {
    await this.place(this.customers[this.placed % this.customers.length]!);
  }

  /** The couriers go home, each when it is free. */
  async closingTime(): Promise<void> {
    await Promise.all(this.couriers.map((courier) => courier.ask('PUT', '/v1/drivers/me/status', { status: 'offline' })));
  }

  private async place(who: Caller): Promise<void> {
    const key = `wish-${(this.placed += 1)}`;
    const [first, second] = this.random.shuffle(GOODS);
    const lines = [{ sku: first!, quantity: 1 + this.random.below(2) }, ...(this.random.chance(0.3) ? [{ sku: second!, quantity: 1 }] : [])];
    const fulfillment = this.random.chance(0.5) ? { type: 'pickup' } : { type: 'delivery', address: HOME };
    const body = { storeId: this.store, lines, fulfillment, payment: { method: 'card', token: this.random.pick(CARDS) } };
    // The same key for as long as it takes: whatever was lost on the way, it is one order.
    const answer = await who.ask('POST', '/v1/orders', body, { 'idempotency-key': key });
    if (answer.status !== 201) {
      this.strange.push(`${key} was answered ${answer.status} ${answer.text}`);
      return;
    }
    const order = JSON.parse(answer.text) as { id: string; total: { amount: number } };
    this.acknowledged.push({ id: order.id, key, total: order.total.amount });
    if (!this.random.chance(0.1)) return;
    await pause(this.random.below(1_500));
    // Too late is a fine answer.
    const cancelled = await who.ask('POST', `/v1/orders/${order.id}/cancel`, { reason: 'changed my mind' });
    if (cancelled.status >= 400 && cancelled.status !== 409) this.strange.push(`cancelling ${order.id} was answered ${cancelled.status} ${cancelled.text}`);
  }

  private async kitchen(until: AbortSignal): Promise<void> {
    const moves = { NEW: 'accept', ACCEPTED: 'start', PREPARING: 'ready', READY: 'hand-over' };
    while (!until.aborted) {
      for (const [status, usual] of Object.entries(moves)) {
        const items = await this.list<{ id: string; fulfillmentType: string }>(this.merchant, `/v1/stores/${this.store}/tickets?status=${status}&limit=100`);
        await Promise.all(items.map(async ({ id, fulfillmentType }) => {
          if (status === 'READY' && fulfillmentType !== 'pickup') return;
          const move = status === 'NEW' && this.random.chance(0.05) ? 'reject' : usual;
          await this.act(this.merchant, `/v1/tickets/${id}/${move}`, move === 'reject' ? { reason: 'the kitchen is full' } : {});
        }));
      }
      await pause(100);
    }
  }

  private async ride(courier: Caller, until: AbortSignal): Promise<void> {
    const moves: Record<string, string> = { OFFERED: 'accept', ASSIGNED: 'pick-up', PICKED_UP: 'deliver' };
    while (!until.aborted) {
      for (const { id, status } of await this.list<{ id: string; status: string }>(courier, '/v1/drivers/me/jobs')) {
        const move = moves[status];
        if (move) await this.act(courier, `/v1/deliveries/${id}/${move}`, {});
      }
      await pause(150);
    }
  }

  private async list<T>(who: Caller, path: string): Promise<T[]> {
    const { status, text } = await who.ask('GET', path);
    if (status === 200) return (JSON.parse(text) as { items: T[] }).items;
    this.strange.push(`${path} was answered ${status} ${text}`);
    return [];
  }

  /** Too early or too late is a fine answer: they look again. */
  private async act(who: Caller, path: string, body: object): Promise<void> {
    const { status, text } = await who.ask('POST', path, body);
    if (status >= 400 && status !== 409 && status !== 404) this.strange.push(`${path} was answered ${status} ${text}`);
  }
}
