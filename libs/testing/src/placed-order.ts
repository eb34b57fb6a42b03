import { catalogue, type Actor, type Order } from '@demae/contracts';
import type { Shop } from './shop.js';

/** An order as the people around it see it. */
export class PlacedOrder {
  constructor(
    private readonly shop: Shop,
    readonly id: string,
    private readonly customer: Actor,
  ) {}

  async status(): Promise<string> {
    return (await this.shop.getOrder(this.customer, this.id)).status;
  }

  async cancellation(): Promise<string | undefined> {
    return (await this.shop.getOrder(this.customer, this.id)).cancellation?.reason;
  }

  cancel(reason?: string): Promise<Order> {
    return this.shop.cancelOrder(this.customer, this.id, reason);
  }

  async payment(): Promise<string> {
    return (await this.shop.payments.getPayment({ orderId: this.id })).status;
  }

  /** Every event said about it, each once, in the order in which it was said. */
  async story(): Promise<string[]> {
    const records = await this.shop.log.history(catalogue.topics(), this.id);
    const events = new Map(records.map(({ headers }) => [headers['ce_id']!, { type: headers['ce_type']!, at: headers['ce_time']! }]));
    return [...events].sort(([a, x], [b, y]) => (x.at === y.at ? (a < b ? -1 : 1) : x.at < y.at ? -1 : 1)).map(([, { type }]) => type);
  }

  /** Its ticket's id. */
  async ticket(): Promise<string> {
    const rows = await this.shop.query<{ id: string }>('fulfillment', 'select id from ticket where order_id = $1', [this.id]);
    if (!rows[0]) throw new Error(`Order ${this.id} has no ticket yet.`);
    return rows[0].id;
  }

  async accepted(): Promise<void> {
    await this.shop.kitchen.acceptTicket({ actor: this.shop.merchant, id: await this.ticket(), prepMinutes: undefined, reason: undefined });
    await this.shop.settles();
  }

  async rejected(reason = 'the kitchen is closed'): Promise<void> {
    await this.shop.kitchen.rejectTicket({ actor: this.shop.merchant, id: await this.ticket(), prepMinutes: undefined, reason });
    await this.shop.settles();
  }

  /** Started and ready. */
  async cooked(): Promise<void> {
    const request = { actor: this.shop.merchant, id: await this.ticket(), prepMinutes: undefined, reason: undefined };
    await this.shop.kitchen.startTicket(request);
    await this.shop.settles();
    await this.shop.kitchen.readyTicket(request);
    await this.shop.settles();
  }

  async handedOver(): Promise<void> {
    await this.shop.kitchen.handOverTicket({ actor: this.shop.merchant, id: await this.ticket(), prepMinutes: undefined, reason: undefined });
    await this.shop.settles();
  }
}
