import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createServer } from 'node:tls';
import { PaymentServiceService } from '@demae/contracts';
import { addressBook, createLogger, Peers, peersTls } from '@demae/platform';
import { KafkaLog, newId } from '@demae/saga';
import { aShop, type Courier, type Shop } from '@demae/testing';
import { freePorts } from '../../scripts/kafka/cluster.js';
import { Authority, certificateFiles, issueInto, serverNames, type Wish } from '../../scripts/stack/certificates.js';
import { Lines } from '../../scripts/stack/lines.js';
import { findPrograms } from '../../scripts/stack/programs.js';
import { RunningStack } from '../../scripts/stack/running.js';
import { redisServer } from '../../scripts/stack/servers.js';
import { SERVICES } from '../../scripts/stack/services.js';
import { Supervised } from '../../scripts/stack/supervised.js';
import { register, type Person } from '../http.js';
import { refusedStart } from './boot.js';
import { portsOf, shownAt, type Shown } from './doors.js';

/* The whole platform on TLS: real Kafka, Redis and Postgres, two of each service, a certificate for each. */

const home = process.env['DEMAE_TEST_STACK']!;
let stack: RunningStack;
let shop: Shop;
let courier: Courier;
let folder: string;

beforeAll(async () => {
  stack = RunningStack.at(home);
  folder = stack.describe().tls!;
  shop = await aShop();
  courier = await shop.courier();
  await shop.stocks({ cup: 500 });
  await shop.settles();
});

afterAll(async () => {
  await courier.goesOffline();
  await shop.close();
  await stack.close();
});

/** The pid of a service's first replica. */
const pidOf = (name: string) => stack.describe().services.find((service) => service.name === name)!.pid;
const grpcPort = (name: string) => Number(/127\.0\.0\.1:(\d+)/.exec(stack.describe().grpc[`${name.toUpperCase()}_GRPC_URL`]!)![1]);
const order = (person: Person) => person.post('/v1/orders', {
  storeId: shop.store.id, lines: [{ sku: 'cup', quantity: 1 }], payment: { method: 'card', token: 'tok_ok' },
  fulfillment: { type: 'delivery', address: { line1: '1-2 Jinnan', city: 'Tokyo', postalCode: '150-0041', country: 'JP', lat: 35.664, lng: 139.7 } },
}).set('idempotency-key', newId());

it('an order goes from HTTP to the door', async () => {
  const person = await register(shop);
  const { body } = await order(person).expect(201);
  const { id } = body as { id: string };
  await shop.settles();
  const [ticket] = await shop.query<{ id: string }>('fulfillment', 'select id from ticket where order_id = $1', [id]);
  const step = { actor: shop.merchant, id: ticket!.id, prepMinutes: 10, reason: undefined };
  for (const act of ['acceptTicket', 'startTicket', 'readyTicket'] as const) {
    await shop.kitchen[act](step);
    await shop.settles();
    // At once: the offer is good for a minute.
    if (act === 'acceptTicket') await courier.accepts();
  }
  await courier.picksUp();
  await courier.delivers();
  expect((await person.get(`/v1/orders/${id}`).expect(200)).body).toMatchObject({ status: 'DELIVERED' });
});

describe('what is said is said by TLS:', () => {
  it('each connection of each service to Postgres', async () => {
    const look = () => shop.query<{ service: string; ssl: boolean; version: string }>('order', `
      select distinct application_name service, ssl, version from pg_stat_activity join pg_stat_ssl using (pid)
      where backend_type in ('client backend', 'walsender')`);
    let rows = await look();
    // Those that were idle for ten seconds are closed, until somebody needs one.
    for (const end = Date.now() + 60_000; !SERVICES.every((name) => rows.some(({ service }) => service === name)) && Date.now() < end; await pause(100)) rows = await look();
    expect(rows.map(({ service }) => service)).toEqual(expect.arrayContaining([...SERVICES]));
    expect(rows.filter(({ ssl, version }) => !ssl || version !== 'TLSv1.3')).toEqual([]);
  });

  it('every door of Kafka, Redis, Postgres and of the services’ gRPC', async () => {
    const { kafka, redis, postgres } = stack.describe();
    const doors = [
      ...[...kafka.brokers.map(({ pid }) => pid), redis.pid].flatMap(portsOf).map((port) => shownAt(port)),
      ...portsOf(postgres.pid).map((port) => shownAt(port, { postgres: true })),
      ...SERVICES.map((name) => shownAt(grpcPort(name), { servername: name })),
    ];
    // Kafka has one for clients and one for its controller.
    expect(doors).toHaveLength(2 + 1 + 1 + SERVICES.length);
    expect(await Promise.all(doors)).toEqual(doors.map(() => ({ protocol: 'TLSv1.3', serial: expect.any(String) })));
    // A service has one more, for its probes.
    expect(portsOf(pidOf('order'))).toHaveLength(2);
  });

  it('whoever says it in plain text is not heard', async () => {
    await expect(KafkaLog.open({ brokers: stack.describe().kafka.addresses, clientId: 'plain' })).rejects.toThrow('Kafka speaks TLS at');
    expect(await refusedStart(home, 'inventory', { REDIS_URL: stack.describe().redis.url.replace('rediss', 'redis') })).toMatch(/REDIS_URL does not fit: Redis speaks TLS at .*Write rediss:/);
    expect(await refusedStart(home, 'inventory', { DATABASE_CA: '' })).toMatch(/INVENTORY_DATABASE_URL does not fit: Postgres at .* lets nobody in without TLS \(.*no encryption\)\. Set DATABASE_CA/);
    const peers = new Peers(addressBook(undefined, stack.describe().grpc));
    await expect(peers.client(PaymentServiceService).getPayment({ orderId: newId() }, { deadline: 2_000 })).rejects.toThrow('does not answer');
    peers.close();
  });

  it('a service that has no business with another one is not heard, either', async () => {
    const { cert, key, ca } = certificateFiles(folder, 'delivery');
    const tls = peersTls('delivery', { TLS_CERT: cert, TLS_KEY: key, TLS_CA: ca }, createLogger('silent'))!;
    const peers = new Peers(addressBook(undefined, stack.describe().grpc), undefined, tls.client);
    await expect(peers.client(PaymentServiceService).getPayment({ orderId: newId() }, { deadline: 60_000 })).rejects.toMatchObject({ cause: expect.objectContaining({ details: 'delivery may not call PaymentService.getPayment.' }) });
    peers.close();
    tls.close();
  });
});

describe('a service does not start', () => {
  it('with the authority of somebody else for Postgres, Redis or Kafka', async () => {
    const theirs = join(home, 'theirs.crt');
    writeFileSync(theirs, (await Authority.make('theirs')).cert);
    for (const [setting, server] of [['DATABASE_CA', 'Postgres at'], ['REDIS_CA', 'Redis at'], ['KAFKA_CA', '']] as const) {
      expect(await refusedStart(home, 'inventory', { [setting]: theirs })).toMatch(new RegExp(`^inventory cannot start, .*\\n  ${setting} does not fit: The certificate of ${server}.*127\\.0\\.0\\.1:\\d+ is not to be trusted \\(.*\\)\\. Name the file of the authority that has signed it\\.$`));
    }
    expect(await refusedStart(home, 'inventory', { DATABASE_CA: join(home, 'stack.json') })).toMatch(/DATABASE_CA does not fit: .*stack\.json holds no certificate in PEM .*Name the file/);
  });

  const yesterday = new Date(Date.now() - 86_400_000);
  it.each<[string, Wish, string]>([
    ['which is for another name', { names: ['elsewhere.test'] }, 'is for another name: .* Write the name that it is for\\.'],
    ['which has expired', { ...serverNames, from: new Date(0), until: yesterday }, 'has expired\\. Have another one made for it; if it is still good, put the clock of this machine right\\.'],
  ])('when Postgres, Redis or Kafka shows a certificate %s', async (_which, wish, told) => {
    const authority = Authority.at(folder);
    const { pid, folder: place } = stack.describe().postgres;
    const [door] = portsOf(pid);
    const showing = async (shown: Wish) => {
      const made = await authority.issue(shown);
      for (const part of ['cert', 'key'] as const) writeFileSync(join(place, part === 'cert' ? 'server.crt' : 'server.key'), made[part]);
      process.kill(pid, 'SIGHUP');
      const { serialNumber } = new X509Certificate(made.cert);
      for (const end = Date.now() + 60_000; ; await pause(50)) {
        const seen = await shownAt(door!, { postgres: true });
        if (seen !== 'no TLS' && seen.serial === serialNumber) return;
        if (Date.now() > end) throw new Error(`Postgres does not show certificate ${serialNumber}.`);
      }
    };
    await showing(wish);
    try {
      expect(await refusedStart(home, 'inventory', {})).toMatch(new RegExp(`INVENTORY_DATABASE_URL does not fit: The certificate of Postgres at 127\\.0\\.0\\.1:\\d+ ${told}$`));
    } finally {
      await showing(serverNames);
    }
    const other = join(home, `redis-${wish.names[0]}`);
    mkdirSync(other);
    await issueInto(other, 'redis', authority, wish);
    const [port] = await freePorts(1);
    const { redis: program } = await findPrograms(() => undefined);
    const redis = new Supervised(redisServer(program, other, port!, { ...certificateFiles(other, 'redis'), ca: certificateFiles(folder, 'redis').ca }), new Lines(), () => undefined);
    try {
      while (!redis.ready) await pause(20);
      expect(await refusedStart(home, 'inventory', { REDIS_URL: `rediss://127.0.0.1:${port}` })).toMatch(new RegExp(`REDIS_URL does not fit: The certificate of Redis at 127\\.0\\.0\\.1:\\d+ ${told}$`));
    } finally {
      await redis.stop();
    }
    const broker = createServer(await authority.issue(wish)).on('tlsClientError', () => undefined).listen(0, '127.0.0.1');
    await once(broker, 'listening');
    const { port: brokerPort } = broker.address() as AddressInfo;
    try {
      expect(await refusedStart(home, 'inventory', { KAFKA_BROKERS: `127.0.0.1:${brokerPort}` })).toMatch(new RegExp(`KAFKA_BROKERS does not fit: The certificate of 127\\.0\\.0\\.1:\\d+ ${told}$`));
    } finally {
      broker.close();
    }
  });
});

it('other certificates are taken while orders come in, and nobody notices', async () => {
  const authority = Authority.at(folder);
  const person = await register(shop);
  const shown = () => Promise.all(SERVICES.map(async (name) => (await shownAt(grpcPort(name), { servername: name }) as Shown).serial));
  const before = await shown();
  await Promise.all([...SERVICES, 'gateway'].map((name) => issueInto(folder, name, authority, { names: [name] })));
  const answers: number[] = [];
  let isOver = false;
  const customer = async () => {
    for (; !isOver; await pause(250)) answers.push((await order(person)).status, (await person.get('/v1/orders')).status);
  };
  const coming = customer();
  let after = before;
  for (const end = Date.now() + 120_000; after.some((serial, i) => serial === before[i]) && Date.now() < end; await pause(500)) after = await shown();
  // Longer than a connection lasts, so that calls have gone over new ones.
  await pause(6_000);
  isOver = true;
  await coming;
  expect(after.filter((serial) => before.includes(serial))).toEqual([]);
  expect(new Set(answers)).toEqual(new Set([201, 200]));
  await shop.settles();
  expect(await shop.query('order', `select status from customer_order where status not in ('CONFIRMED', 'DELIVERED')`)).toEqual([]);
});
