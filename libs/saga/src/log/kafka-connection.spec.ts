import { once } from 'node:events';
import { createRequire } from 'node:module';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { repairKafkaJs } from './kafka-repairs.js';

interface Connection {
  socket: Socket | undefined;
  connect(): Promise<unknown>;
  disconnect(): Promise<unknown>;
  send(exchange: object): Promise<Buffer>;
}

const require = createRequire(import.meta.url);
const KafkaJsConnection = require('kafkajs/src/network/connection.js') as new (options: object) => Connection;
const socketFactory = (require('kafkajs/src/network/socketFactory.js') as () => object)();
const Encoder = require('kafkajs/src/protocol/encoder.js') as new () => object;

const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined, namespace: () => quiet };
const request = { apiKey: 18, apiVersion: 0, apiName: 'ApiVersions', encode: () => Promise.resolve(new Encoder()) };
const response = { decode: (raw: Buffer) => Promise.resolve(raw), parse: (data: Buffer) => Promise.resolve(data) };

/** An answer as Kafka writes it: its length, which request it is for, and what it says. */
function answerTo(asked: Buffer, text: string): Buffer {
  const answer = Buffer.alloc(8 + text.length);
  answer.writeInt32BE(4 + text.length);
  asked.copy(answer, 4, 8, 12);
  answer.write(text, 8);
  return answer;
}

describe('a connection to a broker', () => {
  let server: Server;
  let answer: (socket: Socket, asked: Buffer) => void = () => undefined;
  let connection: Connection;

  beforeEach(async () => {
    repairKafkaJs();
    server = createServer((socket) => socket.on('data', (asked) => answer(socket, asked)).on('error', () => undefined));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    connection = new KafkaJsConnection({ host: '127.0.0.1', port, logger: quiet, socketFactory, clientId: 'test', requestTimeout: 3_000, enforceRequestTimeout: true, connectionTimeout: 3_000 });
  });
  afterEach(async () => {
    await connection.disconnect();
    await new Promise((resolve) => server.close(resolve));
  });

  it('that ends in the middle of an answer understands the next one', async () => {
    answer = (socket, asked) => socket.end(answerTo(asked, 'half of it never comes').subarray(0, 12));
    await connection.connect();
    await expect(connection.send({ request, response })).rejects.toThrow('Closed connection');
    answer = (socket, asked) => socket.write(answerTo(asked, 'all of it'));
    await connection.connect();
    expect(String(await connection.send({ request, response }))).toBe('all of it');
  });

  it('that cannot be made may be tried for as long as it takes', async () => {
    await connection.connect();
    const { socket } = connection;
    const closed = once(socket!, 'close');
    await connection.disconnect();
    await closed;
    for (let n = 0; n < 20; n++) await connection.disconnect();
    // From eleven on Node warns.
    expect(socket!.listenerCount('connect')).toBeLessThan(11);
  });
});
