import { existsSync, mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createLogger, untilStopped } from '@demae/platform';
import { signingKey } from '../apps/standalone/src/signing-key.js';
import { commandLine, flag, misused, text, wholeNumber } from './command-line.js';
import { freePorts } from './kafka/cluster.js';
import { run } from './kafka/jars.js';
import { startInfrastructure, type Infrastructure } from './stack/infrastructure.js';
import { Lines } from './stack/lines.js';
import { accepts } from './stack/servers.js';
import { isRunning, readDescription, sweep, writeDescription, writeEnvironments, type Description } from './stack/place.js';
import { bankProgram, commonEnvironment, gatewayPrograms, grpcUrls, servicePrograms, SERVICES, tlsEnvironment, type Surroundings } from './stack/services.js';
import { Supervised, type Program } from './stack/supervised.js';

const USAGE = `npm run stack: real Kafka, Redis and Postgres, and every service a process of its own, until Ctrl-C.
  --json        where everything runs, as JSON: of the stack that runs on this home, else of this one once it is ready
  --only infra  Kafka, Redis, Postgres and the bank, for who runs services from an editor
Environment: PORT (8080; 0 for a free one), DEMAE_HOME (.demae/stack), DEMAE_REPLICAS (1) of each service, DEMAE_BROKERS (1),
DEMAE_SEED (demo), DEMAE_TLS (off): \`on\` for TLS on every connection but that of HTTP, with certificates of its own in <home>/tls.
DEMAE_CLOCKS: a folder that says whose clock is off, for tests; see scripts/stack/clocks.ts.
Settings of the services are handed on to them.`;

const { values: { json, only } } = commandLine(USAGE, { json: flag, only: text });
if (only !== undefined && only !== 'infra') misused(USAGE, `--only knows infra, and not "${only}".`);
const onlyInfrastructure = only === 'infra';
const replicas = wholeNumber(USAGE, 'DEMAE_REPLICAS', process.env['DEMAE_REPLICAS'], { usual: 1, least: 1 });
const brokers = wholeNumber(USAGE, 'DEMAE_BROKERS', process.env['DEMAE_BROKERS'], { usual: 1, least: 1 });
const chosenPort = wholeNumber(USAGE, 'PORT', process.env['PORT'], { usual: 8_080 });
const home = resolve(process.env['DEMAE_HOME'] ?? '.demae/stack');
const { DEMAE_TLS = 'off' } = process.env;
if (DEMAE_TLS !== 'on' && DEMAE_TLS !== 'off') misused(USAGE, `DEMAE_TLS knows on and off, and not "${DEMAE_TLS}".`);
const withTls = DEMAE_TLS === 'on';
const lines = new Lines();
const say = (text: string) => lines.write('stack', text);

class Stack {
  private infrastructure: Infrastructure | undefined;
  private readonly processes: Supervised[] = [];
  private gateways: Supervised[] = [];
  private databases: Record<string, string> = {};
  private grpc: Record<string, string> = {};
  private bank = '';
  private url: string | undefined;
  private ready = false;
  stopping = false;

  async start(): Promise<void> {
    const began = Date.now();
    mkdirSync(home, { recursive: true });
    const httpPort = chosenPort || (await freePorts(1))[0]!;
    if (!onlyInfrastructure && (await accepts(httpPort))) throw new Error(`Port ${httpPort} is taken. Stop what answers there, or choose another PORT.`);
    this.infrastructure = await startInfrastructure(home, brokers, lines, () => this.note(), withTls);
    this.goOn();
    const { kafka, redisUrl, databaseUrl, tls } = this.infrastructure;
    this.databases = Object.fromEntries(SERVICES.map((name) => [name, databaseUrl(name)]));
    const ports = await freePorts(1 + 2 * SERVICES.length * replicas + 2 * replicas);
    const port = () => ports.pop()!;
    const bankPort = port();
    const surroundings: Surroundings = {
      home, redisUrl, databaseUrl,
      brokers: kafka.addresses,
      bankUrl: `http://127.0.0.1:${bankPort}`,
      signingKey: await signingKey(home),
      port: httpPort,
      grpcPorts: new Map(SERVICES.map((name) => [name, Array.from({ length: replicas }, port)])),
      // Only then: it reads the definitions of all services.
      tls: tls === undefined ? undefined : { folder: tls, callersOf: (await import('./manifests/platform.js')).callersOf },
    };
    this.grpc = grpcUrls(surroundings);
    this.bank = surroundings.bankUrl;
    this.describeEnvironments(surroundings);
    this.add(bankProgram(home, bankPort));
    if (!onlyInfrastructure) await this.startServices(surroundings, port);
    this.ready = true;
    this.note();
    say(`everything is up after ${((Date.now() - began) / 1_000).toFixed(1)} s${this.url ? `: ${this.url}/docs` : ''}`);
    if (onlyInfrastructure) say(`a service with it: node --env-file=${home}/env/order.env dist/apps/order/src/main.js`);
    if (json) console.log(JSON.stringify(this.describe(), null, 2));
  }

  async stop(): Promise<void> {
    // The gateway first, so that nobody asks for what is about to go.
    await Promise.all(this.gateways.map((gateway) => gateway.stop()));
    await Promise.all(this.processes.map((service) => service.stop()));
    await this.infrastructure?.stop();
  }

  private add(program: Program): Supervised {
    const supervised = new Supervised(program, lines, () => this.note());
    this.processes.push(supervised);
    return supervised;
  }

  private async startServices(surroundings: Surroundings, port: () => number): Promise<void> {
    const services = servicePrograms(surroundings, port).map((program) => this.add(program));
    await this.until(services);
    await this.seed({ ...commonEnvironment(surroundings), ...tlsEnvironment(surroundings, 'gateway') });
    const ports = [surroundings.port, ...Array.from({ length: replicas - 1 }, port)];
    this.gateways = gatewayPrograms(surroundings, ports, port).map((program) => this.add(program));
    this.url = `http://127.0.0.1:${surroundings.port}`;
    await this.until(this.gateways);
  }

  private async until(services: readonly Supervised[]): Promise<void> {
    while (!services.every(({ ready }) => ready)) {
      this.goOn();
      await pause(50);
    }
  }

  private goOn(): void {
    if (this.stopping) throw new Error('stopped before everything was up');
  }

  private async seed(env: Record<string, string>): Promise<void> {
    const began = Date.now();
    for (let tries = 1; ; tries++) {
      this.goOn();
      try {
        await run(process.execPath, ['dist/apps/standalone/src/seed-main.js'], { ...env, ...process.env });
        break;
      } catch (error) {
        // On a busy machine a service that has only just come up may be late. What is seeded already stays as it is.
        if (tries === 10 || !/does not answer right now|deadline exceeded|UNAVAILABLE/i.test(String(error))) throw error;
        say(`seeding again: ${(error as Error).message}`);
        await pause(1_000);
      }
    }
    say(`seeded after ${((Date.now() - began) / 1_000).toFixed(1)} s`);
  }

  private describeEnvironments(surroundings: Surroundings): void {
    const common = commonEnvironment(surroundings);
    const environments = SERVICES.map((name) => [name, { ...common, ...tlsEnvironment(surroundings, name), GRPC_PORT: String(surroundings.grpcPorts.get(name)![0]) }] as const);
    writeEnvironments(home, new Map<string, Record<string, string>>([...environments, ['gateway', { ...common, ...tlsEnvironment(surroundings, 'gateway'), PORT: String(surroundings.port) }]]));
  }

  private describe(): Description | undefined {
    if (!this.infrastructure) return undefined;
    const { kafka, redis, redisUrl, postgres, tls } = this.infrastructure;
    return {
      pid: process.pid,
      home,
      ready: this.ready,
      ...(this.url ? { url: this.url } : {}),
      kafka: { addresses: kafka.addresses, brokers: kafka.brokers.map(({ id, address, pid }) => ({ id, address, pid })) },
      redis: { url: redisUrl, pid: redis.pid },
      postgres: { pid: postgres.pid, folder: this.infrastructure.postgresFolder, databases: this.databases },
      grpc: this.grpc,
      ...(tls === undefined ? {} : { tls }),
      bank: this.bank,
      services: this.processes.map(({ program, pid, ready, restarts }) => ({ name: program.name, pid, where: program.where, ...(program.metrics ? { metrics: program.metrics } : {}), ready, restarts })),
    };
  }

  /** So that whoever looks finds today's process ids; a killed stack's successor, too. */
  private note(): void {
    const description = this.describe();
    if (description) writeDescription(description);
  }
}

const left = readDescription(home);
if (left && isRunning(left)) {
  if (json) {
    console.log(JSON.stringify(left, null, 2));
    process.exit(0);
  }
  console.error(`A stack runs on ${home} already (process ${left.pid}). Stop it, or choose another DEMAE_HOME.`);
  process.exit(1);
}
if (only !== undefined && !onlyInfrastructure) throw new Error(`--only ${only} is not known; there is --only infra.`);
if (!existsSync('dist/apps/gateway/src/main.js')) throw new Error('Run it through `npm run stack`, from the root of the project.');
const stack = new Stack();
let starting: Promise<void> = Promise.resolve();
untilStopped(async () => {
  stack.stopping = true;
  await starting.catch(() => undefined);
  await stack.stop();
}, createLogger('info', { write: (line) => lines.write('stack', line.trim()) }));
if (left && (await sweep(left)) > 0) say('ended what a killed stack had left behind');
starting = stack.start();
try {
  await starting;
} catch (error) {
  // Whoever asked for the end in the middle of the start ends it all.
  if (!stack.stopping) {
    say((error as Error).stack ?? String(error));
    await stack.stop();
    process.exit(1);
  }
}
