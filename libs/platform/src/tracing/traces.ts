import type { Settings } from '../config/settings.js';
import type { Logger } from '../log/logger.js';
import { isKept, traceIdOf } from '../log/traceparent.js';
import type { Redis } from '../redis/redis.js';
import { HeldSpans } from './held.js';
import type { Held, Wanted } from './held.js';
import { openExporter } from './otlp.js';
import type { Sent } from './otlp.js';
import type { Done } from './span.js';
import { SpanQueue } from './span-queue.js';

/** Redis channel on which processes tell each other which traces are to be kept, ids separated by spaces. */
const CHANNEL = 'demae:traces:keep';
/** How often what was held is searched for traces that have become wanted, milliseconds. */
const SEARCH = 1_000;

export interface TraceOptions {
  /** Share of traces that are kept whatever becomes of them. */
  sample: number;
  /** What takes longer is kept, milliseconds. */
  slow: number;
  join: 'links' | 'parents';
}

/** The traces of this process: what is sent, what is held for the case that it matters, and which traces do. */
export class Traces {
  private readonly held: HeldSpans;
  private readonly queue: SpanQueue;
  private readonly limit: number;
  private readonly timer: NodeJS.Timeout;
  private readonly heard: Redis | undefined;
  private toTell: string[] = [];
  readonly slow: number;
  readonly join: TraceOptions['join'];

  constructor(
    options: TraceOptions & { held: HeldSpans; queue: SpanQueue },
    private readonly redis?: Redis,
  ) {
    this.held = options.held;
    this.queue = options.queue;
    this.slow = options.slow;
    this.join = options.join;
    this.limit = Math.round(options.sample * 2 ** 32);
    this.timer = setInterval(() => this.release(), SEARCH).unref();
    this.heard = redis && this.listen(redis);
  }

  /** Undefined when no collector is set. */
  static open(settings: Settings, redis: Redis, logger: Logger): Traces | undefined {
    const endpoint = settings.get<string | undefined>('OTEL_EXPORTER_OTLP_ENDPOINT');
    if (endpoint === undefined) return undefined;
    const headers = headersOf(settings.get<string | undefined>('OTEL_EXPORTER_OTLP_HEADERS'));
    const exporter = openExporter(endpoint, headers);
    const held = new HeldSpans({ most: settings.get<number>('TRACE_HOLD_SPANS'), long: settings.get<number>('TRACE_HOLD') });
    const options = { sample: settings.get<number>('TRACE_SAMPLE'), slow: settings.get<number>('TRACE_SLOW'), join: settings.get<TraceOptions['join']>('TRACE_JOIN') };
    return new Traces({ ...options, held, queue: new SpanQueue(exporter, logger) }, redis);
  }

  /** Whether this trace is one of the share that is kept anyway. A function of the id alone, so that every process says the same. */
  readonly isSampled = (traceId: string): boolean => parseInt(traceId.slice(24), 16) < this.limit;

  /** Takes what is done: it is sent when its trace is kept, else held for a while. */
  add(service: string, done: Done): void {
    if (isKept(done.traceparent)) this.send({ service, done });
    else this.held.add(new HeldOne(service, done));
  }

  /** Several at once, for those who know what to make of them later. */
  hold(held: Held): void {
    this.held.add(held);
  }

  /** Sends it, whatever its flag says. */
  send(span: Sent): void {
    this.queue.add(span);
  }

  /** Something went wrong, or slowly, in this trace: all that is known of it is sent, here and in the other processes. */
  keep(traceparent: string): void {
    const traceId = traceIdOf(traceparent);
    if (this.isSampled(traceId) || !this.held.want(traceId, Date.now())) return;
    if (this.redis) this.toTell.push(traceId);
  }

  /** A traceparent that came from another process: when it is kept against the odds, something went wrong there. */
  notice(traceparent: string): void {
    if (!isKept(traceparent)) return;
    const traceId = traceIdOf(traceparent);
    if (!this.isSampled(traceId)) this.held.want(traceId, Date.now());
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    this.release();
    this.heard?.disconnect();
    await this.queue.close();
  }

  private release(): void {
    for (const span of this.held.search(Date.now())) this.send(span);
    const ids = this.toTell;
    this.toTell = [];
    // Who does not hear of it has less to show; nothing else depends on it.
    if (ids.length > 0) void this.redis!.publish(CHANNEL, ids.join(' ')).catch(() => undefined);
  }

  private listen(redis: Redis): Redis {
    const heard = redis.duplicate();
    heard.on('error', () => undefined);
    heard.on('message', (_channel: string, text: string) => {
      for (const traceId of text.split(' ')) if (/^[0-9a-f]{32}$/.test(traceId)) this.held.want(traceId, Date.now());
    });
    const subscribe = () => void heard.subscribe(CHANNEL).catch(() => undefined);
    heard.on('ready', subscribe);
    if (heard.status === 'ready') subscribe();
    else if (heard.status === 'wait') heard.connect().catch(() => undefined);
    return heard;
  }
}

class HeldOne implements Held {
  readonly weight = 1;
  readonly heldAt = Date.now();

  constructor(
    private readonly service: string,
    private readonly done: Done,
  ) {}

  spansOf(wanted: Wanted) {
    return wanted.has(this.done.traceparent) ? [{ service: this.service, done: this.done }] : [];
  }
}

/** As the OpenTelemetry specification has them: name=value,name=value, percent-encoded. */
function headersOf(text = ''): Record<string, string> {
  const pairs = text.split(',').filter((pair) => pair.includes('='));
  return Object.fromEntries(pairs.map((pair) => [pair.slice(0, pair.indexOf('=')).trim(), decodeURIComponent(pair.slice(pair.indexOf('=') + 1).trim())]));
}
