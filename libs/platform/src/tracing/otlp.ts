import { hostname } from 'node:os';
import { SpanStatusCode } from '@opentelemetry/api';
import type { SpanKind } from '@opentelemetry/api';
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
  const byService = new Map<string, string>();
  for (const { service, done } of spans) byService.set(service, joined(byService.get(service) ?? '', spanText(done)));
  let text = '';
  for (const [service, written] of byService) text = joined(text, `{"resource":${resourceText(service)},"scopeSpans":[{"scope":{"name":"@demae/platform"},"spans":[${written}]}]}`);
  return `{"resourceSpans":[${text}]}`;
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
  const { beginning, words } = knownOf(name, kind, always);
  let told = words;
  if (attributes !== undefined) told = joined(told, attributesText(attributes));
  if (error !== undefined) told = joined(told, `{"key":"error.type","value":{"stringValue":${JSON.stringify(typeOf(error))}}}`);
  let linked = '';
  if (links !== undefined) for (const link of links) linked = joined(linked, `{"traceId":"${traceIdOf(link)}","spanId":"${spanIdOf(link)}"}`);
  return `{"traceId":"${traceIdOf(traceparent)}","spanId":"${spanIdOf(traceparent)}",${parent === undefined ? '' : `"parentSpanId":"${parent}",`}${beginning}` +
    `${timesText(startedAt, endedAt)}${told}]${linked === '' ? '' : `,"links":[${linked}]`}` +
    `${error === undefined ? '' : `,"status":{"code":${SpanStatusCode.ERROR},"message":${JSON.stringify(messageOf(error))}}`}}`;
}

const joined = (text: string, more: string) => (text === '' ? more : more === '' ? text : `${text},${more}`);

let times = { startedAt: NaN, endedAt: NaN, text: '' };

/** Spans of one batch come one after the other, and have the same. */
function timesText(startedAt: number, endedAt: number): string {
  if (startedAt !== times.startedAt || endedAt !== times.endedAt) {
    const text = `"startTimeUnixNano":"${nanoseconds(startedAt)}","endTimeUnixNano":"${nanoseconds(Math.max(startedAt, endedAt))}","attributes":[`;
    times = { startedAt, endedAt, text };
  }
  return times.text;
}

/** Of milliseconds with their fraction, exact to the microsecond: more digits than a number has, and small numbers are written in a tenth of the time. */
function nanoseconds(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1_000);
  return `${seconds}${String(1_000_000 + Math.floor((milliseconds - seconds * 1_000) * 1_000)).slice(1)}000`;
}

/** What is the same for many spans, as it is written. */
interface Known {
  name: string;
  kind: SpanKind;
  beginning: string;
  words: string;
}

const known = new WeakMap<Attributes, Known>();

/** Written once: whoever has the same to say passes the same object, nearly always with the same name. */
function knownOf(name: string, kind: SpanKind, always: Attributes | undefined): Known {
  const found = always && known.get(always);
  if (found?.name === name && found.kind === kind) return found;
  // OTLP counts its kinds from one on.
  const made: Known = { name, kind, beginning: `"name":${JSON.stringify(name)},"kind":${kind + 1},`, words: always === undefined ? '' : (found?.words ?? attributesText(always)) };
  if (always) known.set(always, made);
  return made;
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
function isId(text: string): boolean {
  if (text.length !== 36) return false;
  for (let i = 0; i < 36; i++) {
    const code = text.charCodeAt(i);
    if (!((code >= 48 && code <= 57) || (code >= 97 && code <= 102) || code === 45)) return false;
  }
  return true;
}

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
