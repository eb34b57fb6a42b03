import { status } from '@grpc/grpc-js';
import { METRICS } from './declared.js';
import type { Distribution, Distributions, Meter, Value, Values } from './instruments.js';

const METHODS = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS']);
/** What leads nowhere is counted together: anybody can make up as many addresses as they like. */
const NOWHERE = 'none';

/** Codes that say that the one who was asked could not answer; all others say no to what was asked. */
const FAILED: ReadonlySet<number> = new Set([status.UNKNOWN, status.DEADLINE_EXCEEDED, status.INTERNAL, status.UNAVAILABLE, status.DATA_LOSS, status.UNIMPLEMENTED]);

/** What is counted for each call of one rpc. */
export interface RpcCounter {
  /** @param code gRPC's, 0 when all went well */
  answered(code: number, seconds: number): void;
}

interface CountedRoute {
  name: [method: string, route: string];
  seconds: Distribution;
  /** 1xx to 5xx, at their first digit. */
  classes: (Value | undefined)[];
}

/** Requests of others, by route or rpc as the code has it. */
export class RequestMetrics {
  private readonly httpSeconds: Distributions;
  private readonly httpRequests: Values;
  private readonly rpcSeconds: Distributions;
  private readonly rpcCalls: Values;
  /** By method, then by route. */
  private readonly routes = new Map<string, Map<string, CountedRoute>>();

  constructor(meter: Meter) {
    this.httpSeconds = meter.distributions(METRICS.httpSeconds);
    this.httpRequests = meter.values(METRICS.httpRequests);
    this.rpcSeconds = meter.distributions(METRICS.rpcSeconds);
    this.rpcCalls = meter.values(METRICS.rpcCalls);
  }

  /**
   * @param route as the code has it: /v1/orders/:id; undefined when none fits
   * @param seconds undefined for a stream
   */
  http(method: string, route: string | undefined, code: number, seconds: number | undefined): void {
    const counted = this.route(METHODS.has(method) ? method : NOWHERE, route ?? NOWHERE);
    const digit = Math.trunc(code / 100);
    (counted.classes[digit] ??= this.httpRequests.of(...counted.name, `${digit}xx`)).add();
    if (seconds !== undefined) counted.seconds.observe(seconds);
  }

  rpc(service: string, method: string): RpcCounter {
    const seconds = this.rpcSeconds.of(service, method);
    const [ok, refused, failed] = ['ok', 'refused', 'failed'].map((outcome) => this.rpcCalls.of(service, method, outcome));
    return {
      answered: (code, took) => {
        (code === 0 ? ok! : FAILED.has(code) ? failed! : refused!).add();
        seconds.observe(took);
      },
    };
  }

  private route(method: string, route: string): CountedRoute {
    let byRoute = this.routes.get(method);
    if (!byRoute) this.routes.set(method, (byRoute = new Map()));
    let counted = byRoute.get(route);
    if (!counted) {
      const name: [string, string] = [method, route];
      counted = { seconds: this.httpSeconds.of(...name), classes: [], name };
      // From zero on, so that the first failure is already a rise.
      counted.classes[5] = this.httpRequests.of(...name, '5xx');
      byRoute.set(route, counted);
    }
    return counted;
  }
}
