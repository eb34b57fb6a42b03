import { newId } from '@demae/saga/events';
import type { Shop } from '@demae/testing';
import { register, type Person } from './http.js';
import { HOME, opens, type StoreFields } from './http-goods.js';

export interface OrderFields extends Record<string, unknown> {
  id: string;
  status: string;
  history: { status: string; at: string; by: string; reason?: string }[];
}

export interface Job {
  id: string;
  orderId: string;
  status: string;
}

export const pickup = { type: 'pickup' };
export const delivery = { type: 'delivery', address: HOME };

export const orderBody = (storeId: string, sku: string, change: object = {}) => ({
  storeId,
  lines: [{ sku, quantity: 1 }],
  fulfillment: pickup,
  payment: { method: 'card', token: 'tok_ok' },
  ...change,
});

/** A store, its merchant, a customer and a courier, who act over HTTP. */
export class Street {
  private constructor(
    readonly shop: Shop,
    readonly customer: Person,
    readonly merchant: Person,
    readonly courier: Person,
    readonly store: StoreFields,
  ) {}

  static async of(shop: Shop): Promise<Street> {
    const [customer, merchant, courier] = await Promise.all([register(shop), register(shop, 'merchant'), register(shop, 'driver', 'Taro')]);
    return new Street(shop, customer, merchant, courier, await opens(merchant));
  }

  /** Places an order with a key of its own. */
  place(sku: string, change: object = {}, who = this.customer, key: string = newId()) {
    return who.post('/v1/orders', orderBody(this.store.id, sku, change)).set('idempotency-key', key);
  }

  /** Places an order and waits until nothing happens any more. */
  async placed(sku: string, change: object = {}): Promise<OrderFields> {
    const { body } = await this.place(sku, change).expect(201);
    await this.shop.settles();
    return body as OrderFields;
  }

  async order(id: string, who = this.customer): Promise<OrderFields> {
    return (await who.get(`/v1/orders/${id}`).expect(200)).body as OrderFields;
  }

  async ticketOf(orderId: string): Promise<{ id: string; status: string } & Record<string, unknown>> {
    const { body } = await this.merchant.get(`/v1/stores/${this.store.id}/tickets?limit=100`).expect(200);
    return (body as { items: ({ id: string; status: string } & Record<string, unknown>)[] }).items.find((ticket) => ticket['orderId'] === orderId)!;
  }

  /** The store does something with its ticket: accept, start, ready, hand-over, reject. */
  async kitchen(orderId: string, ...actions: string[]): Promise<void> {
    const { id } = await this.ticketOf(orderId);
    for (const action of actions) {
      await this.merchant.post(`/v1/tickets/${id}/${action}`, action === 'reject' ? { reason: 'sold out of rice' } : {}).expect(200);
      await this.shop.settles();
    }
  }

  async jobOf(orderId: string): Promise<Job | undefined> {
    const { body } = await this.courier.get('/v1/drivers/me/jobs').expect(200);
    return (body as { items: Job[] }).items.find((job) => job.orderId === orderId);
  }

  /** The courier does something with the job: accept, pick-up, deliver, fail. */
  async road(orderId: string, ...actions: string[]): Promise<void> {
    const { id } = (await this.jobOf(orderId))!;
    for (const action of actions) {
      await this.courier.post(`/v1/deliveries/${id}/${action}`, action === 'fail' ? { reason: 'nobody opens' } : {}).expect(200);
      await this.shop.settles();
    }
  }
}
