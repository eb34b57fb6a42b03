import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { Broker, PortTaken, type BrokerTls, type SecureDoors } from './broker.js';
import { kafkaJars } from './jars.js';

export interface ClusterOptions {
  /** Its folder; data stays there between starts. */
  directory: string;
  /** How many brokers. Default 1; always the same for one folder. */
  brokers?: number;
  /** Most memory of each broker's Java heap, MiB. Default 384. */
  heap?: number;
  /** With it every broker has doors for who logs in and who speaks TLS, too. */
  secure?: Omit<SecureDoors, 'ports'>;
  /** With it the brokers speak TLS only. */
  tls?: BrokerTls | undefined;
  /** What goes on, for people. */
  say?: (message: string) => void;
}

/** Real Kafka without containers: so many brokers from the published jars, each a process of its own, on free loopback ports. */
export class KafkaCluster {
  private readonly onExit = () => {
    for (const { pid } of this.brokers) if (pid) process.kill(pid, 'SIGTERM');
  };

  private constructor(readonly brokers: readonly Broker[]) {
    process.once('exit', this.onExit);
  }

  /** Resolves when every broker takes requests. @throws Error that says which did not, and why. */
  static async start(options: ClusterOptions): Promise<KafkaCluster> {
    for (let tries = 1; ; tries++) {
      try {
        return await KafkaCluster.startOnce(options);
      } catch (error) {
        // Between its choice and its use a port may be taken by somebody else: the next ones are others.
        if (!(error instanceof PortTaken) || tries === 3) throw error;
        options.say?.(error.message);
      }
    }
  }

  private static async startOnce({ directory, brokers = 1, heap = 384, secure, tls, say }: ClusterOptions): Promise<KafkaCluster> {
    const jars = await kafkaJars(say);
    const folder = resolve(directory);
    mkdirSync(folder, { recursive: true });
    const clusterId = clusterIdOf(folder);
    const ports = await freePorts((secure ? 5 : 2) * brokers);
    const secured = (id: number) => {
      if (!secure) return undefined;
      const [login, tls, loginTls] = ports.slice(2 * brokers + 3 * (id - 1)) as [number, number, number];
      return { ...secure, ports: { login, tls, loginTls } };
    };
    const ids = Array.from({ length: brokers }, (_, i) => i + 1);
    const voters = ids.map((id) => `${id}@127.0.0.1:${ports[brokers + id - 1]}`).join(',');
    const cluster = new KafkaCluster(ids.map((id) => new Broker({
      id, jars, clusterId, voters, brokers, heap, tls,
      directory: join(folder, `broker-${id}`),
      port: ports[id - 1]!,
      controllerPort: ports[brokers + id - 1]!,
      secure: secured(id),
    })));
    const started = await Promise.allSettled(cluster.brokers.map((broker) => broker.start()));
    const failed = started.find((result) => result.status === 'rejected');
    if (failed) {
      await cluster.stop();
      throw failed.reason as Error;
    }
    return cluster;
  }

  /** host:port of every broker, with commas between. */
  get addresses(): string {
    return this.brokers.map(({ address }) => address).join(',');
  }

  broker(id: number): Broker {
    const found = this.brokers.find((broker) => broker.id === id);
    if (!found) throw new Error(`There is no broker ${id}; there are ${this.brokers.map((broker) => broker.id).join(', ')}.`);
    return found;
  }

  async stop(): Promise<void> {
    await Promise.all(this.brokers.map((broker) => broker.stop()));
    process.off('exit', this.onExit);
  }

  /** Ends it at once, for data that nobody needs any more. */
  async kill(): Promise<void> {
    await Promise.all(this.brokers.map((broker) => broker.kill()));
    process.off('exit', this.onExit);
  }
}

function clusterIdOf(folder: string): string {
  const file = join(folder, 'cluster-id');
  // A first letter that is no dash, so that no command line takes it for an option.
  if (!existsSync(file)) writeFileSync(file, `D${randomBytes(16).toString('base64url').slice(1)}`);
  return readFileSync(file, 'utf8').trim();
}

/** Below those that systems give away by themselves, to whoever connects or listens on any port: one of theirs may be taken before it is used. */
const [LOWEST, HIGHEST] = [15_000, 32_000];
const given = new Set<number>();

/** Ports that nobody listens on at this moment, all different, also from those that were given before. */
export async function freePorts(count: number, [lowest, highest] = [LOWEST, HIGHEST]): Promise<number[]> {
  const ports: number[] = [];
  while (ports.length < count) {
    const port = lowest + Math.floor(Math.random() * (highest - lowest));
    if (given.has(port)) continue;
    given.add(port);
    if (await isFree(port)) ports.push(port);
  }
  return ports;
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false)).listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
