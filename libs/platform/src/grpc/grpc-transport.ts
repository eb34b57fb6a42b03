import { Server as GrpcServer, ServerCredentials, status } from '@grpc/grpc-js';
import type { handleUnaryCall, sendUnaryData, ServerUnaryCall, ServiceDefinition, UntypedServiceImplementation } from '@grpc/grpc-js';
import { GrpcMethodStreamingType, Server, Transport } from '@nestjs/microservices';
import type { CustomTransportStrategy, MessageHandler } from '@nestjs/microservices';
import { isObservable, lastValueFrom } from 'rxjs';
import { classify, workContext } from '@demae/saga';
import { currentService } from '../log/logger.js';
import type { RequestMetrics, RpcCounter } from '../metrics/request-metrics.js';
import type { Logger } from '../log/logger.js';
import { continueTrace } from '../log/traceparent.js';
import type { Attributes } from '../tracing/span.js';
import type { OpenSpan, Tracer } from '../tracing/tracer.js';
import { toStatus } from '../problem/grpc-problem.js';
import { problemOfValue } from '../problem/database-problem.js';
import { Problem, unavailable } from '../problem/problem.js';
import type { Guard } from '../tls/grpc-tls.js';

/** Larger messages are refused on both ends, bytes. */
export const MAX_MESSAGE = 16 * 1024 * 1024;
/** How long running calls may take to finish when the server stops, milliseconds. */
const LAST_CALLS = 5_000;
/** How long calls of a connection that has become too old may take to finish, milliseconds: longer than any caller waits. */
const LAST_OF_CONNECTION = 150_000;

export interface GrpcTransportOptions {
  service: string;
  definitions: readonly ServiceDefinition[];
  host: string;
  /** 0 for a free one. */
  port: number;
  /** After how long a connection is ended in order, milliseconds, give or take a tenth; never when undefined. */
  connectionAge?: number | undefined;
  logger: Logger;
  /** Where calls are counted. */
  metrics?: RequestMetrics | undefined;
  tracer?: Tracer | undefined;
  /** Without it in plain text, and open to whoever reaches the port. */
  tls?: { credentials: ServerCredentials; guard: Guard } | undefined;
}

/**
 * Nest's gRPC server on the service definitions that ts-proto has generated: no .proto file is loaded at run time, and a unary call is
 * a promise from end to end (Nest's own transport makes each an observable). `@GrpcMethod('OrderService', 'placeOrders')` as usual.
 */
export class GrpcTransport extends Server implements CustomTransportStrategy {
  override readonly transportId = Transport.GRPC;
  private readonly server: GrpcServer;
  private boundPort: number | undefined;

  constructor(private readonly options: GrpcTransportOptions) {
    super();
    const { connectionAge } = options;
    this.server = new GrpcServer({
      'grpc.max_receive_message_length': MAX_MESSAGE,
      'grpc.max_send_message_length': MAX_MESSAGE,
      ...(connectionAge === undefined ? {} : { 'grpc.max_connection_age_ms': connectionAge, 'grpc.max_connection_age_grace_ms': LAST_OF_CONNECTION }),
    });
  }

  /** Where it answers: host:port. @throws Error before it listens. */
  get address(): string {
    if (this.boundPort === undefined) throw new Error('The gRPC server does not listen yet.');
    return `${this.options.host === '0.0.0.0' ? '127.0.0.1' : this.options.host}:${this.boundPort}`;
  }

  listen(callback: (error?: unknown) => void): void {
    try {
      for (const definition of this.options.definitions) this.server.addService(withOwnSerializing(definition), this.implementation(definition));
    } catch (error) {
      callback(error);
      return;
    }
    const { host, port, tls } = this.options;
    this.server.bindAsync(`${host}:${port}`, tls?.credentials ?? ServerCredentials.createInsecure(), (error, bound) => {
      if (!error) this.boundPort = bound;
      callback(error ?? undefined);
    });
  }

  /** Takes no new calls and lets the running ones finish. */
  async close(): Promise<void> {
    await new Promise<void>((done) => {
      const impatient = setTimeout(() => {
        this.server.forceShutdown();
        done();
      }, LAST_CALLS);
      this.server.tryShutdown(() => {
        clearTimeout(impatient);
        done();
      });
    });
  }

  override on(): never {
    throw new Error('The gRPC transport has no events.');
  }

  override unwrap<T>(): T {
    return this.server as T;
  }

  /** @throws Error when an rpc has no handler, naming what to write. */
  private implementation(definition: ServiceDefinition): UntypedServiceImplementation {
    const methods: UntypedServiceImplementation = {};
    const missing: string[] = [];
    for (const [method, { path, responseSerialize }] of Object.entries(definition)) {
      // "/demae.order.v1.OrderService/PlaceOrders" → "OrderService"
      const name = path.split('/')[1]!.split('.').at(-1)!;
      const handler = this.messageHandlers.get(this.normalizePattern({ service: name, rpc: method, streaming: GrpcMethodStreamingType.NO_STREAMING }));
      if (handler) methods[method] = this.unary({ handler, name: `${name}.${method}`, path, responseSerialize, counter: this.options.metrics?.rpc(name, method) });
      else missing.push(`@GrpcMethod('${name}', '${method}')`);
    }
    if (missing.length > 0) {
      throw new Error(`${this.options.service} answers not all of its contract. Write in one of its controllers:\n  ${missing.join('\n  ')}`);
    }
    return methods;
  }

  private unary(rpc: Rpc): handleUnaryCall<unknown, unknown> {
    return (call, callback) => {
      const [received] = call.metadata.get('traceparent');
      const parent = received === undefined ? undefined : String(received);
      const span = this.options.tracer?.beginForPeer(rpc.path.slice(1), parent, rpcWords(rpc.path));
      const context = { traceparent: span?.traceparent ?? continueTrace(parent), userId: (call.request as { actor?: { userId?: string } } | undefined)?.actor?.userId };
      const tell = span ? told(span, callback) : callback;
      currentService.run(this.options.service, () => workContext.run(context, () => void this.answer(rpc, call, tell)));
    };
  }

  private async answer({ handler, name, responseSerialize, counter }: Rpc, call: ServerUnaryCall<unknown, unknown>, callback: sendUnaryData<unknown>): Promise<void> {
    const refusal = this.options.tls?.guard(call, name);
    if (refusal) {
      counter?.answered(status.PERMISSION_DENIED, 0);
      callback(refusal);
      return;
    }
    const began = performance.now();
    let answer: Buffer;
    try {
      const result: unknown = await (handler as (...args: unknown[]) => unknown)(call.request, call.metadata, call);
      // Only interceptors and failures make it an observable.
      answer = responseSerialize(isObservable(result) ? await lastValueFrom(result) : result);
    } catch (error) {
      const failure = toStatus(this.judge(error, name));
      counter?.answered(failure.code ?? status.UNKNOWN, (performance.now() - began) / 1_000);
      callback(failure);
      return;
    }
    counter?.answered(status.OK, (performance.now() - began) / 1_000);
    callback(null, answer);
  }

  /** What the caller is told; what they are not told is logged. */
  private judge(error: unknown, rpc: string): unknown {
    if (error instanceof Problem) return error;
    if (classify(error) !== 'broken') {
      this.options.logger.warn({ rpc, error: String(error) }, 'the database did not take part in an rpc');
      return Object.assign(unavailable(`The ${this.options.service} service cannot reach its data right now. Try again in a moment.`), { cause: error });
    }
    const problem = problemOfValue(error);
    if (problem) this.options.logger.warn({ rpc, error: String(error) }, 'the database refused a value that should have been refused before');
    else this.options.logger.error({ err: error, rpc }, 'an rpc failed unexpectedly');
    return problem ?? error;
  }
}

interface Rpc {
  handler: MessageHandler;
  /** "OrderService.placeOrders" */
  name: string;
  counter: RpcCounter | undefined;
  /** "/demae.order.v1.OrderService/PlaceOrders" */
  path: string;
  responseSerialize(answer: unknown): Buffer;
}

/** We serialize answers ourselves: grpc-js would tell the caller, and nobody else, why one could not be. */
function withOwnSerializing(definition: ServiceDefinition): ServiceDefinition {
  const methods = Object.entries(definition).map(([name, method]) => [name, { ...method, responseSerialize: (bytes: Buffer) => bytes }]);
  return Object.fromEntries(methods) as ServiceDefinition;
}

/** As https://opentelemetry.io/docs/specs/semconv/rpc/ has them. */
export function rpcWords(path: string): Attributes {
  const [, service, method] = path.split('/');
  return { 'rpc.system': 'grpc', 'rpc.service': service!, 'rpc.method': method! };
}

/** What is our fault or nobody's; that somebody was told no is no failure. */
const FAILURES: ReadonlySet<number> = new Set([status.UNKNOWN, status.DEADLINE_EXCEEDED, status.INTERNAL, status.UNAVAILABLE, status.DATA_LOSS]);

/** @param error of an rpc, for the span of it */
export function endRpc(span: OpenSpan, error: { code?: number; details?: string } | null | undefined): void {
  const code = error?.code ?? status.OK;
  span.attributes['rpc.grpc.status_code'] = code;
  span.end(FAILURES.has(code) ? Object.assign(new Error(error?.details ?? ''), { code: status[code] }) : undefined);
}

function told(span: OpenSpan, callback: sendUnaryData<unknown>): sendUnaryData<unknown> {
  return (error, ...rest) => {
    endRpc(span, error);
    callback(error, ...rest);
  };
}
