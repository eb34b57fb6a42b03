import type { Settings } from '@demae/platform';
import { workContext } from '@demae/saga';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { answerBroken, answerExpectations } from './http/below-routes.js';
import { LARGEST_BODY, LARGEST_IMPORT, readBody } from './http/body.js';
import { allowOrigins } from './http/cross-origin.js';
import { KnownRoutes } from './http/known-routes.js';
import { Locations } from './http/locations.js';
import { serveDocuments } from './http/openapi.js';
import { pathOf, ProblemFilter, problemOf, SECURITY, sendProblem } from './http/problems.js';
import { Validation } from './http/validation.js';
import { CsvText } from './imports/import-csv.js';
import { ShownAnswers } from './shown/shown-answers.js';

/** Where long lists are sent to, and CSV. */
const IMPORT = '/v1/stores/:id/catalog';

/** Fastify that takes JSON and nothing else, but for lists of products. */
class JsonAdapter extends FastifyAdapter {
  override registerParserMiddleware(): void {
    if (this.hasJson) return;
    this.hasJson = true;
    const fastify = this.getInstance();
    fastify.removeAllContentTypeParsers();
    fastify.addContentTypeParser('application/json', { parseAs: 'buffer', bodyLimit: LARGEST_BODY }, (_request: FastifyRequest, body: Buffer, done: Parsed) => {
      try {
        done(null, readBody(body));
      } catch (error) {
        done(error as Error);
      }
    });
    fastify.addContentTypeParser('text/csv', { parseAs: 'string', bodyLimit: LARGEST_BODY }, (request: FastifyRequest, body: string, done: Parsed) => {
      if (request.routeOptions.url === IMPORT) done(null, new CsvText(body));
      else done(problemOf({ statusCode: 415 }));
    });
  }

  private hasJson = false;
}

type Parsed = (error: Error | null, body?: unknown) => void;

export function createAdapter(settings: Settings): FastifyAdapter {
  const proxies = settings.get<number>('TRUSTED_PROXIES');
  return new JsonAdapter({
    bodyLimit: LARGEST_BODY,
    // Longer ids name nothing, but that is for the route to say.
    routerOptions: { maxParamLength: 1000 },
    trustProxy: (_address: string, hop: number) => hop < proxies,
    // Slow senders hold no connection forever, milliseconds.
    requestTimeout: 30_000,
    keepAliveTimeout: 65_000,
    // While it stops, what comes on open connections is still answered, in this platform's own words.
    return503OnClosing: false,
    clientErrorHandler: answerBroken,
    // What does not even reach a route: malformed URLs.
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => sendProblem(problemOf(error), request.raw.url ?? '/', reply),
  });
}

/** The pages under /docs have a style sheet and scripts of their own. */
const DOCUMENTS = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'";

/** Everything that has to stand before the first request. */
export function configureApp(app: NestFastifyApplication, settings: Settings): void {
  const fastify = app.getHttpAdapter().getInstance();
  const routes = new KnownRoutes();
  routes.watch(fastify);
  fastify.addHook('onRoute', (route) => {
    if (route.url === IMPORT) route.bodyLimit = LARGEST_IMPORT;
  });
  fastify.addHook('onRequest', (request, reply, done) => {
    void reply.headers(SECURITY);
    if (request.url.startsWith('/docs')) void reply.header('content-security-policy', DOCUMENTS);
    done();
  });
  // Reading a body leaves the asynchronous context of the hooks before it; what follows belongs to the trace again.
  fastify.addHook('preValidation', (_request, reply, done) => {
    workContext.run({ traceparent: String(reply.getHeader('traceparent')) }, done);
  });
  allowOrigins(fastify, settings);
  answerExpectations(fastify);
  ShownAnswers.serve(app);
  app.useGlobalPipes(new Validation());
  app.useGlobalInterceptors(new Locations(routes));
  app.useGlobalFilters(new ProblemFilter((request) => routes.missing(request.method, pathOf(request.url))));
  serveDocuments(app);
}

