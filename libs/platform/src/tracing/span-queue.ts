import type { IOtlpExportDelegate } from '@opentelemetry/otlp-exporter-base';
import type { Logger } from '../log/logger.js';
import type { Sent } from './otlp.js';

/** Spans of one request to the collector at most. */
const BATCH = 512;
/** How often what has come together leaves, milliseconds. */
const EVERY = 1_000;
/** How long to let a collector be that did not answer, milliseconds. */
const REST = 5_000;

/** Exporters say it by a code: https://github.com/open-telemetry/opentelemetry-js, ExportResultCode */
const SUCCESS = 0;

/**
 * Spans on their way to the collector. One request at a time; while the collector is away so many wait, and what comes then is dropped.
 * That is told once, and once more with the number of what was lost when it is back.
 */
export class SpanQueue {
  private waiting: Sent[] = [];
  private sending: Promise<void> | undefined;
  private away = false;
  private lost = 0;
  private restsUntil = 0;
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly exporter: Pick<IOtlpExportDelegate<readonly Sent[]>, 'export' | 'shutdown'>,
    private readonly logger: Logger,
    /** Spans that may wait. */
    private readonly most = 10_000,
  ) {
    this.timer = setInterval(() => void this.send(), EVERY).unref();
  }

  get length(): number {
    return this.waiting.length;
  }

  add(span: Sent): void {
    if (this.waiting.length >= this.most) {
      this.lost += 1;
      return;
    }
    this.waiting.push(span);
    if (this.waiting.length >= BATCH && !this.sending) void this.send();
  }

  /** What waits is sent, when the collector answers within so many milliseconds. */
  async close(patience = 2_000): Promise<void> {
    clearInterval(this.timer);
    this.restsUntil = 0;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((done) => (timer = setTimeout(done, patience)));
    await Promise.race([this.send().then(() => this.send()), late]);
    clearTimeout(timer);
    // Ends requests that are under way; what it says about them is of no use to anybody any more.
    void this.exporter.shutdown().catch(() => undefined);
  }

  /** Everything that waits, one request after the other, for as long as they are taken. */
  private send(): Promise<void> {
    this.sending ??= this.sendAll().finally(() => (this.sending = undefined));
    return this.sending;
  }

  private async sendAll(): Promise<void> {
    while (this.waiting.length > 0 && Date.now() >= this.restsUntil) {
      const batch = this.waiting.splice(0, BATCH);
      const error = await new Promise<Error | undefined>((done) => {
        this.exporter.export(batch, (result) => done(result.code === SUCCESS ? undefined : (result.error ?? new Error('no reason given'))));
      });
      if (error) this.failed(batch, error);
      else if (this.away) this.back();
    }
  }

  private failed(batch: Sent[], error: Error): void {
    this.restsUntil = Date.now() + REST;
    const room = Math.max(0, this.most - this.waiting.length);
    this.lost += Math.max(0, batch.length - room);
    this.waiting.unshift(...batch.slice(0, room));
    if (this.away) return;
    this.away = true;
    this.logger.warn({ error: String(error) }, 'the collector of traces does not answer; going on without, and keeping what fits');
  }

  private back(): void {
    this.logger.info({ lost: this.lost }, 'the collector of traces is back');
    this.away = false;
    this.lost = 0;
  }
}
