import { hostname } from 'node:os';
import { SpanStatusCode } from '@opentelemetry/api';
import type { IOtlpExportDelegate } from '@opentelemetry/otlp-exporter-base';
import { convertLegacyHttpOptions, createOtlpHttpExportDelegate } from '@opentelemetry/otlp-exporter-base/node-http';
import { withoutPersonalData } from '../log/personal-data.js';
import { spanIdOf, traceIdOf } from '../log/traceparent.js';
import type { Attributes, Done } from './span.js';

/** What is sent: a span, and the service that it is of. */
export interface Sent {
  readonly service: string;
  readonly done: Done;
}

/** OTLP over HTTP, with the SDK's retries and timeouts. @throws nothing: what fails is told to whoever exports */
export function openExporter(endpoint: string, headers: Record<string, string>): IOtlpExportDelegate<readonly Sent[]> {
  const url = `${endpoint.replace(/\/+$/, '')}/v1/traces`;
  const options = convertLegacyHttpOptions({ url, headers, timeoutMillis: 5_000 }, 'TRACES', 'v1/traces', { 'content-type': 'application/json' });
  const serializer = { serializeRequest: (spans: readonly Sent[]) => Buffer.from(exportRequest(spans)), deserializeResponse: () => ({}) };
  const counted = { name: 'span' as const, countItems: (spans: readonly Sent[]) => spans.length };
  return createOtlpHttpExportDelegate(options, serializer, 'otlp_http_json_span_exporter', counted, undefined);
}

/**
 * The JSON of an ExportTraceServiceRequest: https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
 * Put together by hand. Most of what a span says stands in ready pieces; by the SDK's way it took six times as long, which was a tenth of all
 * that a saga costs.
 */
export function exportRequest(spans: readonly Sent[]): string {
  const byService = new Map<string, string[]>();
  for (const { service, done } of spans) {
    const written = byService.get(service);
    if (written) written.push(spanText(done));
    else byService.set(service, [spanText(done)]);
  }
  const resources = [...byService].map(([service, written]) => `{"resource":${resourceText(service)},"scopeSpans":[{"scope":{"name":"@demae/platform"},"spans":[${written.join(',')}]}]}`);
  return `{"resourceSpans":[${resources.join(',')}]}`;
}

const resources = new Map<string, string>();

function resourceText(service: string): string {
  let text = resources.get(service);
  if (text === undefined) {
    text = `{"attributes":[${attributesText({ 'service.name': service, 'service.namespace': 'demae', 'service.instance.id': `${hostname()}-${process.pid}` })}]}`;
    resources.set(service, text);
  }
  return text;
}

function spanText({ name, kind, traceparent, parent, startedAt, endedAt, links, always, attributes, error }: Done): string {
  const own = attributes === undefined ? '' : attributesText(attributes);
  const failed = error === undefined ? '' : `{"key":"error.type","value":{"stringValue":${JSON.stringify(typeOf(error))}}}`;
  const all = [always === undefined ? '' : wordsText(always), own, failed].filter((part) => part !== '').join(',');
  // OTLP counts its kinds from one on.
  return `{"traceId":"${traceIdOf(traceparent)}","spanId":"${spanIdOf(traceparent)}",${parent === undefined ? '' : `"parentSpanId":"${parent}",`}"name":${JSON.stringify(name)},"kind":${kind + 1},` +
    `"startTimeUnixNano":"${nanoseconds(startedAt)}","endTimeUnixNano":"${nanoseconds(Math.max(startedAt, endedAt))}","attributes":[${all}]` +
    `${links === undefined || links.length === 0 ? '' : `,"links":[${links.map(linkText).join(',')}]`}` +
    `${error === undefined ? '' : `,"status":{"code":${SpanStatusCode.ERROR},"message":${JSON.stringify(messageOf(error))}}`}}`;
}

const linkText = (traceparent: string) => `{"traceId":"${traceIdOf(traceparent)}","spanId":"${spanIdOf(traceparent)}"}`;

/** Of milliseconds with their fraction, exact to the microsecond: more digits than a number has, and small numbers are written in a tenth of the time. */
function nanoseconds(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1_000);
  return `${seconds}${String(1_000_000 + Math.floor((milliseconds - seconds * 1_000) * 1_000)).slice(1)}000`;
}

/** What is the same for many spans is written once: whoever uses it passes the same object. */
const words = new WeakMap<Attributes, string>();

function wordsText(attributes: Attributes): string {
  let text = words.get(attributes);
  if (text === undefined) words.set(attributes, (text = attributesText(attributes)));
  return text;
}

function attributesText(attributes: Attributes): string {
  let text = '';
  for (const name in attributes) {
    const value = attributes[name];
    if (value === undefined) continue;
    if (text !== '') text += ',';
    text += `{"key":"${name}","value":${valueText(value)}}`;
  }
  return text;
}

function valueText(value: string | number | boolean): string {
  if (typeof value === 'string') return isId(value) ? `{"stringValue":"${value}"}` : `{"stringValue":${JSON.stringify(withoutPersonalData(value))}}`;
  if (typeof value === 'boolean') return `{"boolValue":${value}}`;
  return Number.isInteger(value) ? `{"intValue":${value}}` : `{"doubleValue":${value}}`;
}

/** A UUID of ours: nothing in it has to be hidden or escaped. */
const isId = (text: string) => text.length === 36 && /^[0-9a-f-]+$/.test(text);

/** What a span may tell of an error: more is in the logs, which stay at home. */
const LONGEST_ERROR = 200;

function messageOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return withoutPersonalData(text.split('\n', 1)[0]!.slice(0, LONGEST_ERROR));
}

function typeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  if (typeof code === 'string') return code;
  return error instanceof Error ? error.name : typeof error;
}
