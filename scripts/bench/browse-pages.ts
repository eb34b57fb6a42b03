import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from '@demae/client';
import { freePorts } from '../kafka/cluster.js';
import { accepts } from '../stack/servers.js';
import { endOf, startChild } from './child.js';
import { Connection } from './connection.js';
import { sustained } from './plain.js';

export interface PageFigures {
  /** "real", or "in memory" where there is no redis-server: then both contestants pay for a Redis within their process. */
  redis: string;
  /** Answers a second: of the gateway from its cache, of Fastify with one GET of the same bytes (`bytes` on average); `ratio` is the former by the latter. */
  pages: { name: string; bytes: number; gateway: number; bare: number; ratio: number }[];
  /** Seconds to import 10,000 products with their stock: until it is answered, and until the last shelf is counted. */
  imported: { answered: number; counted: number };
}

const CONNECTIONS = 32;
const ROUNDS = 3;
const PRODUCTS = 10_000;

/** What browsing costs when everything is in the cache, and what it takes to bring a large catalog in. */
export async function browsePages(urls: Record<string, string>, home: string, seconds: number, say: (text: string) => void): Promise<PageFigures> {
  const redis = await startRedis(home);
  const env = { BENCH_REDIS_URL: redis?.url ?? 'memory:' };
  const [platform, bare] = await Promise.all([startChild('platform-child', { ...env, BENCH_DATABASE_URLS: JSON.stringify(urls) }), startChild('bare-child', env)]);
  try {
    const shown = await pagesOf(platform.url);
    const pages = [];
    for (const { name, paths } of shown) pages.push(await compare(name, paths.map((path) => platform.url + path), bare.url, seconds, say));
    say(`importing ${PRODUCTS} products`);
    return { redis: redis ? 'real' : 'in memory', pages, imported: await importCatalog(platform.url) };
  } finally {
    await Promise.all([endOf(platform.child), endOf(bare.child)]);
    await redis?.stop();
  }
}

/** Those that are asked for in turns; of many alike several, for nobody asks for one and the same all the time. */
async function pagesOf(url: string): Promise<{ name: string; paths: string[] }[]> {
  const demae = connect({ url });
  const [stores, products] = await Promise.all([demae.listStores(), demae.listProducts()]);
  return [
    { name: 'store list', paths: ['/v1/stores'] },
    { name: 'product pages', paths: products.items.map(({ id }) => `/v1/products/${id}`) },
    { name: 'menus', paths: stores.items.map(({ id }) => `/v1/stores/${id}/menu`) },
  ];
}

/** In turns, so that what disturbs the machine disturbs both. */
async function compare(name: string, pages: string[], bareUrl: string, seconds: number, say: (text: string) => void): Promise<PageFigures['pages'][number]> {
  say(`${name}: the gateway and bare Fastify, in turns`);
  const texts = await Promise.all(pages.map(async (page) => (await fetch(page)).text()));
  const bare = texts.map((_, n) => `${bareUrl}/page/${name.replace(' ', '-')}-${n}`);
  await Promise.all(texts.map((body, n) => fetch(bare[n]!, { method: 'PUT', headers: { 'content-type': 'application/json' }, body })));
  const rates = { gateway: 0, bare: 0 };
  for (let round = 0; round < ROUNDS; round++) {
    rates.bare += (await rate(bare, seconds / ROUNDS)) / ROUNDS;
    rates.gateway += (await rate(pages, seconds / ROUNDS)) / ROUNDS;
  }
  return { name, bytes: Math.round(texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0) / texts.length), ...rates, ratio: rates.gateway / rates.bare };
}

async function rate(addresses: string[], seconds: number): Promise<number> {
  const url = new URL(addresses[0]!);
  const requests = addresses.map((address) => `GET ${new URL(address).pathname} HTTP/1.1\r\nhost: ${url.host}\r\n\r\n`);
  let turn = 0;
  const free = await Promise.all(Array.from({ length: CONNECTIONS }, () => Connection.open(url)));
  const all = [...free];
  const perSecond = await sustained(async () => {
    const connection = free.pop()!;
    await connection.send(requests[(turn += 1) % requests.length]!, 200);
    free.push(connection);
  }, CONNECTIONS, seconds);
  for (const connection of all) connection.close();
  return perSecond;
}

async function importCatalog(url: string): Promise<PageFigures['imported']> {
  const demae = connect({ url });
  await demae.login({ body: { email: 'merchant@demae.test', password: 'demae-demo' } });
  const { id } = await demae.createStore({ body: { name: 'Everything', kind: 'shop', currency: 'JPY', address: { line1: '1-1', city: 'Tokyo', postalCode: '100-0001', country: 'JP', lat: 35.68, lng: 139.76 } } });
  const items = Array.from({ length: PRODUCTS }, (_, n) => ({
    name: `Cup no. ${n}`, description: 'Of white porcelain, fired twice, for green tea and other things', section: `Shelf ${n % 40}`,
    variants: [{ sku: `CUP-${String(n).padStart(5, '0')}`, price: { amount: 900 + n, currency: 'JPY' }, onHand: 1 + (n % 50) }],
  }));
  const started = performance.now();
  await demae.importCatalog({ id, body: { items } });
  const answered = (performance.now() - started) / 1_000;
  const last = items.at(-1)!.variants[0]!;
  while ((await demae.getStock({ storeId: id, sku: last.sku })).onHand !== last.onHand) await new Promise((resolve) => setTimeout(resolve, 50));
  return { answered, counted: (performance.now() - started) / 1_000 };
}

/** A Redis of its own; undefined where there is no redis-server. */
async function startRedis(home: string): Promise<{ url: string; stop(): Promise<void> } | undefined> {
  const port = (await freePorts(1))[0]!;
  const directory = join(home, 'redis');
  mkdirSync(directory, { recursive: true });
  const server = spawn('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--dir', directory, '--save', '', '--appendonly', 'no'], { stdio: 'ignore' });
  const failed = new Promise<true>((resolve) => server.once('error', () => resolve(true)));
  for (;;) {
    if (await accepts(port)) break;
    if (await Promise.race([failed, new Promise<false>((resolve) => setTimeout(() => resolve(false), 50))])) return undefined;
  }
  const ended = once(server, 'exit');
  return { url: `redis://127.0.0.1:${port}`, stop: async () => void (server.kill('SIGTERM'), await ended) };
}
