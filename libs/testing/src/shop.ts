import {
  CatalogServiceService, DeliveryServiceService, FulfillmentServiceService, InventoryServiceService, OrderServiceService,
  PaymentServiceService, type Actor, type Address, type Order, type PlaceOrder, type Store,
} from '@demae/contracts';
import { milliseconds, newId, type Duration } from '@demae/saga/events';
import { Courier } from './courier.js';
import { openGround, type Ground, type GroundOptions, type Role } from './ground.js';
import { PlacedOrder } from './placed-order.js';

const TOKYO: Address = { line1: '2-1 Dogenzaka', line2: undefined, city: 'Tokyo', postalCode: '150-0043', country: 'JP', lat: 35.658, lng: 139.699 };
export const HOME: Address = { ...TOKYO, line1: '1-2 Jinnan', lat: 35.664, lng: 139.7 };

export type ShopOptions = GroundOptions;

export interface Wish {
  card?: string;
  method?: 'card' | 'cash';
  fulfillment?: 'delivery' | 'pickup';
  by?: Actor;
  store?: Store;
  key?: string;
}

/** Opens the whole platform, with one store and one customer: in this process on a real Postgres, or on the stack that runs for the tests. */
export async function aShop(options: ShopOptions = {}): Promise<Shop> {
  const shop = new Shop(await openGround(options));
  await shop.furnish();
  return shop;
}

/** A shop under test: its people act through the services' own gRPC, and everything is waited for as a fact. */
export class Shop {
  store!: Store;
  customer!: Actor;
  merchant!: Actor;
  readonly orders: PlacedOrder[] = [];
  private readonly catalog;
  private readonly inventory;
  private readonly order;
  readonly kitchen;
  readonly roads;
  readonly payments;

  constructor(readonly ground: Ground) {
    const { peers } = ground;
    this.catalog = peers.client(CatalogServiceService);
    this.inventory = peers.client(InventoryServiceService);
    this.order = peers.client(OrderServiceService);
    this.kitchen = peers.client(FulfillmentServiceService);
    this.roads = peers.client(DeliveryServiceService);
    this.payments = peers.client(PaymentServiceService);
  }

  /** Of the gateway. */
  get url() {
    return this.ground.url;
  }

  get log() {
    return this.ground.log;
  }

  get bank() {
    return this.ground.bank;
  }

  close(): Promise<void> {
    return this.ground.close();
  }

  async furnish(): Promise<void> {
    this.customer = await this.person('customer', 'Hanako');
    this.merchant = await this.person('merchant', 'Kenji');
    this.store = await this.opens('Utsuwa');
  }

  person(role: Role, name: string): Promise<Actor> {
    return this.ground.person(role, name);
  }

  opens(name: string, extra: Partial<Store> = {}): Promise<Store> {
    const store: Store = {
      id: '', ownerId: '', name, kind: 'shop', description: '', currency: 'JPY', timeZone: 'Asia/Tokyo', address: TOKYO, openingHours: [], specialDays: [],
      autoAccept: false, prepMinutes: 10, fulfillment: ['delivery', 'pickup'], openNow: true, version: 0, distance: undefined, ...extra,
    };
    return this.catalog.createStore({ actor: this.merchant, store });
  }

  /** Sells these for 1,000 each, with so many on the shelf; null: not counted. */
  async stocks(shelf: Record<string, number | null>, store = this.store): Promise<void> {
    for (const [sku, onHand] of Object.entries(shelf)) {
      if (onHand !== null) await this.inventory.setStock({ actor: this.merchant, storeId: store.id, sku, onHand });
      const price = { amount: 1000, currency: store.currency };
      await this.catalog.createProduct({
        actor: this.merchant,
        trackStock: onHand !== null,
        product: {
          id: '', storeId: store.id, name: sku, description: '', section: 'All', options: [], trackStock: onHand !== null, imageUrl: undefined, version: 0,
          variants: [{ sku, name: sku, price, attributes: {}, stock: '' }],
        },
      });
    }
  }

  async available(sku: string, store = this.store): Promise<number> {
    return (await this.inventory.getStock({ storeId: store.id, sku })).available;
  }

  /** Places an order; resolves when it is durable. @throws Problem when it is refused. */
  async places(lines: Record<string, number>, wish: Wish = {}): Promise<PlacedOrder> {
    const { results } = await this.order.placeOrders({ orders: [this.request(lines, wish)] });
    const { order, problem } = results[0]!;
    if (!order) throw new Error(`refused: ${problem!.detail}`);
    const placed = new PlacedOrder(this, order.id, wish.by ?? this.customer);
    this.orders.push(placed);
    return placed;
  }

  request(lines: Record<string, number>, { card = 'tok_ok', method = 'card', fulfillment = 'delivery', by, store, key }: Wish = {}): PlaceOrder {
    return {
      actor: by ?? this.customer,
      idempotencyKey: key ?? newId(),
      bodyHash: Buffer.from(JSON.stringify(lines)),
      storeId: (store ?? this.store).id,
      lines: Object.entries(lines).map(([sku, quantity]) => ({ sku, quantity, choiceIds: [] })),
      fulfillment: { type: fulfillment, address: fulfillment === 'delivery' ? HOME : undefined },
      addressId: undefined,
      tender: { method, token: method === 'card' ? card : undefined, provider: method === 'card' ? 'simulated' : undefined },
      note: undefined,
    };
  }

  get orderService() {
    return this.order;
  }

  /** The store's own hands on its shelves. */
  hands() {
    return { inventory: this.inventory, merchant: this.merchant, store: this.store };
  }

  /** A courier, online near the store. */
  async courier(name = 'Taro', at = { lat: 35.659, lng: 139.7 }): Promise<Courier> {
    const actor = await this.person('driver', name);
    await this.roads.setDriverStatus({ actor, name, status: 'online' });
    await this.roads.setDriverLocation({ actor, location: at, heading: undefined });
    return new Courier(this, actor, name);
  }

  /** Moves the platform's clock, and waits for what follows from it. */
  async passes(time: Duration): Promise<void> {
    await this.advances(time);
    await this.settles();
  }

  /** Moves the platform's clock. */
  advances(time: Duration): Promise<void> {
    return this.ground.advance(milliseconds(time));
  }

  /** Waits until no event is unsent or unheard, no deadline has passed unnoticed and no errand is out. */
  settles(patience = 60_000): Promise<void> {
    return this.ground.settles(patience);
  }

  /** The rows of a query on one service's own database. */
  query<R>(service: string, sql: string, values: unknown[] = []): Promise<R[]> {
    return this.ground.query<R>(service, sql, values);
  }

  getOrder(actor: Actor, id: string): Promise<Order> {
    return this.order.getOrder({ actor, id });
  }

  cancelOrder(actor: Actor, id: string, reason?: string): Promise<Order> {
    return this.order.cancelOrder({ actor, id, reason });
  }
}
