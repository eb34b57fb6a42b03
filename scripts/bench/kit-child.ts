import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger, Meter, openRedis, SagaMetrics, Settings, Traces, traceSettings } from '@demae/platform';
import { DiskLog } from '@demae/saga';
import { Kit } from './kit.js';

/* The kit as a process of its own, so that its time is told apart from what others do; takes a turn when it is told to. */
const [urls, collector, observed, kept] = ['BENCH_DATABASE_URLS', 'BENCH_COLLECTOR', 'BENCH_METRICS', 'BENCH_KEEP_SENT'].map((name) => process.env[name]);
const home = mkdtempSync(join(tmpdir(), 'demae-bench-'));
const logger = createLogger('warn');
const redis = await openRedis('memory:', logger);
const settings = Settings.read('bench', traceSettings, { OTEL_EXPORTER_OTLP_ENDPOINT: collector, TRACE_SAMPLE: '0.01' });
const traces = collector ? Traces.open(settings, redis, logger) : undefined;
const log = await DiskLog.open({ directory: home });
const observerOf = observed === 'on' ? (service: string) => new SagaMetrics(new Meter(service)) : undefined;
const kit = await Kit.open((database) => (JSON.parse(urls!) as Record<string, string>)[database]!, log, { traces, observerOf, keepSent: kept === undefined ? undefined : Number(kept) });

/** What the process is told to do. */
type Turn = { inFlight: number; seconds: number; declined: number } | { balanced: true };

process.on('message', (told: Turn) => {
  void (async () => process.send!('balanced' in told ? await kit.isBalanced() : await kit.turn(told.inFlight, told.seconds, told.declined)))();
});
process.once('disconnect', () => {
  void (async () => {
    await kit.close();
    await log.close();
    await traces?.close();
    redis.disconnect();
    rmSync(home, { recursive: true, force: true });
    process.exit(0);
  })();
});
process.send!({ url: '' });
