import type { DynamicModule, INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { workContext } from '@demae/saga';
import type { SettingDeclarations, Settings } from '../config/settings.js';
import { probeAnswer } from '../health/health.js';
import type { ServiceHealth } from '../health/health.js';
import type { NestLogger } from '../log/logger.js';
import { continueTrace } from '../log/traceparent.js';
import type { RequestMetrics } from '../metrics/request-metrics.js';
import type { OpenSpan, Tracer } from '../tracing/tracer.js';
import type { HttpDefinition } from './define-service.js';

export const httpSettings = {
  PORT: { kind: 'whole', default: 8080, least: 0, most: 65535, what: 'the port to answer HTTP on; 0 for a free one' },
  HTTP_HOST: { kind: 'text', default: '127.0.0.1', what: 'the address to answer HTTP on; 0.0.0.0 in a container' },
} as const satisfies SettingDeclarations;

const PROBES = new Set(['/livez', '/readyz']);

interface HttpStart {
  health(): Promise<ServiceHealth>;
  opened: { add(closer: () => Promise<unknown>): void };
  /** Where requests are counted. */
  metrics: RequestMetrics | undefined;
  /** Called once everything is wired, before the first request. */
  ready(): void;
  tracer: Tracer | undefined;
}

/** Nest on Fastify, with /livez and /readyz, and each request in the trace that it came with. */
export async function startHttp(
  { adapter, configure }: HttpDefinition,
  module: DynamicModule,
  settings: Settings,
  options: { logger: NestLogger; abortOnError: false },
  { health, opened, metrics, ready, tracer }: HttpStart,
): Promise<{ app: INestApplicationContext; address: undefined; port: number }> {
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter?.(settings) ?? new FastifyAdapter(), options);
  opened.add(() => app.close());
  const fastify = app.getHttpAdapter().getInstance();
  fastify.addHook('onRequest', (request, reply, done) => {
    const header = request.headers['traceparent'];
    const received = typeof header === 'string' ? header : undefined;
    const traceparent = tracer ? watch(tracer, request, reply, received) : continueTrace(received);
    void reply.header('traceparent', traceparent);
    workContext.run({ traceparent }, done);
  });
  if (metrics) {
    fastify.addHook('onResponse', (request, reply, done) => {
      const streams = String(reply.getHeader('content-type')).startsWith('text/event-stream');
      // A probe that says no is no failed request.
      if (!PROBES.has(request.url)) metrics.http(request.method, request.routeOptions.url, reply.statusCode, streams ? undefined : reply.elapsedTime / 1_000);
      done();
    });
  }
  if (tracer) {
    fastify.addHook('onResponse', (_request, reply, done) => {
      answered(reply);
      done();
    });
  }
  for (const probe of ['live', 'ready'] as const) {
    fastify.get(`/${probe}z`, { logLevel: 'silent' }, async (_request, reply) => {
      const { status, body } = probeAnswer(probe, await health());
      return reply.code(status).type('application/json').send(body);
    });
  }
  await configure?.(app, settings);
  await app.init();
  ready();
  await app.listen(settings.get<number>('PORT'), settings.get<string>('HTTP_HOST'));
  const { port } = fastify.server.address() as { port: number };
  return { app, address: undefined, port };
}

const spans = new WeakMap<FastifyReply, OpenSpan>();

/** Begins the request's span and returns its place, in the words of https://opentelemetry.io/docs/specs/semconv/http/http-spans/ */
function watch(tracer: Tracer, request: FastifyRequest, reply: FastifyReply, received: string | undefined): string {
  const { method, url, protocol } = request;
  // Without the query: there may be somebody's name in it.
  const path = url.split('?', 1)[0]!;
  const span = tracer.beginForOutside(method, received, { 'http.request.method': method, 'url.scheme': protocol });
  if (!PROBES.has(path)) spans.set(reply, span);
  return span.traceparent;
}

function answered(reply: FastifyReply): void {
  const span = spans.get(reply);
  if (!span) return;
  const route = reply.request.routeOptions.url;
  if (route !== undefined) {
    span.attributes['http.route'] = route;
    span.name = `${span.name} ${route}`;
  }
  const { statusCode } = reply;
  span.attributes['url.path'] = pathOf(reply.request.url, route);
  span.attributes['http.response.status_code'] = statusCode;
  // A stream of events is meant to last.
  const isStream = String(reply.getHeader('content-type')).startsWith('text/event-stream');
  if (statusCode >= 500) span.end(Object.assign(new Error(`answered ${statusCode}`), { code: String(statusCode) }));
  else span.end(undefined, isStream ? false : undefined);
}

const ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The path with the ids in it; what else somebody wrote into one may be anything, and is a star. */
function pathOf(url: string, route = ''): string {
  const known = route.split('/');
  const parts = url.split('?', 1)[0]!.split('/').slice(0, 20);
  return parts.map((part, i) => (part === known[i] || ID.test(part) ? part : '*')).join('/');
}
