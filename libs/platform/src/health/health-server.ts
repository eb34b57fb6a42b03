import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { TEXT_FORMAT } from '../metrics/service-metrics.js';
import { probeAnswer } from './health.js';
import type { ServiceHealth } from './health.js';

export interface HealthServer {
  port: number;
  close(): Promise<void>;
}

/**
 * How long a connection may rest, milliseconds: Prometheus looks every 15 or 30 seconds over the same one. To accept a new one takes a turn
 * of the event loop of its own, and these are long under load.
 */
const BETWEEN_LOOKS = 75_000;

const PROBES: Record<string, 'live' | 'ready'> = { '/livez': 'live', '/readyz': 'ready' };

/**
 * /livez and /readyz for who watches over a service: a load balancer, Kubernetes; and /metrics for Prometheus.
 * @param metrics 404 without it
 */
export async function serveHealth(host: string, port: number, health: () => Promise<ServiceHealth>, metrics?: () => Promise<string>): Promise<HealthServer> {
  const server = createServer((request, response) => {
    const path = request.url?.split('?')[0] ?? '';
    if (metrics && path === '/metrics') {
      const began = performance.now();
      // How long it took here: the rest of what the asker measures is the way, and waiting for this process to come to it.
      const headers = () => ({ 'content-type': TEXT_FORMAT, 'server-timing': `tell;dur=${(performance.now() - began).toFixed(2)}` });
      metrics().then((text) => response.writeHead(200, headers()).end(text), () => response.writeHead(500).end());
      return;
    }
    const probe = PROBES[path];
    if (!probe) {
      response.writeHead(404).end();
      return;
    }
    void health().then((found) => {
      const { status, body } = probeAnswer(probe, found);
      response.writeHead(status, { 'content-type': 'application/json' }).end(body);
    });
  });
  server.keepAliveTimeout = BETWEEN_LOOKS;
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
