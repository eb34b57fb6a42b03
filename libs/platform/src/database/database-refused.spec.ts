import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { connect, createServer, type Server } from 'node:net';
import pg from 'pg';
import { databaseUrl, dropDatabases, newDatabase } from '../../../testing/src/databases.js';
import { openDatabase } from './data-source.js';
import { connectPatiently } from './database-refused.js';

const servers: Server[] = [];
const databases: string[] = [];

afterEach(async () => {
  jest.restoreAllMocks();
  await Promise.all(servers.splice(0).map((server) => new Promise((done) => server.close(done))));
  await dropDatabases(databases.splice(0));
});

const open = async (url: string) => {
  const dataSource = await openDatabase({ service: 'shop', url, poolSize: 2, entities: [], migrations: [] });
  await dataSource.destroy();
};

/** The start-up answer of a server that lets nobody in. */
function errorResponse(code: string, message: string): Buffer {
  const fields = Buffer.from(`SFATAL\0VFATAL\0C${code}\0M${message}\0\0`);
  const head = Buffer.from([0x45, 0, 0, 0, 0]);
  head.writeInt32BE(fields.length + 4, 1);
  return Buffer.concat([head, fields]);
}

/** Stands before the real server; the first so many connections are answered with this, the others get through. */
async function door(answer: Buffer, count: number): Promise<{ url: string; knocks: () => number }> {
  const real = new URL(databaseUrl(await newDatabase('door').then((name) => (databases.push(name), name))));
  let knocks = 0;
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    if (++knocks <= count) {
      socket.once('data', () => socket.end(answer));
      return;
    }
    const onward = connect(Number(real.port), real.hostname);
    onward.on('error', () => socket.destroy());
    socket.on('close', () => onward.destroy());
    socket.pipe(onward).pipe(socket);
  });
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const url = new URL(real);
  url.hostname = '127.0.0.1';
  url.port = String((server.address() as { port: number }).port);
  return { url: url.href, knocks: () => knocks };
}

describe('a database that', () => {
  it('is only starting is waited for', async () => {
    const { url, knocks } = await door(errorResponse('57P03', 'the database system is starting up'), 3);
    await open(url);
    expect(knocks()).toBeGreaterThan(3);
  });

  it('does not come up within seconds is refused, with what to do', async () => {
    const url = 'postgres://shop:hunter2@127.0.0.1:1/shop';
    // Each knock takes as long as it is to be waited before the next one.
    let [knocks, now] = [0, 0];
    jest.spyOn(Date, 'now').mockImplementation(() => now);
    const knock = () => (knocks++, (now += 250), new pg.Client({ connectionString: url }).connect().then(() => undefined));
    await expect(connectPatiently(url, knock, 600)).rejects.toThrow(/^No Postgres answers at 127\.0\.0\.1:1 \(.*ECONNREFUSED.*\)\. Start it there, or correct host and port\.$/);
    expect(knocks).toBe(3);
  });

  it('refuses the login is refused at once, without the password', async () => {
    const { url, knocks } = await door(errorResponse('28P01', 'password authentication failed for user "shop"'), 1_000);
    const wrong = new URL(url);
    Object.assign(wrong, { username: 'shop', password: 'hunter2' });
    await expect(open(wrong.href)).rejects.toThrow(/^(?!.*hunter2)Postgres at 127\.0\.0\.1:\d+ refuses the login of "shop": password authentication failed .* Correct user and password\.$/);
    expect(knocks()).toBe(1);
  });

  it('the real server refuses a user that it does not know', async () => {
    const url = new URL(databaseUrl('postgres'));
    Object.assign(url, { username: 'nobody', password: 'hunter2' });
    await expect(open(url.href)).rejects.toThrow(/^(?!.*hunter2)Postgres at .* refuses the login of "nobody": .* Correct user and password\.$/);
  });
});
