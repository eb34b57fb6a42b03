import cors, { type FastifyCorsOptions } from '@fastify/cors';
import { ConfigurationError, type Settings } from '@demae/platform';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/** Seconds for which a browser need not ask again. */
const PREFLIGHT = 600;

const ALLOWED: FastifyCorsOptions = {
  credentials: true,
  methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
  allowedHeaders: ['Authorization', 'Content-Type', 'Idempotency-Key', 'If-Match', 'If-None-Match', 'Last-Event-ID', 'traceparent'],
  exposedHeaders: ['ETag', 'Location', 'RateLimit-Limit', 'RateLimit-Remaining', 'RateLimit-Reset', 'Retry-After', 'WWW-Authenticate', 'traceparent'],
  maxAge: PREFLIGHT,
  cacheControl: PREFLIGHT,
};

/**
 * Lets pages of these origins ask; without any, browsers keep all others out: https://fetch.spec.whatwg.org/#http-cors-protocol
 * @throws ConfigurationError for what is no origin, and for "*": with credentials, that would be everybody's page in anybody's name.
 */
export function allowOrigins(fastify: FastifyInstance, settings: Settings): void {
  const origins = originsIn(settings.get<string | undefined>('CORS_ORIGINS') ?? '');
  if (origins.size === 0) return;
  void fastify.register(cors, {
    delegator: (request: FastifyRequest, decide: (error: null, options: FastifyCorsOptions) => void) => {
      const { origin, 'access-control-request-method': asksFor } = request.headers;
      const isAllowed = origin !== undefined && origins.has(origin);
      decide(null, isAllowed ? { ...ALLOWED, origin, preflight: asksFor !== undefined } : { origin: false });
    },
  });
}

function originsIn(list: string): Set<string> {
  const origins = list.split(',').map((word) => word.trim()).filter((word) => word !== '');
  const wrong = origins.filter((word) => !/^https?:\/\//.test(word) || !URL.canParse(word) || new URL(word).origin !== word || word.includes('*'));
  if (wrong.length === 0) return new Set(origins);
  throw new ConfigurationError('gateway', wrong.map((word) => `CORS_ORIGINS has "${word}", which is no origin: write scheme, host and port alone, as https://shop.example.`));
}
