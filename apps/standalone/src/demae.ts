import type { Clock, EventLog } from '@demae/saga';
import {
  addressBook, callSettings, combinedHealth, Peers, serveHealth, Settings, startService, tellAll, Traces, traceSettings,
  type Environment, type HealthServer, type Logger, type Redis, type RunningService, type Runtime, type ServiceDefinition,
} from '@demae/platform';
import { catalog } from '../../catalog/src/catalog.module.js';
import { delivery } from '../../delivery/src/delivery.module.js';
import { fulfillment } from '../../fulfillment/src/fulfillment.module.js';
import { gateway } from '../../gateway/src/gateway.module.js';
import { inventory } from '../../inventory/src/inventory.module.js';
import { notification } from '../../notification/src/notification.module.js';
import { order } from '../../order/src/order.module.js';
import { payment } from '../../payment/src/payment.module.js';
import { user } from '../../user/src/user.module.js';

/** Every service with a database. The gateway, which has none, starts last: who can reach it finds the others there. */
export const SERVICES: readonly ServiceDefinition[] = [user, catalog, inventory, order, payment, fulfillment, delivery, notification];

export interface DemaeOptions {
  /** Settings of all services together; database URLs are added for those that have none. */
  env: Environment;
  databaseUrl(service: string): string;
  log: EventLog;
  redis: Redis;
  clock: Clock;
  logger: Logger;
  saga?: Runtime['saga'];
  /** Runs when all services answer but the gateway does not yet. */
  prepare?(services: ReadonlyMap<string, RunningService>, peers: Peers): Promise<void>;
}

/** The whole platform, in this process. */
export interface Demae {
  /** Where the gateway answers HTTP. */
  readonly url: string;
  readonly services: ReadonlyMap<string, RunningService>;
  /** Typed clients of all services, as they have them of each other. */
  readonly peers: Peers;
  /** No event is unsent or unheard, no deadline has passed and no errand is out, anywhere. */
  quiet(): boolean;
  /** What all services tell of themselves, in the text format of Prometheus. */
  metrics(): Promise<string>;
  close(): Promise<void>;
}

export async function startDemae({ env, databaseUrl, prepare, ...shared }: DemaeOptions): Promise<Demae> {
  const addresses = new Map<string, string>();
  const services = new Map<string, RunningService>();
  const urls = Object.fromEntries(SERVICES.map(({ name }) => [`${name.toUpperCase()}_DATABASE_URL`, databaseUrl(name)]));
  const settings = Settings.read('standalone', { ...traceSettings, ...callSettings }, env);
  const traces = Traces.open(settings, shared.redis, shared.logger);
  const runtime: Runtime = { ...shared, env: { ...urls, ...env }, addresses, traces };
  const peers = new Peers(addressBook(addresses, {}), undefined, undefined, { patience: settings.get<number | undefined>('GRPC_PATIENCE') });
  const health = async () => {
    const parts = [...services.values()].filter(({ name }) => name !== 'gateway').map(async (service) => [service.name, await service.health()] as const);
    return combinedHealth(Object.fromEntries(await Promise.all(parts)));
  };
  const metrics = () => tellAll([...services.values()].flatMap(({ metrics: of }) => of ?? []), 'standalone');
  let probes: HealthServer | undefined;
  const close = async () => {
    await probes?.close();
    // The gateway first, so that nobody asks for what is about to go.
    await services.get('gateway')?.close();
    peers.close();
    await Promise.all([...services.values()].filter(({ name }) => name !== 'gateway').map((service) => service.close()));
    await traces?.close();
  };
  try {
    await Promise.all(SERVICES.map(async (definition) => services.set(definition.name, await startService(definition, runtime))));
    await prepare?.(services, peers);
    services.set('gateway', await startService(gateway, { ...runtime, health }));
    // /metrics never on the port that the world can reach.
    if (env['HEALTH_PORT']) probes = await serveHealth(env['GRPC_HOST'] ?? '127.0.0.1', Number(env['HEALTH_PORT']), health, metrics);
  } catch (error) {
    await close();
    throw error;
  }
  const engines = [...services.values()].flatMap(({ engine }) => engine ?? []);
  return {
    url: `http://127.0.0.1:${services.get('gateway')!.port}`,
    services,
    peers,
    quiet: () => engines.every((engine) => engine.quiet),
    metrics,
    close,
  };
}
