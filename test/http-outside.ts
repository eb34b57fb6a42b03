import { OutsideCalls, Settings } from '@demae/platform';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SimulatedBank } from '../apps/payment/src/provider/simulated-bank.js';

async function listening(listener: RequestListener): Promise<{ server: Server; url: string; close(): Promise<void> }> {
  const server = createServer(listener);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const close = () => new Promise<void>((done) => {
    server.close(() => done());
    server.closeAllConnections();
  });
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}

/** A server that nobody should ever visit, and that remembers who did. */
export class Door {
  private constructor(
    readonly url: string,
    readonly visits: string[],
    readonly close: () => Promise<void>,
  ) {}

  static async open(): Promise<Door> {
    const visits: string[] = [];
    const { url, close } = await listening((request, response) => {
      visits.push(request.url!);
      response.end();
    });
    return new Door(url, visits, close);
  }
}

/** A real bank's client, before a bank that always says the same. */
export async function bankThatSays(status: number, text: string, headers: Record<string, string> = {}): Promise<{ bank: SimulatedBank; close(): Promise<void> }> {
  const { url, close } = await listening((request, response) => {
    request.resume().on('end', () => response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(text));
  });
  const declared = { BANK_URL: { kind: 'url', what: '' }, BANK_TIMEOUT: { kind: 'duration', what: '' }, DEMAE_SABOTAGE: { kind: 'text', optional: true, what: '' } } as const;
  const bank = new SimulatedBank(Settings.read('payment', declared, { BANK_URL: url, BANK_TIMEOUT: '2s' }), new OutsideCalls());
  return {
    bank,
    close: () => {
      bank.onModuleDestroy();
      return close();
    },
  };
}
