import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { run } from './jars.js';

/** Doors for who logs in and who speaks TLS, beside the open one. */
export interface SecureDoors {
  /** Passwords by user, each good for PLAIN and SCRAM. */
  users: Readonly<Record<string, string>>;
  /** A private key (PKCS 8) and its certificates, as one PEM file. */
  keyFile: string;
  ports: { login: number; tls: number; loginTls: number };
}

export interface BrokerPlace {
  /** 1, 2, 3 … */
  id: number;
  /** Of its own; made when missing. */
  directory: string;
  jars: string;
  clusterId: string;
  port: number;
  controllerPort: number;
  /** `id@host:port` of every controller. */
  voters: string;
  brokers: number;
  /** Most memory of the Java heap, MiB. */
  heap: number;
  secure?: SecureDoors;
  /** With it all that is said to and among the brokers is TLS. */
  tls?: BrokerTls | undefined;
}

/** Files of PEM: a key (PKCS 8) with its certificates, and whom to trust. */
export interface BrokerTls {
  keyFile: string;
  ca: string;
}

/** How long a broker may take to come up on a busy machine, and to end in order, milliseconds. */
const LONGEST_START = 240_000;
const PATIENCE = 60_000;

const LOGGING = `rootLogger.level = warn
rootLogger.appenderRef.out.ref = out
appender.out.type = Console
appender.out.name = out
appender.out.layout.type = PatternLayout
appender.out.layout.pattern = %d{ISO8601} %p %c{1}: %m%n
logger.server.name = kafka.server.KafkaRaftServer
logger.server.level = info
`;

/** Somebody else listens where a broker was to. */
export class PortTaken extends Error {
  override readonly name = 'PortTaken';
}

/** One Kafka broker (and controller) as a process of its own, writing to a file, in a session of its own: a Ctrl-C does not reach it. */
export class Broker {
  private process: { pid: number; exited: Promise<void>; hasExited: boolean } | undefined;

  constructor(readonly place: BrokerPlace) {}

  get id(): number {
    return this.place.id;
  }

  get address(): string {
    return `127.0.0.1:${this.place.port}`;
  }

  /** 0 while it does not run. */
  get pid(): number {
    return this.process && !this.process.hasExited ? this.process.pid : 0;
  }

  /** Resolves when the process is gone. */
  get exited(): Promise<void> {
    return this.process?.exited ?? Promise.resolve();
  }

  private get logFile(): string {
    return join(this.place.directory, 'server.log');
  }

  private get pidFile(): string {
    return join(this.place.directory, 'broker.pid');
  }

  /** Formats its folder the first time, and starts it. @throws Error with the end of its log when it does not come up. */
  async start(): Promise<void> {
    const { directory, jars, heap } = this.place;
    mkdirSync(directory, { recursive: true });
    await endOrphan(this.pidFile, directory);
    const properties = join(directory, 'server.properties');
    writeFileSync(properties, this.properties());
    writeFileSync(join(directory, 'log4j2.properties'), LOGGING);
    const classpath = join(jars, '*');
    const logging = `-Dlog4j2.configurationFile=${join(directory, 'log4j2.properties')}`;
    if (!existsSync(join(directory, 'data/meta.properties'))) {
      await run('java', ['-cp', classpath, logging, 'kafka.tools.StorageTool', 'format', '-t', this.place.clusterId, '-c', properties, ...this.scramUsers()]);
    }
    const log = openSync(this.logFile, 'a');
    const begin = statSync(this.logFile).size;
    // A broker here lives for minutes: what Java's second compiler makes faster in the end it takes from everybody until then.
    const flags = [`-Xmx${heap}m`, '-Xms64m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-XX:+ExitOnOutOfMemoryError', logging];
    const child = spawn('java', [...flags, '-cp', classpath, 'kafka.Kafka', properties], { detached: true, stdio: ['ignore', log, log] });
    closeSync(log);
    child.unref();
    const running = { pid: child.pid ?? 0, hasExited: false, exited: Promise.resolve() };
    running.exited = new Promise((resolve) => {
      const end = () => {
        running.hasExited = true;
        resolve();
      };
      child.once('exit', end).once('error', end);
    });
    this.process = running;
    writeFileSync(this.pidFile, String(running.pid));
    await this.ready(begin);
  }

  /** Ends it in order: its leaders move first, everything is on disk. */
  async stop(): Promise<void> {
    if (this.pid) process.kill(this.pid, 'SIGTERM');
    const late = new AbortController();
    await Promise.race([this.exited, pause(PATIENCE, undefined, { signal: late.signal }).catch(() => undefined)]);
    late.abort();
    await this.kill();
  }

  /** kill -9. */
  async kill(): Promise<void> {
    if (this.pid) process.kill(this.pid, 'SIGKILL');
    // Not by waiting for the child alone, which keeps nobody awake.
    while (this.pid) await pause(10);
    rmSync(this.pidFile, { force: true });
  }

  private async ready(begin: number): Promise<void> {
    for (const end = Date.now() + LONGEST_START; ; await pause(50)) {
      const text = readFileSync(this.logFile).subarray(begin).toString('utf8');
      if (text.includes('Kafka Server started')) return;
      if (this.pid && Date.now() < end) continue;
      await this.kill();
      if (text.includes('Address already in use')) throw new PortTaken(`A port of Kafka broker ${this.id} is taken; see ${this.logFile}.`);
      throw new Error(`Kafka broker ${this.id} did not start; the end of ${this.logFile}:\n${text.trim().split('\n').slice(-15).join('\n')}`);
    }
  }

  private scramUsers(): string[] {
    return Object.entries(this.place.secure?.users ?? {}).flatMap(([name, password]) => ['SCRAM-SHA-256', 'SCRAM-SHA-512']
      .flatMap((kind) => ['--add-scram', `${kind}=[name=${name},password=${password}]`]));
  }

  private properties(): string {
    const { id, directory, port, controllerPort, voters, brokers, secure, tls } = this.place;
    const door = tls ? 'TLS' : 'PLAINTEXT';
    const doors = [`${door}://127.0.0.1:${port}`];
    if (secure) doors.push(`LOGIN://127.0.0.1:${secure.ports.login}`, `TLS://127.0.0.1:${secure.ports.tls}`, `LOGINTLS://127.0.0.1:${secure.ports.loginTls}`);
    const copies = Math.min(3, brokers);
    const inSync = copies >= 3 ? 2 : 1;
    const settings: Record<string, string | number> = {
      'process.roles': 'broker,controller',
      'node.id': id,
      'controller.quorum.voters': voters,
      'controller.listener.names': 'CONTROLLER',
      listeners: [...doors, `CONTROLLER://127.0.0.1:${controllerPort}`].join(','),
      'advertised.listeners': doors.join(','),
      'listener.security.protocol.map': `PLAINTEXT:PLAINTEXT,CONTROLLER:${tls ? 'SSL' : 'PLAINTEXT'},LOGIN:SASL_PLAINTEXT,TLS:SSL,LOGINTLS:SASL_SSL`,
      'inter.broker.listener.name': door,
      'log.dirs': join(directory, 'data'),
      // A misspelt topic is a mistake, not a wish.
      'auto.create.topics.enable': 'false',
      'default.replication.factor': copies,
      'min.insync.replicas': inSync,
      'unclean.leader.election.enable': 'false',
      'offsets.topic.num.partitions': 8,
      'offsets.topic.replication.factor': copies,
      'transaction.state.log.replication.factor': copies,
      'transaction.state.log.min.isr': inSync,
      'share.coordinator.state.topic.replication.factor': copies,
      'share.coordinator.state.topic.min.isr': inSync,
      // Members of a group need not wait for one another to come.
      'group.initial.rebalance.delay.ms': 0,
      'broker.heartbeat.interval.ms': 1000,
      'broker.session.timeout.ms': 6000,
      // Sized for a small machine.
      'num.network.threads': 2,
      'num.io.threads': 4,
      'num.replica.fetchers': 1,
      'log.cleaner.dedupe.buffer.size': 16_777_216,
      'log.segment.bytes': 67_108_864,
      ...(secure ? secureSettings(secure) : {}),
      ...(tls ? { 'ssl.keystore.type': 'PEM', 'ssl.keystore.location': tls.keyFile, 'ssl.truststore.type': 'PEM', 'ssl.truststore.location': tls.ca } : {}),
    };
    return Object.entries(settings).map(([name, value]) => `${name}=${value}\n`).join('');
  }
}

function secureSettings({ users, keyFile }: SecureDoors): Record<string, string> {
  const settings: Record<string, string> = {
    'sasl.enabled.mechanisms': 'PLAIN,SCRAM-SHA-256,SCRAM-SHA-512',
    'ssl.keystore.type': 'PEM',
    'ssl.keystore.location': keyFile,
  };
  const plainUsers = Object.entries(users).map(([name, password]) => `user_${name}="${password}"`).join(' ');
  for (const door of ['login', 'logintls']) {
    settings[`listener.name.${door}.plain.sasl.jaas.config`] = `org.apache.kafka.common.security.plain.PlainLoginModule required ${plainUsers};`;
    for (const kind of ['scram-sha-256', 'scram-sha-512']) {
      settings[`listener.name.${door}.${kind}.sasl.jaas.config`] = 'org.apache.kafka.common.security.scram.ScramLoginModule required;';
    }
  }
  return settings;
}

/** A broker that outlived whoever started it would keep the folder's lock: it is ended in order. */
async function endOrphan(pidFile: string, directory: string): Promise<void> {
  if (!existsSync(pidFile)) return;
  const pid = Number(readFileSync(pidFile, 'utf8'));
  for (const end = Date.now() + PATIENCE; serves(pid, directory); await pause(100)) {
    process.kill(pid, Date.now() < end ? 'SIGTERM' : 'SIGKILL');
  }
  rmSync(pidFile, { force: true });
}

/** Whether that process is a broker on that folder, and not another one that has got its number since. */
function serves(pid: number, directory: string): boolean {
  try {
    return pid > 1 && readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(join(directory, 'server.properties'));
  } catch {
    return false;
  }
}
