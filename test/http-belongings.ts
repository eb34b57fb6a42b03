import { newId } from '@demae/saga/events';
import type { Shop } from '@demae/testing';
import { register, staff, type Person } from './http.js';
import { HOME, opens, sells, stocks, yen } from './http-goods.js';
import { delivery, Street } from './http-orders.js';
import { square } from './zone-points.js';

/** Stands in whatever its owner writes about a thing: in nobody else's answers. */
export const SECRET = 'himitsu';

/** Everybody who asks. Those with `other` have nothing to do with what the rest have. */
export type Name = 'customer' | 'merchant' | 'courier' | 'other customer' | 'other merchant' | 'other driver' | 'support' | 'admin';

/** A thing that is somebody's. */
export interface Thing {
  /** What the parameters of its path stand for. */
  names: Record<string, string>;
  /** Who may have to do with it, its owner first. All the others may not. */
  may: [Name, ...Name[]];
  /** What its owner has; the same as long as nobody touches it. */
  seen: () => Promise<unknown>;
  /** Parameters that name nothing, where a new id will not do. */
  nothing?: Record<string, string>;
}

interface List {
  items: ({ id: string } & Record<string, unknown>)[];
}

/** One shop with people, and something of everything that can be somebody's. */
export class Belongings {
  private constructor(
    private readonly street: Street,
    readonly people: Record<Name, Person>,
    /** By the path at which they stand; also for all paths under it that have no thing of their own. */
    readonly things: Record<string, Thing>,
    /** Ids and words that are no business of the others. */
    readonly secrets: string[],
  ) {}

  static async in(shop: Shop): Promise<Belongings> {
    const street = await Street.of(shop);
    const { customer, merchant, courier } = street;
    const people: Record<Name, Person> = {
      customer, merchant, courier,
      'other customer': await register(shop, 'customer', 'Bob'),
      'other merchant': await register(shop, 'merchant', 'Mia'),
      'other driver': await register(shop, 'driver', 'Jiro'),
      support: await staff(shop, 'support'),
      admin: await staff(shop, 'admin'),
    };
    await opens(people['other merchant']);
    await people['other driver'].put('/v1/drivers/me/status', { status: 'offline' }).expect(200);
    const own = new Belongings(street, people, {}, [SECRET, customer.id, customer.email, courier.id, courier.email, merchant.email]);
    await own.ofMerchant();
    await own.ofCustomer();
    await own.ofStaff();
    await shop.settles();
    return own;
  }

  /** What stands at that path, or above it. */
  at(path: string): Thing | undefined {
    const places = Object.keys(this.things).filter((place) => path === place || path.startsWith(`${place}/`));
    return this.things[places.sort((a, b) => b.length - a.length)[0] ?? ''];
  }

  /** What the owner of each thing has. */
  async seen(): Promise<Record<string, unknown>> {
    return Object.fromEntries(await Promise.all(Object.entries(this.things).map(async ([place, thing]) => [place, await thing.seen()] as const)));
  }

  private has(place: string, thing: Thing): void {
    this.things[place] = thing;
    this.secrets.push(...Object.values(thing.names).filter((name) => name.length >= 36));
  }

  /** A store with a product, and so many of it. */
  private async ofMerchant(): Promise<void> {
    const { merchant, store: { id: storeId } } = this.street;
    await merchant.patch(`/v1/stores/${storeId}`, { description: SECRET }).expect(200);
    const { id } = await sells(merchant, storeId, { name: `${SECRET} bowl` });
    const sku = await stocks(merchant, storeId, 20);
    const shelf = `/v1/stores/${storeId}/stock/${sku}`;
    const may: Thing['may'] = ['merchant', 'admin'];
    this.has('/v1/stores/{id}', { names: { id: storeId }, may, seen: () => body(merchant, `/v1/stores/${storeId}`) });
    this.has('/v1/products/{id}', { names: { id }, may, seen: () => body(merchant, `/v1/products/${id}`) });
    const shelves = `/v1/stores/${storeId}/stock`;
    this.has('/v1/stores/{storeId}/stock', { names: { storeId }, may, seen: () => body(merchant, shelves) });
    this.has('/v1/stores/{storeId}/stock/{sku}', {
      names: { storeId, sku }, may, nothing: { storeId: newId(), sku },
      seen: async () => [await body(merchant, shelf), await body(merchant, `${shelf}/movements`)],
    });
    await this.ofOrders(sku);
  }

  /** One order that waits for the store, and one that a courier is on the way for. */
  private async ofOrders(sku: string): Promise<void> {
    const { street, street: { customer, merchant, courier, shop } } = this;
    await courier.put('/v1/drivers/me/status', { status: 'online' }).expect(200);
    await courier.put('/v1/drivers/me/location', { lat: 35.659, lng: 139.7, heading: 90 }).expect(200);
    const brought = await street.placed(sku, { note: SECRET, fulfillment: { ...delivery, address: { ...HOME, line2: SECRET } } });
    await street.kitchen(brought.id, 'accept');
    await street.road(brought.id, 'accept');
    const waiting = await street.placed(sku, { note: SECRET });
    await shop.settles();
    const [ticket, job] = [await street.ticketOf(waiting.id), (await street.jobOf(brought.id))!];
    this.has('/v1/tickets/{id}', { names: { id: ticket.id }, may: ['merchant', 'admin'], seen: () => body(merchant, `/v1/stores/${street.store.id}/tickets`) });
    this.has('/v1/deliveries/{id}', { names: { id: job.id }, may: ['courier'], seen: () => body(courier, '/v1/drivers/me/jobs') });
    const seen = async () => {
      // When it will be there moves on by itself.
      const { delivery: _moves, ...order } = await street.order(brought.id);
      return [order, await body(customer, `/v1/orders/${brought.id}/payment`)];
    };
    this.has('/v1/orders/{id}', { names: { id: brought.id }, may: ['customer', 'merchant', 'support', 'admin'], seen });
    this.has('/v1/orders/{id}/refunds', { names: { id: brought.id }, may: ['merchant', 'support', 'admin'], seen });
    this.has('/v1/admin/orders/{id}', { names: { id: brought.id }, may: ['support', 'admin'], seen });
  }

  /** What a customer keeps, was told, and is logged in with. Staff have no part in it. */
  private async ofCustomer(): Promise<void> {
    const { customer } = this.street;
    const list = async (path: string) => (await body(customer, path)) as List;
    const { body: address } = await customer.post('/v1/me/addresses', { label: SECRET, ...HOME }).expect(201);
    await customer.logsInAgain();
    const session = (await list('/v1/auth/sessions')).items.find(({ current }) => current === false)!;
    const told = (await list('/v1/me/notifications')).items.at(-1)!;
    const own = (place: string, { id }: { id: string }) => {
      // When one has been here last moves on by itself.
      const seen = async () => (await list(place)).items.map(({ lastUsedAt: _moves, ...item }) => item);
      this.has(`${place}/{id}`, { names: { id }, may: ['customer'], seen });
    };
    own('/v1/me/addresses', address as { id: string });
    own('/v1/me/phone-numbers', await this.phone(customer));
    own('/v1/auth/sessions', session);
    own('/v1/me/notifications', told);
  }

  /** A phone number, verified. */
  private async phone(customer: Person): Promise<{ id: string }> {
    const { street: { shop } } = this;
    const number = `+8190${String(Math.floor(Math.random() * 1e8)).padStart(8, '0')}`;
    const { id } = (await customer.post('/v1/me/phone-numbers', { number }).expect(201)).body as { id: string };
    await shop.settles();
    const [sms] = await shop.query<{ body: string }>('notification', 'select body from sent_sms where to_number = $1', [number]);
    await customer.post(`/v1/me/phone-numbers/${id}/verify`, { code: /\d{6}/.exec(sms!.body)![0] }).expect(200);
    return { id };
  }

  /** What is for admins alone to change, or to see at all. */
  private async ofStaff(): Promise<void> {
    const { people: { admin }, street: { shop } } = this;
    const managed = await register(shop, 'customer', SECRET);
    this.has('/v1/admin/users/{id}', { names: { id: managed.id }, may: ['admin'], seen: () => body(admin, `/v1/admin/users?q=${SECRET}`) });
    const polygon = { type: 'Polygon', coordinates: [square([150, 35], 1)] };
    const { id: zone } = (await admin.post('/v1/delivery/zones', { name: SECRET, polygon, fee: yen(300) }).expect(201)).body as { id: string };
    this.has('/v1/delivery/zones/{id}', { names: { id: zone }, may: ['admin'], seen: () => body(admin, `/v1/delivery/zones/${zone}`) });

    const { id: category } = (await admin.post('/v1/categories', { name: `${SECRET} cups ${newId()}` }).expect(201)).body as { id: string };
    this.has('/v1/categories/{id}', { names: { id: category }, may: ['admin'], seen: () => body(admin, `/v1/categories/${category}`) });

    const letter = await deadLetter(shop, admin);
    this.has('/v1/admin/dead-letters/{id}', { names: { id: letter }, may: ['admin'], seen: () => body(admin, `/v1/admin/dead-letters/${letter}`), nothing: { id: `${letter}999` } });

    const replay = '/v1/admin/projections/catalog/StockDisplay/replay';
    await admin.post(replay).expect(202);
    const seen = async () => {
      const { by, startedAt } = (await body(admin, replay)) as Record<string, unknown>;
      return { by, startedAt };
    };
    const nothing = { service: 'catalog', projection: 'Nobody' };
    this.has('/v1/admin/projections/{service}/{projection}/replay', { names: { service: 'catalog', projection: 'StockDisplay' }, may: ['admin'], seen, nothing });
    this.has('/v1/admin/services/{service}/log-level', { names: { service: 'catalog' }, may: ['admin'], seen: () => body(admin, '/v1/admin/services/catalog/log-level'), nothing: { service: 'nobody' } });
  }
}

/** Bytes that nobody can read, under the name of an order: the id of one of the dead letters that come of it. */
export async function deadLetter(shop: Shop, admin: Person): Promise<string> {
  const key = newId();
  await shop.log.publish([{ topic: 'order.events', key, value: Buffer.from([0xff, 0xff, 0xff]), headers: { ce_id: newId(), ce_type: 'order.created' } }]);
  await shop.settles();
  const { items: [letter] } = (await body(admin, `/v1/admin/dead-letters?key=${key}`)) as List;
  return letter!.id;
}

async function body(person: Person, path: string): Promise<unknown> {
  return (await person.get(path).expect(200)).body;
}
