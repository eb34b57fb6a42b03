import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { probeAnswer } from './health.js';
import type { ServiceHealth } from './health.js';

export interface HealthServer {
  port: number;
  close(): Promise<void>;
}

const PROBES: Record<string, 'live' | 'ready'> = { '/livez': 'live', '/readyz': 'ready' };

/** /livez and /readyz for who watches over a service: a load balancer, Kubernetes. */
export async function serveHealth(host: string, port: number, health: () => Promise<ServiceHealth>): Promise<HealthServer> {
  const server = createServer((request, response) => {
    const probe = PROBES[request.url?.split('?')[0] ?? ''];
    if (!probe) {
      response.writeHead(404).end();
      return;
    }
    void health().then((found) => {
      const { status, body } = probeAnswer(probe, found);
      response.writeHead(status, { 'content-type': 'application/json' }).end(body);
    });
  });
  await new Promise<void>((done, fail) => server.once('error', fail).listen(port, host, done));
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}
