import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CommandBus } from '@nestjs/cqrs';
import {
  CatalogServiceService, DeliveryServiceService, FulfillmentServiceService, InventoryServiceService, OrderServiceService,
  PaymentServiceService, UserServiceService, type Actor, type Address, type Order, type PlaceOrder, type Store,
} from '@demae/contracts';
import { createLogger, openRedis } from '@demae/platform';
import { Clock, DiskLog, milliseconds, newId, type Duration, type EventLog, type SagaOptions } from '@demae/saga';
import { startBank, type RunningBank } from '../../../apps/payment/src/bank/start-bank.js';
import { SERVICES, startDemae, type Demae } from '../../../apps/standalone/src/demae.js';
import { EnsureUser } from '../../../apps/user/src/accounts/ensure-user.command.js';
import { Courier } from './courier.js';
import { databaseUrl, dropDatabases, newDatabase } from './databases.js';
import { HostileLog, type Hostility } from './hostile-log.js';
import { PlacedOrder } from './placed-order.js';
import { Random } from './random.js';

const TOKYO: Address = { line1: '2-1 Dogenzaka', line2: undefined, city: 'Tokyo', postalCode: '150-0043', country: 'JP', lat: 35.658, lng: 139.699 };
export const HOME: Address = { ...TOKYO, line1: '1-2 Jinnan', lat: 35.664, lng: 139.7 };

export interface ShopOptions {
  /** A log that duplicates, resends, reorders and crashes by this seed. */
  hostile?: number;
  hostility?: Hostility;
  sabotage?: SagaOptions['sabotage'];
  /** Settings of the services over the usual ones. */
  env?: Record<string, string>;
  logLevel?: string;
}

export interface Wish {
  card?: string;
  method?: 'card' | 'cash';
  fulfillment?: 'delivery' | 'pickup';
  by?: Actor;
  store?: Store;
  key?: string;
}

/** Opens the whole platform in this process, on a real Postgres, with one store and one customer. */
export async function aShop(options: ShopOptions = {}): Promise<Shop> {
  const directory = mkdtempSync(join(tmpdir(), 'demae-shop-'));
  const logger = createLogger(options.logLevel ?? 'silent');
  const names = await Promise.all(SERVICES.map(async ({ name }) => [name, await newDatabase(name)] as const));
  const databases = new Map(names);
  const disk = await DiskLog.open({ directory: join(directory, 'events'), sync: false });
  const log = options.hostile === undefined ? disk : new HostileLog(disk, new Random(options.hostile), options.hostility);
  const bank = await startBank({ port: 0, books: join(directory, 'bank') });
  const clock = new Clock();
  const redis = await openRedis('memory:', logger);
  const demae = await startDemae({
    env: { PORT: '0', BANK_URL: bank.url, BANK_TIMEOUT: '1s', DEMAE_SANDBOX: 'on', DEMAE_RATE_LIMIT: 'off', ...options.env },
    databaseUrl: (service) => databaseUrl(databases.get(service)!),
    log, redis, clock, logger,
    saga: { firstPause: 2, sabotage: options.sabotage },
  });
  const close = async () => {
    await demae.close();
    await log.close();
    await bank.close();
    redis.disconnect();
    await dropDatabases([...databases.values()]);
    rmSync(directory, { recursive: true, force: true });
  };
  const shop = new Shop(demae, bank, log, clock, close);
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
  private readonly user;
  readonly kitchen;
  readonly roads;
  readonly payments;

  constructor(
    readonly demae: Demae,
    readonly bank: RunningBank,
    readonly log: EventLog,
    readonly clock: Clock,
    readonly close: () => Promise<void>,
  ) {
    const { peers } = demae;
    this.catalog = peers.client(CatalogServiceService);
    this.inventory = peers.client(InventoryServiceService);
    this.order = peers.client(OrderServiceService);
    this.user = peers.client(UserServiceService);
    this.kitchen = peers.client(FulfillmentServiceService);
    this.roads = peers.client(DeliveryServiceService);
    this.payments = peers.client(PaymentServiceService);
  }

  async furnish(): Promise<void> {
    this.customer = await this.person('customer', 'Hanako');
    this.merchant = await this.person('merchant', 'Kenji');
    this.store = await this.opens('Utsuwa');
  }

  async person(role: 'customer' | 'merchant' | 'driver' | 'support', name: string): Promise<Actor> {
    const commands = this.demae.services.get('user')!.app.get(CommandBus);
    const user = await commands.execute(new EnsureUser({ email: `${newId()}@demae.test`, password: 'demae-demo', name, roles: [role] }));
    return { userId: user.id, roles: user.roles };
  }

  opens(name: string, extra: Partial<Store> = {}): Promise<Store> {
    const store: Store = {
      id: '', ownerId: '', name, kind: 'shop', description: '', currency: 'JPY', timeZone: 'Asia/Tokyo', address: TOKYO, openingHours: [],
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
    return new Courier(this, actor);
  }

  /** Moves the platform's clock. */
  async passes(time: Duration): Promise<void> {
    this.clock.advance(milliseconds(time));
    await this.settles();
  }

  /** Waits until no event is unsent or unheard, no deadline has passed unnoticed and no errand is out. */
  async settles(patience = 20_000): Promise<void> {
    for (const end = Date.now() + patience; !this.demae.quiet(); await new Promise((resolve) => setTimeout(resolve, 1))) {
      if (Date.now() > end) throw new Error(`not at rest after ${patience} ms: ${JSON.stringify(this.unrest(), null, 1)}`);
    }
  }

  /** The rows of a query on one service's own database. */
  query<R>(service: string, sql: string, values: unknown[] = []): Promise<R[]> {
    return this.demae.services.get(service)!.dataSource!.query<R[]>(sql, values);
  }

  getOrder(actor: Actor, id: string): Promise<Order> {
    return this.order.getOrder({ actor, id });
  }

  cancelOrder(actor: Actor, id: string, reason?: string): Promise<Order> {
    return this.order.cancelOrder({ actor, id, reason });
  }

  private unrest() {
    return [...this.demae.services.values()].flatMap(({ name, engine }) => (engine && !engine.quiet ? [{ name, ...engine.health().details }] : []));
  }
}
