import type { SettingDeclarations } from '../config/settings.js';

export const traceSettings = {
  OTEL_EXPORTER_OTLP_ENDPOINT: {
    kind: 'url', optional: true, schemes: ['http', 'https'], example: 'http://127.0.0.1:4318',
    what: 'the OpenTelemetry collector that takes traces, OTLP over HTTP; no traces when not set',
  },
  OTEL_EXPORTER_OTLP_HEADERS: { kind: 'secret', optional: true, example: 'authorization=Bearer%20…', what: 'headers to send to the collector: name=value,name=value, percent-encoded' },
  TRACE_SAMPLE: { kind: 'share', default: 0.01, what: 'the share of traces that is sent whatever becomes of them, from 0 to 1; the same for all services' },
  TRACE_SLOW: { kind: 'duration', default: '5s', what: 'a request that takes longer, or a step that takes effect so long after its event, has its trace sent' },
  TRACE_HOLD: { kind: 'duration', default: '5m', what: 'how long spans that nobody has asked for are held, in case their trace fails later' },
  TRACE_HOLD_SPANS: { kind: 'whole', default: 50_000, least: 0, most: 10_000_000, what: 'how many of them a process holds at most; up to half a kilobyte each' },
  TRACE_JOIN: {
    kind: 'text', default: 'links', choices: ['links', 'parents'],
    what: 'how the handling of an event is joined to the saying of it, within the one trace of an order: by a link, or also as its child',
  },
} as const satisfies SettingDeclarations;
