import { CommandBus } from '@nestjs/cqrs';
import { CatalogServiceService, DeliveryServiceService, InventoryServiceService, UserServiceService, type Actor, type Product, type Store } from '@demae/contracts';
import { ConfigurationError, type Peers, type RunningService } from '@demae/platform';
import { EnsureUser } from '../../user/src/accounts/ensure-user.command.js';
import { DEMO_ADDRESS, DEMO_CATEGORIES, DEMO_STORES, DEMO_ZONE, type DemoProduct, type DemoStore } from './demo-stores.js';

const PASSWORD = 'demae-demo';
const PEOPLE = [
  { email: 'customer@demae.test', name: 'Hanako', roles: ['customer'] },
  { email: 'merchant@demae.test', name: 'Kenji', roles: ['merchant'] },
  { email: 'driver@demae.test', name: 'Taro', roles: ['driver'] },
  { email: 'support@demae.test', name: 'Yuki', roles: ['support'] },
] as const;
const ADMIN = { email: 'admin@demae.test', name: 'Admin', roles: ['admin'] } as const;

export interface SeedOptions {
  /** Demo accounts and stores, or nothing but the admin. */
  demo: boolean;
  adminPassword: string | undefined;
}

/** What is there after the first start. What exists already stays as it is, so it may run at every start and after any crash. */
export function seed({ demo, adminPassword }: SeedOptions) {
  return async (services: ReadonlyMap<string, RunningService>, peers: Peers): Promise<void> => {
    const commands = services.get('user')!.app.get(CommandBus);
    const ensure = ({ email, name, roles }: (typeof PEOPLE)[number] | typeof ADMIN, password: string) =>
      commands.execute(new EnsureUser({ email, name, roles: [...roles], password }));
    if (!demo) {
      if (!adminPassword) throw new ConfigurationError('standalone', ['DEMAE_ADMIN_PASSWORD is missing: with DEMAE_SEED=none the admin is the only account. Write for example DEMAE_ADMIN_PASSWORD=a-long-secret']);
      await ensure(ADMIN, adminPassword);
      return;
    }
    const admin = await ensure(ADMIN, adminPassword ?? PASSWORD);
    await ensureZone(peers, { userId: admin.id, roles: ['admin'] });
    const [customer, merchant] = await Promise.all(PEOPLE.map((person) => ensure(person, PASSWORD)));
    await ensureAddress(peers, { userId: customer!.id, roles: ['customer'] });
    const actor: Actor = { userId: merchant!.id, roles: ['merchant'] };
    const categories = await ensureCategories(peers);
    for (const store of DEMO_STORES) await ensureStore(peers, actor, store, categories);
  };
}

async function ensureAddress(peers: Peers, actor: Actor): Promise<void> {
  const users = peers.client(UserServiceService);
  const { items } = await users.listAddresses({ actor });
  if (items.length === 0) await users.addAddress({ actor, label: 'Home', address: DEMO_ADDRESS });
}

/** Where there is none at all. */
async function ensureZone(peers: Peers, actor: Actor): Promise<void> {
  const deliveries = peers.client(DeliveryServiceService);
  const { items } = await deliveries.listZones({ page: { limit: 1 } });
  if (items.length === 0) await deliveries.createZone({ actor, zone: DEMO_ZONE });
}

/** The ids of the demo's categories, by the sections that belong to them. */
async function ensureCategories(peers: Peers): Promise<ReadonlyMap<string, string>> {
  const catalog = peers.client(CatalogServiceService);
  const { items: roots } = await catalog.listCategories({});
  const bySection = new Map<string, string>();
  for (const [name, below] of Object.entries(DEMO_CATEGORIES)) {
    const root = roots.find((known) => known.name === name) ?? (await catalog.createCategory({ name }));
    for (const [childName, sections] of Object.entries(below)) {
      const child = root.children.find((known) => known.name === childName) ?? (await catalog.createCategory({ name: childName, parentId: root.id }));
      for (const section of sections) bySection.set(section, child.id);
    }
  }
  return bySection;
}

async function ensureStore(peers: Peers, actor: Actor, demo: DemoStore, categories: ReadonlyMap<string, string>): Promise<void> {
  const catalog = peers.client(CatalogServiceService);
  const { items } = await catalog.listStores({ ownerId: actor.userId, page: { limit: 100 } });
  const store: Store = items.find(({ name }) => name === demo.store.name) ?? (await catalog.createStore({ actor, store: demo.store }));
  const menu = await catalog.getMenu({ storeId: store.id });
  const known = new Set(menu.sections.flatMap(({ products }) => products.map(({ name }) => name)));
  for (const product of demo.products) if (!known.has(product.name)) await addProduct(peers, actor, store, product, categories.get(product.section));
}

async function addProduct(peers: Peers, actor: Actor, store: Store, { stock, ...demo }: DemoProduct, categoryId: string | undefined): Promise<void> {
  const trackStock = stock !== undefined;
  const product: Product = {
    id: '', storeId: store.id, version: 0, imageUrl: undefined, trackStock,
    name: demo.name, description: demo.description, section: demo.section, categoryId,
    variants: demo.variants.map(({ sku, name, price }) => ({ sku, name, price: { amount: price, currency: store.currency }, attributes: {}, stock: '' })),
    options: (demo.options ?? []).map(({ name, min, max, choices }) => ({
      name, min, max, choices: choices.map((choice) => ({ id: '', name: choice.name, price: { amount: choice.price, currency: store.currency } })),
    })),
  };
  // Stock first: a product whose stock was not counted yet would look sold out after a crash in between.
  if (trackStock) for (const { sku } of demo.variants) await peers.client(InventoryServiceService).setStock({ actor, storeId: store.id, sku, onHand: stock });
  await peers.client(CatalogServiceService).createProduct({ actor, product, trackStock });
}
