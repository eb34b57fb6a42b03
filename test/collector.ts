import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A span as it came, with the service that sent it. */
export interface Received {
  service: string;
  name: string;
  /** 1 internal, 2 server, 3 client, 4 producer, 5 consumer. */
  kind: number;
  traceId: string;
  spanId: string;
  parentSpanId: string | undefined;
  start: bigint;
  end: bigint;
  links: { traceId: string; spanId: string }[];
  attributes: Record<string, unknown>;
  failed: boolean;
}

interface Wire {
  resourceSpans?: { resource?: { attributes?: Pair[] }; scopeSpans?: { spans?: WireSpan[] }[] }[];
}
interface WireSpan {
  name: string; kind: number; traceId: string; spanId: string; parentSpanId?: string; startTimeUnixNano: string; endTimeUnixNano: string;
  links?: { traceId: string; spanId: string }[]; attributes?: Pair[]; status?: { code?: number };
}
interface Pair {
  key: string;
  value: Record<string, unknown>;
}

/** A collector of traces, OTLP over HTTP in JSON, that keeps what it is sent. */
export class Collector {
  readonly spans: Received[] = [];
  requests = 0;
  /** What it answers: anything but 200 is a collector in trouble. */
  status = 200;

  private constructor(private readonly server: Server) {}

  static async open(port = 0): Promise<Collector> {
    const server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        collector.requests += 1;
        if (collector.status === 200 && request.url === '/v1/traces') collector.take(JSON.parse(Buffer.concat(parts).toString()) as Wire);
        response.writeHead(collector.status, { 'content-type': 'application/json' }).end('{}');
      });
    });
    const collector = new Collector(server);
    await new Promise<void>((done) => server.listen(port, '127.0.0.1', done));
    return collector;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  of(traceId: string): Received[] {
    return this.spans.filter((span) => span.traceId === traceId);
  }

  /** Waits for what is asked of all that has come. @throws Error when it has not come in time */
  async until(there: (spans: readonly Received[]) => boolean, what: string, patience = 90_000): Promise<void> {
    for (const end = Date.now() + patience; !there(this.spans); await new Promise((resolve) => setTimeout(resolve, 20))) {
      if (Date.now() > end) throw new Error(`not told in ${patience} ms: ${what}`);
    }
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }

  private take({ resourceSpans = [] }: Wire): void {
    for (const { resource, scopeSpans = [] } of resourceSpans) {
      const service = String(plain(resource?.attributes)['service.name']);
      for (const { spans = [] } of scopeSpans) for (const span of spans) this.spans.push(received(service, span));
    }
  }
}

function received(service: string, span: WireSpan): Received {
  const { name, kind, traceId, spanId, parentSpanId, startTimeUnixNano, endTimeUnixNano, links = [], attributes, status } = span;
  return {
    service, name, kind, traceId, spanId, parentSpanId: parentSpanId === '' ? undefined : parentSpanId, start: BigInt(startTimeUnixNano), end: BigInt(endTimeUnixNano),
    links: links.map((link) => ({ traceId: link.traceId, spanId: link.spanId })), attributes: plain(attributes), failed: status?.code === 2,
  };
}

function plain(pairs: Pair[] = []): Record<string, unknown> {
  return Object.fromEntries(pairs.map(({ key, value }) => [key, Object.values(value)[0]]));
}
