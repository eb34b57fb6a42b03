import { NestFactory } from '@nestjs/core';
import type { INestApplicationContext } from '@nestjs/common';
import type { MicroserviceOptions } from '@nestjs/microservices';
import type { DataSource } from 'typeorm';
import { catalogue, OpsServiceService } from '@demae/contracts';
import { KafkaLog, SagaEngine } from '@demae/saga';
import type { Clock, EventLog, SagaOptions } from '@demae/saga';
import { ClockWatch, databaseClock, redisClock } from '../clock/clock-watch.js';
import { environmentName, peerSettings, tlsSettings } from '../config/service-settings.js';
import { ConfigurationError, Settings } from '../config/settings.js';
import type { Environment } from '../config/settings.js';
import { openDatabase } from '../database/data-source.js';
import { DatabaseRefusal, secured } from '../database/database-refused.js';
import { ErrorPassing } from '../grpc/error-passing.js';
import { GrpcTransport } from '../grpc/grpc-transport.js';
import { addressBook, Peers } from '../grpc/peers.js';
import { serveHealth } from '../health/health-server.js';
import type { ServiceHealth } from '../health/health.js';
import { currentService, levelsOf, NestLogger, sagaLogger } from '../log/logger.js';
import type { Logger } from '../log/logger.js';
import { usePseudonymKey } from '../log/personal-data.js';
import { ServiceMetrics, tellAll } from '../metrics/service-metrics.js';
import { LogLevel } from '../ops/log-level.js';
import type { Redis } from '../redis/redis.js';
import { SagaTraces } from '../tracing/saga-traces.js';
import { openTls } from '../tls/grpc-tls.js';
import type { ServiceTls } from '../tls/grpc-tls.js';
import { Tracer } from '../tracing/tracer.js';
import { Traces } from '../tracing/traces.js';
import { hasDatabase } from './define-service.js';
import type { ServiceDefinition } from './define-service.js';
import { startHttp } from './http-service.js';
import { PlatformModule } from './platform.module.js';
import { ownSettings } from './settings-of.js';
import type { ServiceIdentity } from './tokens.js';

/** What a service runs on: of its own in `runService`, shared by all in the one-process mode and in tests. */
export interface Runtime {
  env: Environment;
  /** Needed by services with a database. */
  log?: EventLog;
  redis: Redis;
  clock: Clock;
  logger: Logger;
  /** Where the services of this process answer, by name; each adds itself. Without it the environment says where the peers are. */
  addresses?: Map<string, string>;
  /** What /readyz of an HTTP service tells instead of its own health: in one process, that of all. */
  health?(): Promise<ServiceHealth>;
  /** The traces of this process, where it has several services; a service alone opens its own when a collector is set. */
  traces?: Traces | undefined;
  /** Of the saga kit, for tests. */
  saga?: Partial<Pick<SagaOptions, 'maxBatch' | 'attempts' | 'firstPause' | 'sabotage' | 'passing' | 'keepSent'>>;
}

export interface RunningService {
  readonly name: string;
  /** Where gRPC is answered, host:port. */
  readonly address: string | undefined;
  /** Of the HTTP server, where there is one. */
  readonly port: number | undefined;
  /** The port of its probes and figures, where it has one. */
  readonly probes: number | undefined;
  /** Its container: `service.app.get(Transactions)`. */
  readonly app: INestApplicationContext;
  readonly settings: Settings;
  readonly dataSource: DataSource | undefined;
  /** Its part in the sagas. */
  readonly engine: SagaEngine | undefined;
  health(): Promise<ServiceHealth>;
  /** What it tells of itself; undefined when it is not to. */
  readonly metrics: ServiceMetrics | undefined;
  /** Takes nothing new, finishes what runs, closes what it has opened; not what the runtime lent it. */
  close(): Promise<void>;
}

/** Longest that a database may take to answer a health check, milliseconds. */
const PING = 2_000;

/** Everything of a service that has to be undone in the reverse order, when it stops or when its start fails half-way. */
class Opened {
  private readonly closers: (() => Promise<unknown> | void)[] = [];

  add(closer: () => Promise<unknown> | void): void {
    this.closers.unshift(closer);
  }

  async close(): Promise<void> {
    for (const closer of this.closers.splice(0)) await closer();
  }
}

/**
 * Starts one service: settings, database with its migrations, gRPC or HTTP, sagas, health.
 * @throws ConfigurationError that names every setting that is missing or wrong, also a database's URL that leads nowhere.
 */
export function startService(definition: ServiceDefinition, runtime: Runtime): Promise<RunningService> {
  return currentService.run(definition.name, async () => {
    const opened = new Opened();
    try {
      return await start(definition, runtime, opened);
    } catch (error) {
      await opened.close();
      throw error;
    }
  });
}

async function start(definition: ServiceDefinition, runtime: Runtime, opened: Opened): Promise<RunningService> {
  const { name } = definition;
  const answers = !definition.http;
  // Services of one process call each other inside of it, and have one certificate at most.
  const settings = Settings.read(name, { ...ownSettings(definition), ...(runtime.addresses ? {} : { ...peerSettings(definition.peers ?? []), ...tlsSettings({ answers }) }) }, runtime.env);
  const tls = runtime.addresses ? undefined : openTls(name, settings, runtime.logger, { answers });
  opened.add(() => tls?.close());
  const sabotage = sabotageOf(name, settings);
  const pseudonyms = settings.get<string | undefined>('LOG_KEY');
  if (pseudonyms !== undefined) usePseudonymKey(pseudonyms);
  const logLevel = new LogLevel(name, levelsOf(runtime.logger), runtime.redis, runtime.logger);
  opened.add(() => logLevel.close());
  const tracer = openTracer(name, settings, runtime, opened);
  const dataSource = hasDatabase(definition) ? await openOwnDatabase(definition, settings, runtime.logger, tracer) : undefined;
  if (dataSource) opened.add(() => (dataSource.isInitialized ? dataSource.destroy() : undefined));
  const clocks = await (dataSource ? ClockWatch.open(databaseClock(dataSource), runtime.logger, runtime.clock) : ClockWatch.open(redisClock(runtime.redis), runtime.logger));
  opened.add(() => clocks.close());
  const peers = new Peers(addressBook(runtime.addresses, runtime.env), tracer, tls?.client, { patience: settings.get<number | undefined>('GRPC_PATIENCE') });
  opened.add(() => peers.close());
  const state: { closing: boolean; engine?: SagaEngine } = { closing: false };
  const health = () => checkHealth(dataSource, state);
  const metrics = settings.get<boolean>('METRICS')
    ? new ServiceMetrics(name, { redis: runtime.redis, clock: runtime.clock, clocks, breakers: peers.breakers, dataSource, surveys: definition.surveys ?? [] })
    : undefined;
  opened.add(() => metrics?.close());
  const identity: ServiceIdentity = { name, log: runtime.log, health };
  const module = PlatformModule.of({ definition, identity, settings, peers, dataSource, saga: sagaOptions(definition, { ...runtime, saga: { ...runtime.saga, ...sabotage, keepSent: hasDatabase(definition) ? settings.get<number | undefined>('KEEP_SENT') : undefined } }, dataSource, { metrics, tracer }), clock: runtime.clock, redis: runtime.redis, tracer, logLevel });
  const options = { logger: new NestLogger(runtime.logger), abortOnError: false as const };

  const { app, address, port } = definition.http
    ? await startHttp(definition.http, module, settings, options, { health: runtime.health ?? health, opened, metrics: metrics?.requests, tracer, ready: () => requireDeclared(definition, peers) })
    : await startGrpc(definition, module, settings, options, { logger: runtime.logger, opened, metrics: metrics?.requests, tracer, tls, ready: () => requireDeclared(definition, peers) });
  if (address) runtime.addresses?.set(name, address);
  if (dataSource) {
    const engine = app.get(SagaEngine);
    opened.add(() => engine.stop());
    await engine.start();
    metrics?.watch(engine, eventsOf(name));
    state.engine = engine;
  }
  let probes: number | undefined;
  const healthPort = settings.get<number | undefined>('HEALTH_PORT');
  // Services that share a process share its port: whoever has started them all answers there.
  if (healthPort !== undefined && !runtime.addresses) {
    const server = await serveHealth(settings.get<string>('GRPC_HOST'), healthPort, health, metrics && (() => tellAll([metrics], name)));
    opened.add(() => server.close());
    probes = server.port;
  }
  const close = async () => {
    state.closing = true;
    await currentService.run(name, () => opened.close());
  };
  runtime.logger.info({ address, port }, `${name} is up`);
  return { name, address, port, probes, app, settings, dataSource, engine: state.engine, health, metrics, close };
}

/** Undefined when nobody wants traces. */
function openTracer(name: string, settings: Settings, { traces, redis, logger }: Runtime, opened: Opened): Tracer | undefined {
  if (traces) return new Tracer(name, traces);
  const own = Traces.open(settings, redis, logger);
  if (own) opened.add(() => own.close());
  return own && new Tracer(name, own);
}

/** With its tables as this version needs them, by its own hand or, when its settings say so, by another's. @throws ConfigurationError that names the setting */
export async function openOwnDatabase({ name, entities = [], migrations = [] }: ServiceDefinition, settings: Settings, logger: Logger, tracer?: Tracer): Promise<DataSource> {
  const prefix = environmentName(name);
  try {
    const url = secured(settings.get<string>(`${prefix}_DATABASE_URL`), settings.get<string | undefined>('DATABASE_CA'));
    return await openDatabase({
      service: name,
      url,
      poolSize: settings.get<number>(`${prefix}_DATABASE_POOL`),
      entities,
      migrations,
      missing: settings.get<'run' | 'await'>('DEMAE_MIGRATIONS'),
      waiting: (missing) => logger.warn({ missing }, 'waiting until somebody has run these migrations: this program with the argument "migrate" does'),
      tracer,
    });
  } catch (error) {
    if (!(error instanceof DatabaseRefusal)) throw error;
    throw new ConfigurationError(name, [`${error.about === 'authority' ? 'DATABASE_CA' : `${prefix}_DATABASE_URL`} does not fit: ${error.message}`]);
  }
}

function sagaOptions(
  { name }: ServiceDefinition,
  { log, clock, logger, saga }: Runtime,
  dataSource: DataSource | undefined,
  { metrics, tracer }: { metrics: ServiceMetrics | undefined; tracer: Tracer | undefined },
): SagaOptions | undefined {
  if (!dataSource) return undefined;
  if (!log) throw new Error(`${name} keeps data, so it takes part in sagas and needs an event log: startService(…, { log }).`);
  const tracing = tracer && new SagaTraces(tracer, log instanceof KafkaLog ? 'kafka' : 'demae');
  return { service: name, catalogue, dataSource, log, clock, logger: sagaLogger(logger), observer: metrics?.saga, tracing, personOf, ...saga };
}

/** The customer of an order, or whoever else an event is about. */
function personOf(payload: unknown): string | undefined {
  const { checkout, userId } = payload as { checkout?: { customer?: { id?: string } }; userId?: string };
  return checkout?.customer?.id ?? userId;
}

/** The names of the events that a service says: those on its own topics. */
function eventsOf(service: string): string[] {
  return catalogue.all().filter(({ topic }) => topic.startsWith(`${service}.`)).map(({ eventName }) => eventName);
}

const KIT_SABOTAGE = ['no inbox', 'compensate always', 'relay by id'] as const;

/** What of the kit is to be switched off. @throws ConfigurationError outside of a sandbox */
function sabotageOf(service: string, settings: Settings): Runtime['saga'] {
  const wish = settings.get<string | undefined>('DEMAE_SABOTAGE');
  if (wish === undefined) return undefined;
  if (!settings.get<boolean>('DEMAE_SANDBOX')) {
    throw new ConfigurationError(service, [`DEMAE_SABOTAGE=${wish} loses orders and money, so it is for sandboxes only. Remove it, or write DEMAE_SANDBOX=on`]);
  }
  const sabotage = KIT_SABOTAGE.find((known) => known === wish);
  return sabotage && { sabotage };
}

/** What is not declared is asked of nobody who sets up a process of its own, and would only be noticed at the first call. */
function requireDeclared({ name, peers: declared = [] }: ServiceDefinition, peers: Peers): void {
  const missing = peers.names().filter((peer) => !declared.includes(peer));
  if (missing.length === 0) return;
  const all = [...declared, ...missing].map((peer) => `'${peer}'`).join(', ');
  throw new Error(`${name} takes a client of ${missing.join(' and ')} without saying so: write defineService({ name: '${name}', …, peers: [${all}] }).`);
}

interface GrpcStart {
  logger: Logger;
  opened: Opened;
  metrics: ServiceMetrics['requests'] | undefined;
  tracer: Tracer | undefined;
  tls: ServiceTls | undefined;
  /** Called once everything is wired, before the first request. */
  ready(): void;
}

async function startGrpc(
  { name, grpc = [] }: ServiceDefinition,
  module: ReturnType<typeof PlatformModule.of>,
  settings: Settings,
  options: { logger: NestLogger; abortOnError: false },
  { logger, opened, metrics, ready, tracer, tls }: GrpcStart,
): Promise<{ app: INestApplicationContext; address: string; port: undefined }> {
  const strategy = new GrpcTransport({
    service: name,
    definitions: [...grpc, OpsServiceService],
    host: settings.get<string>('GRPC_HOST'),
    port: settings.get<number>('GRPC_PORT'),
    connectionAge: settings.get<number>('GRPC_CONNECTION_AGE'),
    logger,
    metrics,
    tracer,
    tls: tls?.server,
  });
  const app = await NestFactory.createMicroservice<MicroserviceOptions>(module, { strategy, ...options });
  app.useGlobalFilters(new ErrorPassing());
  opened.add(() => app.close());
  ready();
  // Not app.init() before it, which would run the modules' init hooks a first time.
  await app.listen();
  return { app, address: strategy.address, port: undefined };
}

async function checkHealth(dataSource: DataSource | undefined, state: { closing: boolean; engine?: SagaEngine }): Promise<ServiceHealth> {
  const database = dataSource ? await answers(dataSource) : undefined;
  const engine = state.engine?.health();
  return {
    ready: !state.closing && database !== false && (!dataSource || engine?.ready === true),
    // While the database is away nobody moves, and a new process would not, either.
    live: database === false || (engine?.live ?? true),
    details: { ...(dataSource ? { database } : {}), ...(engine ? { saga: engine.details } : {}) },
  };
}

async function answers(dataSource: DataSource): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((done) => (timer = setTimeout(() => done(false), PING)));
  const ping = dataSource.query('select 1').then(() => true, () => false);
  return Promise.race([ping, late]).finally(() => clearTimeout(timer));
}
