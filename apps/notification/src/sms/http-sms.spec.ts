import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { HttpSms } from './http-sms.js';

describe('text messages over HTTP', () => {
  const taken: { headers: Record<string, unknown>; body: unknown }[] = [];
  let answer = 202;
  let server: Server;
  let url: string;

  beforeEach(async () => {
    taken.length = 0;
    answer = 202;
    server = createServer((request, response) => {
      let text = '';
      request.on('data', (part: Buffer) => (text += part.toString()));
      request.on('end', () => {
        taken.push({ headers: request.headers, body: JSON.parse(text) });
        response.writeHead(answer).end('{}');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/messages`;
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it('go out with their id as key, and with the token', async () => {
    await new HttpSms(url, 'secret').send({ to: '+819012345678', text: '123456' }, 's1');
    expect(taken).toEqual([{ body: { to: '+819012345678', text: '123456' }, headers: expect.objectContaining({ 'idempotency-key': 's1', authorization: 'Bearer secret' }) }]);
  });

  it('fail when they are not taken', async () => {
    answer = 500;
    await expect(new HttpSms(url, undefined).send({ to: '+819012345678', text: '1' }, 's2')).rejects.toThrow('500');
    expect(taken[0]!.headers).not.toHaveProperty('authorization');
  });
});
