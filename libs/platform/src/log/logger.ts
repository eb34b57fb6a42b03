import type { LoggerService } from '@nestjs/common';
import { workContext } from '@demae/saga';
import type { SagaLogger } from '@demae/saga';
import { destination, pino } from 'pino';
import type { DestinationStream, Logger } from 'pino';
import { LogLevels } from './log-levels.js';
import type { Level } from './log-levels.js';
import { pseudonym, withoutPersonalData } from './personal-data.js';
import { currentService } from './service-at-work.js';
import { currentTraceId } from './traceparent.js';

export type { Logger } from 'pino';

export { currentService } from './service-at-work.js';

/** What is never written, under whichever name it comes, at the first and the second level of what is told. */
const SECRET = ['password', 'passwordHash', 'token', 'accessToken', 'refreshToken', 'idToken', 'authorization', 'cookie', 'secret', 'apiKey', 'email', 'phone', 'phoneNumber', 'line1', 'line2', 'otp', 'oneTimeCode', 'card'];

const levels = new WeakMap<Logger, LogLevels>();

/** JSON lines, one for each fact, with what they belong to: service, trace, order, who (by a pseudonym), handler and attempt, as far as known. */
export function createLogger(level: string, stream: DestinationStream = standardOutput()): Logger {
  const own = new LogLevels(level as Level, (least) => (logger.level = least));
  const logger = pino(
    {
      level,
      base: null,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      mixin: belongings,
      redact: SECRET.flatMap((name) => [name, `*.${name}`]),
      hooks: {
        logMethod(args, method, number) {
          if (own.lets(number)) method.apply(this, args);
        },
        // What somebody wrote into a message, an error or a query is seen here only.
        streamWrite: withoutPersonalData,
      },
    },
    stream,
  );
  levels.set(logger, own);
  return logger;
}

/** What of it is written, and for how long. @throws Error for a logger that `createLogger` has not made */
export function levelsOf(logger: Logger): LogLevels {
  const found = levels.get(logger);
  if (!found) throw new Error('This logger was not made by createLogger.');
  return found;
}

function belongings() {
  const work = workContext.getStore();
  return {
    service: currentService.getStore(), traceId: currentTraceId(), orderId: work?.sagaKey,
    customer: work?.userId === undefined ? undefined : pseudonym(work.userId), handler: work?.handler, attempt: work?.attempt,
  };
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
