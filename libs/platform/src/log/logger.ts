import { AsyncLocalStorage } from 'node:async_hooks';
import type { LoggerService } from '@nestjs/common';
import { workContext } from '@demae/saga';
import type { SagaLogger } from '@demae/saga';
import { destination, pino } from 'pino';
import type { DestinationStream, Logger } from 'pino';
import { currentTraceId } from './traceparent.js';

export type { Logger } from 'pino';

/** Which service the work at hand belongs to, where several share a process. */
export const currentService = new AsyncLocalStorage<string>();

/** JSON lines with the service, trace and order that they belong to. */
export function createLogger(level: string, stream: DestinationStream = standardOutput()): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      mixin: () => ({ service: currentService.getStore(), traceId: currentTraceId(), orderId: workContext.getStore()?.sagaKey }),
      redact: ['password', 'token', 'accessToken', 'refreshToken', 'authorization', '*.password', '*.token', '*.authorization'],
    },
    stream,
  );
}

/** Nobody has to read what is told: a reader that has gone may not end, or keep, whoever tells it. */
function standardOutput(): DestinationStream {
  const stream = destination({ dest: 1, sync: false });
  stream.on('error', () => undefined);
  return stream;
}

/** What Nest tells about its own start-up is for who debugs it. */
const CHATTER = new Set(['NestFactory', 'InstanceLoader', 'RoutesResolver', 'RouterExplorer', 'NestApplication', 'NestMicroservice']);
/** @nestjs/typeorm wants one data source a process; here each service has its own container. */
const SILENCED = new Set(['DataSourceNameRegistry']);

/** Nest's `Logger` on top of ours, so that `new Logger(Shelf.name)` works as usual. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, ...rest: unknown[]): void {
    const { context } = split(rest);
    this.write(CHATTER.has(context ?? '') ? 'debug' : 'info', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  private write(level: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal', message: unknown, rest: unknown[]): void {
    const { context, details } = split(rest);
    if (SILENCED.has(context ?? '')) return;
    const err = message instanceof Error ? message : details.find((detail) => detail instanceof Error);
    const stack = details.find((detail): detail is string => typeof detail === 'string' && detail.includes('\n    at '));
    const objects = details.filter((detail) => typeof detail === 'object' && detail !== null && !(detail instanceof Error));
    const text = typeof message === 'string' ? message : message instanceof Error ? message.message : JSON.stringify(message);
    this.logger[level]({ ...Object.assign({}, ...objects), context, err, stack }, text);
  }
}

/** Nest passes the context last, after whatever else was logged. */
function split(rest: unknown[]): { context: string | undefined; details: unknown[] } {
  const last = rest.at(-1);
  if (typeof last === 'string' && !last.includes('\n')) return { context: last, details: rest.slice(0, -1) };
  return { context: undefined, details: rest };
}

/** What the saga kit wants: the message first, then its details. */
export function sagaLogger(logger: Logger): SagaLogger {
  return {
    debug: (message, details = {}) => logger.debug(details, message),
    warn: (message, details = {}) => logger.warn(details, message),
    error: (message, details = {}) => logger.error(details, message),
  };
}
