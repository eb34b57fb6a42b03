import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { OutsideCalls, Tracer, type Traces } from '@demae/platform';
import { workContext } from '@demae/saga';
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
    await new HttpSms(url, 'secret', new OutsideCalls()).send({ to: '+819012345678', text: '123456' }, 's1');
    expect(taken).toEqual([{ body: { to: '+819012345678', text: '123456' }, headers: expect.objectContaining({ 'idempotency-key': 's1', authorization: 'Bearer secret' }) }]);
  });

  it('fail when they are not taken', async () => {
    answer = 500;
    await expect(new HttpSms(url, undefined, new OutsideCalls()).send({ to: '+819012345678', text: '1' }, 's2')).rejects.toThrow('500');
    expect(taken[0]!.headers).not.toHaveProperty('authorization');
  });

  it('are spans that tell neither the number nor the text, below the errand that sends them, and are failed by a provider in trouble', async () => {
    const spans: { attributes: unknown; error: unknown }[] = [];
    const traces = { slow: 1_000, keep: () => undefined, add: (_service: string, span: { attributes: unknown; error: unknown }) => void spans.push(span) } as unknown as Traces;
    const sms = new HttpSms(`${url}?account=ours`, 'secret', new OutsideCalls(new Tracer('notification', traces)));
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
    await workContext.run({ traceparent }, async () => {
      await sms.send({ to: '+819012345678', text: '123456' }, 's3');
      answer = 503;
      await expect(sms.send({ to: '+819012345678', text: '123456' }, 's4')).rejects.toThrow('503');
    });
    const port = Number(new URL(url).port);
    const attributes = { 'http.request.method': 'POST', 'server.address': '127.0.0.1', 'server.port': port };
    expect(spans).toEqual([202, 503].map((status) => expect.objectContaining({ name: 'POST sms', parent: 'b'.repeat(16), attributes: { ...attributes, 'http.response.status_code': status } })));
    expect(spans.map(({ error }) => error instanceof Error)).toEqual([false, true]);
    expect(taken[0]!.headers['traceparent']).toMatch(/^00-a{32}-[0-9a-f]{16}-01$/);
  });
});
