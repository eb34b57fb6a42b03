import type { ListProductsRequest, ListStoresRequest } from '@demae/contracts';
import { createDatabaseIfMissing, openDatabase, type EmbeddedPostgres } from '@demae/platform';
import { Clock } from '@demae/saga';
import type { DataSource } from 'typeorm';
import { catalog } from '../../apps/catalog/src/catalog.module.js';
import { ListProducts, ListProductsHandler } from '../../apps/catalog/src/products/products.query.js';
import { ListStores, ListStoresHandler } from '../../apps/catalog/src/stores/stores.query.js';
import { Random } from '../random.js';
import { brand, DISHES, EXTRAS, makeProducts, stores, STYLES } from './browse-rows.js';

export interface Milliseconds {
  p50: number;
  p95: number;
}

export interface BrowseFigures {
  /** By the number of products; `ratio` is that of the p95s. */
  search: { small: Milliseconds; large: Milliseconds; ratio: number };
  /** Of each kind of question at the larger size, to see where the time goes. */
  kinds: Record<string, { small: Milliseconds; large: Milliseconds }>;
  /** Stores around a point, of 50,000. */
  radius: Milliseconds;
}

const SMALL = 1_000;
const LARGE = 200_000;
const STORES = 50_000;
const ROUNDS = 30;

/** How long it takes to find products by words, and stores around a place, when there are few of them and when there are many; asked one by one. */
export async function browseSearch(postgres: EmbeddedPostgres, say: (text: string) => void): Promise<BrowseFigures> {
  const times = new Map<number, Map<string, number[]>>();
  for (const count of [SMALL, LARGE]) {
    say(`${count} products`);
    const dataSource = await database(postgres, `browse_${count}`);
    await makeProducts(dataSource, count);
    await settle(dataSource);
    times.set(count, await measureSearch(dataSource, count));
    await dataSource.destroy();
  }
  say(`${STORES} stores`);
  const dataSource = await database(postgres, 'browse_stores');
  await stores(dataSource, STORES);
  await settle(dataSource);
  const radius = await measureRadius(dataSource);
  await dataSource.destroy();
  const [small, large] = [times.get(SMALL)!, times.get(LARGE)!];
  const all = (by: Map<string, number[]>) => quantiles([...by.values()].flat());
  const kinds = Object.fromEntries([...small.keys()].map((kind) => [kind, { small: quantiles(small.get(kind)!), large: quantiles(large.get(kind)!) }]));
  return { search: { small: all(small), large: all(large), ratio: all(large).p95 / all(small).p95 }, kinds, radius };
}

async function database(postgres: EmbeddedPostgres, name: string): Promise<DataSource> {
  const url = postgres.url(name);
  await createDatabaseIfMissing(url);
  const dataSource = await openDatabase({ service: 'catalog', url, poolSize: 1, entities: catalog.entities ?? [], migrations: catalog.migrations ?? [] });
  await dataSource.query('set statement_timeout = 0');
  await dataSource.query('set synchronous_commit = off');
  return dataSource;
}

/** As it is once autovacuum has been there. */
async function settle(dataSource: DataSource): Promise<void> {
  await dataSource.query('vacuum analyze');
}

async function measureSearch(dataSource: DataSource, count: number): Promise<Map<string, number[]>> {
  const handler = new ListProductsHandler(dataSource);
  const random = new Random(7);
  const categories = await dataSource.query<{ id: string }[]>('select id from category order by position');
  const dish = () => random.pick(DISHES);
  const rare = () => brand(random.below(Math.ceil(count / 40)));
  const kinds: Record<string, () => Partial<ListProductsRequest>> = {
    'a common word': () => ({ q: dish() }),
    'a rare word': () => ({ q: rare() }),
    'two common words': () => ({ q: `${random.pick(STYLES)} ${dish()}` }),
    'a common and a rare one': () => ({ q: `${rare()} ${dish()}` }),
    'three words': () => ({ q: `${dish()} ${random.pick(EXTRAS)} ${random.pick(STYLES)}` }),
    'a word of the text': () => ({ q: random.pick(EXTRAS) }),
    'what all have': () => ({ q: 'with' }),
    'one letter': () => ({ q: random.pick([...'rsgm味麺']) }),
    'two letters': () => ({ q: random.pick(['ra', 'gr', 'te', 'ka', 'うど', '味噌']) }),
    'a typo': () => ({ q: misspelled(random, random.chance(0.5) ? rare() : random.pick(['Ramen', 'Burger', 'Tempura', 'Okonomiyaki', 'Cheesecake'])) }),
    'a word of nobody': () => ({ q: 'qwxyzvkj' }),
    'by price': () => ({ q: dish(), sort: 'price', minPrice: 1_000, maxPrice: 2_000 }),
    'in stock': () => ({ q: dish(), inStock: true }),
    'in a category': () => ({ q: random.pick(EXTRAS), categoryId: random.pick(categories).id }),
    'newest': () => ({ q: dish(), sort: 'newest' }),
  };
  const times = new Map<string, number[]>();
  for (let round = -3; round < ROUNDS; round++) {
    for (const [kind, request] of Object.entries(kinds)) {
      const wanted = request();
      const first = await timed(() => handler.execute(new ListProducts(requestOf(wanted))));
      const next = first.result.nextCursor;
      const taken = [first.ms, ...(next === undefined ? [] : [(await timed(() => handler.execute(new ListProducts(requestOf(wanted, next))))).ms])];
      // The first rounds find the caches cold.
      if (round >= 0) times.set(kind, [...(times.get(kind) ?? []), ...taken]);
    }
  }
  return times;
}

async function measureRadius(dataSource: DataSource): Promise<Milliseconds> {
  const handler = new ListStoresHandler(dataSource, new Clock());
  const random = new Random(7);
  const times: number[] = [];
  for (let round = -20; round < 400; round++) {
    const near = { lat: 35.68 + (random.next() - 0.5) * 0.6, lng: 139.76 + (random.next() - 0.5) * 0.8 };
    const words = random.chance(0.2) ? { q: random.pick(['Sushi', '食堂', 'Cafe 400']) } : {};
    const request: ListStoresRequest = { near, radius: random.pick([300, 1_000, 3_000, 10_000, 50_000]), page: { limit: 20 }, ...words };
    const { ms } = await timed(() => handler.execute(new ListStores(request)));
    if (round >= 0) times.push(ms);
  }
  return quantiles(times);
}

function requestOf(wanted: Partial<ListProductsRequest>, cursor?: string): ListProductsRequest {
  return { page: { limit: 20, cursor }, ...wanted };
}

/** Two letters swapped. */
function misspelled(random: Random, word: string): string {
  const at = 1 + random.below(word.length - 2);
  return word.slice(0, at) + word[at + 1]! + word[at]! + word.slice(at + 2);
}

async function timed<R>(work: () => Promise<R>): Promise<{ result: R; ms: number }> {
  const began = performance.now();
  const result = await work();
  return { result, ms: performance.now() - began };
}

function quantiles(times: readonly number[]): Milliseconds {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!;
  return { p50: at(0.5), p95: at(0.95) };
}
