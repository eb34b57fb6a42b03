import { SpanKind } from './span.js';
import type { Tracer } from './tracer.js';
import { currentTraceparent } from '../log/traceparent.js';

export interface OutsideCall {
  /** To be sent along. */
  readonly headers: Record<string, string>;
  /** The status that was answered, or why there was none. */
  end(status: number | undefined, error?: unknown): void;
}

const UNWATCHED: OutsideCall = { headers: {}, end: () => undefined };

/** Spans of the calls to the outside world, for those who make them. Inject it. */
export class OutsideCalls {
  constructor(private readonly tracer?: Tracer) {}

  /** @param path as its route is written, "/charges/:id": what stands in a real one may be a secret. */
  begin(method: string, url: URL, path: string): OutsideCall {
    const within = currentTraceparent();
    if (!this.tracer || within === undefined) return UNWATCHED;
    const port = Number(url.port) || (url.protocol === 'https:' ? 443 : 80);
    const attributes = { 'http.request.method': method, 'server.address': url.hostname, 'server.port': port, 'url.template': path };
    const span = this.tracer.begin(`${method} ${path}`, SpanKind.CLIENT, within, attributes);
    return {
      headers: { traceparent: span.traceparent },
      end: (status, error) => {
        if (status !== undefined) span.attributes['http.response.status_code'] = status;
        span.end(error ?? (status !== undefined && status >= 500 ? Object.assign(new Error(`answered ${status}`), { code: String(status) }) : undefined));
      },
    };
  }
}
