import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import pg from 'pg';
import { catalogue, OrderCreated } from '@demae/contracts';
import { CRASH_CHANNEL } from '@demae/platform';
import { CRASH_POINTS, newId, type LogRecord } from '@demae/saga';
import type { Random } from '../random.js';
import { serviceOf } from '../stack/place.js';
import type { RunningStack } from '../stack/running.js';
import { SERVICES } from '../stack/services.js';
import type { Acknowledged } from './town.js';

/** What was done to a stack, for who has to explain it afterwards. */
export interface Struck {
  kind: string;
  details: string;
  at: Date;
}

/** Longest until something is there again that a fault needs, milliseconds. */
const PATIENCE = 300_000;
/** Longest that a crash is waited for, milliseconds: it may be that nobody passes its point. */
const CRASHES = 10_000;

/** How far back what comes again was said, milliseconds. */
const LATELY = 300_000;

/** Those who hear something in a saga: where a crash point can be passed. */
const PARTAKERS = ['order', 'inventory', 'payment', 'fulfillment', 'delivery'];

/** Breaks a running stack in many ways. Each fault is over, or puts itself right, some seconds after it has struck. */
export class Faults {
  readonly struck: Struck[] = [];
  /** Keys of the poisonous messages. */
  readonly poison: string[] = [];
  /** Of the one that could not be said yet. */
  private unsaid: string | undefined;
  private deck: string[] = [];

  constructor(
    private readonly stack: RunningStack,
    private readonly random: Random,
    private readonly acknowledged: readonly Acknowledged[],
    /** Only these kinds; all when absent. */
    private readonly only?: readonly string[],
  ) {}

  /** What each kind does; it resolves, with details, when the next fault may strike. */
  private readonly kinds: Record<string, () => Promise<string>> = {
    'a service is killed': () => this.kill((name) => isService(name)),
    'a gateway is killed': () => this.kill((name) => name.startsWith('gateway')),
    'the bank is killed': () => this.kill((name) => name === 'bank'),
    'a service is ended in order': () => this.signal('SIGTERM', (name) => isService(name)),
    'a service is frozen': () => this.freeze(this.processes((name) => isService(name))),
    'Redis is killed': () => this.end('redis', this.stack.describe().redis.pid),
    'Postgres is killed': () => this.end('postgres', this.stack.describe().postgres.pid),
    'a broker is killed': () => this.killBroker(),
    'a broker is frozen': () => this.freeze(this.stack.describe().kafka.brokers.map(({ id, pid }) => ({ name: `broker ${id}`, pid }))),
    'partitions change their leaders': () => this.moveLeaders(),
    'the bank loses its answers': () => this.misbehave('loses-answers', 5 + this.random.below(20)),
    'the bank stalls': () => this.stall(),
    'the connections of a database are cut': () => this.cut(),
    'an outbox is locked': () => this.lock(),
    'a poisonous message': () => this.poisonous(),
    'events come again': () => this.sayAgain(),
    ...Object.fromEntries(CRASH_POINTS.map((point) => [`a crash ${point}`, () => this.crash(point)])),
  };

  /** The next fault of a shuffled deck in which each kind is once. */
  async strike(): Promise<Struck> {
    if (this.deck.length === 0) this.deck = this.random.shuffle(Object.keys(this.kinds).filter((kind) => this.only?.includes(kind) ?? true));
    const kind = this.deck.pop()!;
    const struck: Struck = { kind, details: '', at: new Date() };
    this.struck.push(struck);
    // What the last fault has broken may be needed for this one.
    for (const end = Date.now() + PATIENCE; ; ) {
      try {
        struck.details = await this.kinds[kind]!();
        return struck;
      } catch (error) {
        if (Date.now() > end) throw new Error(`"${kind}" could not strike`, { cause: error });
        await pause(500);
      }
    }
  }

  private processes(which: (name: string) => boolean): { name: string; pid: number }[] {
    return this.stack.describe().services.filter(({ name, pid }) => pid > 0 && which(name));
  }

  private async signal(signal: NodeJS.Signals, which: (name: string) => boolean): Promise<string> {
    const { name, pid } = this.random.pick(this.processes(which));
    send(pid, signal);
    await pause(500 + this.random.below(1_500));
    return `${name}, process ${pid}`;
  }

  private kill(which: (name: string) => boolean): Promise<string> {
    return this.signal('SIGKILL', which);
  }

  private async end(name: string, pid: number): Promise<string> {
    send(pid, 'SIGKILL');
    await pause(1_000 + this.random.below(2_000));
    return `${name}, process ${pid}`;
  }

  private async killBroker(): Promise<string> {
    const { id, pid } = this.random.pick(this.stack.describe().kafka.brokers);
    send(pid, 'SIGKILL');
    // One at a time: with two of three gone nothing can be stored, which is no test of anything.
    const back = () => this.stack.describe().kafka.brokers.some((broker) => broker.id === id && broker.pid > 0 && broker.pid !== pid);
    for (const end = Date.now() + 30_000; !back() && Date.now() < end; ) await pause(100);
    return `broker ${id}, process ${pid}`;
  }

  private async freeze(those: { name: string; pid: number }[]): Promise<string> {
    const { name, pid } = this.random.pick(those.filter((one) => one.pid > 0));
    const time = 2_000 + this.random.below(9_000);
    send(pid, 'SIGSTOP');
    try {
      await pause(time);
    } finally {
      send(pid, 'SIGCONT');
    }
    return `${name}, process ${pid}, for ${time} ms`;
  }

  private async moveLeaders(): Promise<string> {
    const admin = await this.stack.admin();
    const moved: string[] = [];
    for (let n = 0; n < 4; n++) {
      const topic = this.random.pick(['order.events', 'inventory.events', 'payment.events', 'delivery.events', 'fulfillment.events'].filter((name) => catalogue.topics().includes(name)));
      const partition = this.random.below(4);
      await admin.moveLeader(topic, partition);
      moved.push(`${topic}/${partition}`);
    }
    return moved.join(', ');
  }

  private async misbehave(behaviour: string, times: number): Promise<string> {
    await this.stack.bank('POST', 'behaviour', { behaviour, times });
    await pause(1_000);
    return `${times} times`;
  }

  private async stall(): Promise<string> {
    const time = 2_000 + this.random.below(4_000);
    await this.stack.bank('POST', 'behaviour', { behaviour: 'stalls' });
    await pause(time);
    // Where it was killed meanwhile, it has forgotten.
    await this.stack.bank('DELETE', 'behaviour').catch(() => undefined);
    return `for ${time} ms`;
  }

  private async cut(): Promise<string> {
    const service = this.random.pick(SERVICES);
    const rows = await this.stack.query<{ ok: boolean }>(service, 'select pg_terminate_backend(pid) ok from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()');
    await pause(500);
    return `${service}, ${rows.length} connections`;
  }

  private async lock(): Promise<string> {
    const service = this.random.pick(PARTAKERS);
    const time = 1_000 + this.random.below(3_000);
    const client = new pg.Client({ connectionString: this.stack.describe().postgres.databases[service]! });
    client.on('error', () => undefined);
    await client.connect();
    try {
      await client.query('begin');
      await client.query('lock table outbox in access exclusive mode');
      await pause(time);
      await client.query('rollback');
    } finally {
      await client.end();
    }
    return `${service}, for ${time} ms`;
  }

  /** An event whose bytes nobody can read, about an order of its own. */
  private async poisonous(): Promise<string> {
    // The same at each try: one that failed may have been said all the same.
    const key = (this.unsaid ??= newId());
    const headers = { ce_specversion: '1.0', ce_id: newId(), ce_type: OrderCreated.eventName, ce_source: 'chaos', ce_time: new Date().toISOString() };
    await (await this.stack.log()).publish([{ topic: OrderCreated.topic, key, value: Buffer.from([0xff, 0xff, 0xff, 0xff]), headers }]);
    this.poison.push(key);
    this.unsaid = undefined;
    return `${OrderCreated.topic}, key ${key}`;
  }

  /** All that was said lately about some of the newest orders, once more. */
  private async sayAgain(): Promise<string> {
    const log = await this.stack.log();
    const topics = catalogue.topics();
    const ids = new Set(this.random.shuffle(this.acknowledged.slice(-30)).slice(0, 3).map(({ id }) => id));
    // Not from the beginning: that takes the longer the more was said.
    const [begins, extents] = await Promise.all([log.places.offsetsAt(topics, new Date(Date.now() - LATELY)), log.places.extents(topics)]);
    const lately = new Map([...extents].map(([place, { end }]) => [place, { begin: begins.get(place) ?? end, end }]));
    const said: LogRecord[] = [];
    await log.places.read(lately, (records) => Promise.resolve(void said.push(...records.filter(({ key }) => ids.has(key)))));
    if (said.length === 0) throw new Error('nothing was said yet');
    await log.publish(said.map(({ topic, key, value, headers }) => ({ topic, key, value, headers })));
    return `${said.length} events of ${ids.size} orders`;
  }

  /** One of the partakers ends itself when it passes that point. */
  private async crash(point: string): Promise<string> {
    const service = point === 'before the record' ? 'payment' : this.random.pick(PARTAKERS);
    const passes = 1 + this.random.below(4);
    const those = () => this.stack.processesOf(service);
    // Whoever is just being started hears nothing.
    for (const end = Date.now() + PATIENCE; !those().every(({ ready }) => ready) && Date.now() < end; ) await pause(100);
    const before = pidsOf(those());
    const redis = new Redis(this.stack.describe().redis.url, { lazyConnect: true, maxRetriesPerRequest: 3, ...(this.stack.ca ? { tls: { ca: this.stack.ca } } : {}) });
    redis.on('error', () => undefined);
    try {
      await redis.connect();
      await redis.publish(CRASH_CHANNEL, JSON.stringify({ service, point, passes }));
    } finally {
      redis.disconnect();
    }
    await pause(2_000);
    for (const end = Date.now() + CRASHES; pidsOf(those()) === before && Date.now() < end; ) await pause(100);
    return `${service}, at the ${passes}. time`;
  }
}

function pidsOf(those: readonly { pid: number }[]): string {
  return those.map(({ pid }) => pid).join();
}

/** Whether that process, "order" or "order-2", is one with a database. */
function isService(name: string): boolean {
  return SERVICES.some((service) => service === serviceOf({ name }));
}

/** A process that is being started again has no number yet. */
function send(pid: number, signal: NodeJS.Signals): void {
  if (pid <= 0) return;
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
