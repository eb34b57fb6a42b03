import { join } from 'node:path';
import { certificateFiles } from './certificates.js';
import { environmentName, peerSetting } from '@demae/platform';
import { isHeld } from './held.js';
import { STACK } from './place.js';
import { answers, type Program } from './supervised.js';

/** Every service with a database; the gateway, which has none, comes by itself. */
export const SERVICES = ['user', 'catalog', 'inventory', 'order', 'payment', 'fulfillment', 'delivery', 'notification'] as const;

export interface Surroundings {
  home: string;
  brokers: string;
  redisUrl: string;
  databaseUrl(service: string): string;
  bankUrl: string;
  signingKey: string;
  /** Where the gateway is to answer HTTP. */
  port: number;
  /** The gRPC port of each replica of a service. */
  grpcPorts: ReadonlyMap<string, readonly number[]>;
  /** With it everything speaks TLS: the folder of the certificates, and who may call a service. */
  tls?: { folder: string; callersOf(service: string): readonly string[] } | undefined;
}

/** What all services find in their environment; what the stack's own environment says wins. */
export function commonEnvironment({ brokers, redisUrl, databaseUrl, bankUrl, signingKey, grpcPorts, tls }: Surroundings): Record<string, string> {
  const env: Record<string, string> = {
    KAFKA_BROKERS: brokers,
    REDIS_URL: redisUrl,
    BANK_URL: bankUrl,
    USER_SIGNING_KEY: signingKey,
    DEMAE_SANDBOX: 'on',
  };
  for (const name of SERVICES) env[`${environmentName(name)}_DATABASE_URL`] = plainUrl(databaseUrl(name));
  const ca = tls && certificateFiles(tls.folder, 'gateway').ca;
  return { ...env, ...grpcUrls({ grpcPorts }), ...(ca ? { KAFKA_TLS: 'on', KAFKA_CA: ca, REDIS_CA: ca, DATABASE_CA: ca } : {}) };
}

/** Without what it says of TLS: the services have a setting for that. */
function plainUrl(url: string): string {
  return url.split('?')[0]!;
}

/** With which a service shows who it is, and knows who may call it. */
export function tlsEnvironment({ tls }: Pick<Surroundings, 'tls'>, service: string): Record<string, string> {
  if (!tls) return {};
  const { cert, key, ca } = certificateFiles(tls.folder, service);
  return { TLS_CERT: cert, TLS_KEY: key, TLS_CA: ca, ...(service === 'gateway' ? {} : { TLS_CALLERS: tls.callersOf(service).join(',') }) };
}

/** Where the services are to be found, as settings. */
export function grpcUrls({ grpcPorts }: Pick<Surroundings, 'grpcPorts'>): Record<string, string> {
  return Object.fromEntries([...grpcPorts].map(([name, ports]) => {
    // Several replicas behind one name, as gRPC writes them: https://github.com/grpc/grpc/blob/master/doc/naming.md
    return [peerSetting(name), ports.length === 1 ? `127.0.0.1:${ports[0]}` : `ipv4:${ports.map((port) => `127.0.0.1:${port}`).join(',')}`];
  }));
}

interface Replica {
  service: string;
  /** 1, 2, … */
  replica: number;
  env: Record<string, string>;
  healthUrl: string;
  /** Where it tells its figures. */
  metrics?: string;
  where: string;
}

function programOf({ service, replica, env, healthUrl, metrics, where }: Replica, home: string, main = `dist/apps/${service}/src/main.js`): Program {
  return {
    name: replica === 1 ? service : `${service}-${replica}`,
    command: process.execPath,
    // Whichever version is there when it is started.
    ...(process.env['DEMAE_PROGRAMS'] === undefined ? {} : { cwd: process.env['DEMAE_PROGRAMS'] }),
    args: ['--enable-source-maps', main],
    // A child of npm's ends when whoever started it is gone. Whose it is shows when that was killed.
    env: { ...env, ...process.env, ...own(env), npm_lifecycle_event: 'stack', [STACK]: home },
    where,
    ...(metrics ? { metrics } : {}),
    isHeld: () => isHeld(home, service),
    isReady: () => answers(`${healthUrl}/readyz`),
    isLive: () => answers(`${healthUrl}/livez`),
  };
}

/** A replica's own places, which nobody else's environment may change. */
function own(env: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter(([name]) => ['GRPC_PORT', 'HEALTH_PORT', 'PORT', 'BANK_BOOKS', 'TLS_CERT', 'TLS_KEY', 'TLS_CA', 'TLS_CALLERS'].includes(name)));
}

export function servicePrograms(surroundings: Surroundings, healthPort: () => number): Program[] {
  const common = commonEnvironment(surroundings);
  return SERVICES.flatMap((service) => surroundings.grpcPorts.get(service)!.map((grpc, i) => {
    const health = healthPort();
    const env = { ...common, ...tlsEnvironment(surroundings, service), GRPC_PORT: String(grpc), HEALTH_PORT: String(health) };
    return programOf({ service, replica: i + 1, env, healthUrl: `http://127.0.0.1:${health}`, metrics: `127.0.0.1:${health}`, where: `gRPC 127.0.0.1:${grpc}, health 127.0.0.1:${health}` }, surroundings.home);
  }));
}

/** The first gateway answers where people expect it, further ones beside it. */
export function gatewayPrograms(surroundings: Surroundings, ports: readonly number[], healthPort: () => number): Program[] {
  const common = commonEnvironment(surroundings);
  return ports.map((port, i) => {
    const url = `http://127.0.0.1:${port}`;
    const health = healthPort();
    const env = { ...common, ...tlsEnvironment(surroundings, 'gateway'), PORT: String(port), HEALTH_PORT: String(health) };
    return programOf({ service: 'gateway', replica: i + 1, env, healthUrl: url, metrics: `127.0.0.1:${health}`, where: url }, surroundings.home);
  });
}

export function bankProgram(home: string, port: number): Program {
  const url = `http://127.0.0.1:${port}`;
  const bank = programOf(
    { service: 'bank', replica: 1, env: { PORT: String(port), BANK_BOOKS: join(home, 'bank') }, healthUrl: url, where: url }, home, 'dist/apps/payment/src/bank/main.js',
  );
  return { ...bank, isReady: () => answers(`${url}/books`), isLive: () => answers(`${url}/books`) };
}
