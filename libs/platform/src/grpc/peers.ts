import { Client, credentials } from '@grpc/grpc-js';
import type { ChannelCredentials, ServiceDefinition } from '@grpc/grpc-js';
import type { Environment } from '../config/settings.js';
import { peerSetting } from '../config/service-settings.js';
import type { Tracer } from '../tracing/tracer.js';
import { Breaker } from './breaker.js';
import { MAX_MESSAGE } from './grpc-transport.js';
import { call } from './unary-call.js';
import type { CallOptions, Method } from './unary-call.js';

/** A service's methods as functions that promise their answers. They throw Problem when the peer says no or is away. */
export type PeerClient<S> = {
  [M in keyof S]: S[M] extends { requestSerialize: (request: infer Q) => Buffer; responseDeserialize: (answer: Buffer) => infer R }
    ? (request: Q, options?: CallOptions) => Promise<R>
    : never;
};

/** Where a peer answers, host:port; undefined while it is not known. */
export type Addresses = (peer: string) => string | undefined;

/** Addresses of services that start one by one in this process, or else those of the environment. */
export function addressBook(started: ReadonlyMap<string, string> | undefined, environment: Environment): Addresses {
  return (peer) => started?.get(peer) ?? environment[peerSetting(peer)]?.replace(/^(grpc|http):\/\//, '');
}

/** Clients of the other services: one channel and one breaker for each, opened at the first call. Inject it. */
export class Peers {
  private readonly channels = new Map<string, { address: string; channel: Client }>();
  /** One for each peer of which a client was made. */
  readonly breakers = new Map<string, Breaker>();

  constructor(
    private readonly addresses: Addresses,
    private readonly tracer?: Tracer,
    private readonly tls?: ChannelCredentials,
    /** For calls that say nothing else. */
    private readonly usual: CallOptions = {},
  ) {}

  /** A typed client of one gRPC service, for example `peers.client(CatalogServiceService)`. Cheap: the channel is shared. */
  client<S extends ServiceDefinition>(definition: S, peer = peerOf(definition)): PeerClient<S> {
    const breaker = this.breakers.get(peer) ?? new Breaker(peer);
    this.breakers.set(peer, breaker);
    const methods = Object.entries(definition).map(([name, method]) => {
      const send = (request: unknown, options?: CallOptions) => call({ peer, name, method: method as Method, breaker, tracer: this.tracer, channel: () => this.channel(peer) }, request, { ...this.usual, ...options });
      return [name, send];
    });
    return Object.fromEntries(methods) as PeerClient<S>;
  }

  /** The services of which clients were made so far. */
  names(): string[] {
    return [...this.breakers.keys()];
  }

  /** Ends all channels; running calls fail. */
  close(): void {
    for (const { channel } of this.channels.values()) channel.close();
    this.channels.clear();
  }

  private channel(peer: string): Client | undefined {
    const address = this.addresses(peer);
    const known = this.channels.get(peer);
    if (!address || known?.address === address) return known?.channel;
    known?.channel.close();
    const channel = new Client(address, this.tls ?? credentials.createInsecure(), {
      // An address may be any: what counts is who answers there.
      ...(this.tls ? { 'grpc.ssl_target_name_override': peer } : {}),
      'grpc.max_receive_message_length': MAX_MESSAGE,
      'grpc.max_send_message_length': MAX_MESSAGE,
      // A dead machine closes no connection: only a ping that is not answered tells.
      'grpc.keepalive_time_ms': 20_000,
      'grpc.keepalive_timeout_ms': 5_000,
      'grpc.initial_reconnect_backoff_ms': 100,
      'grpc.max_reconnect_backoff_ms': 2_000,
      // Several replicas behind one name share the calls.
      'grpc.service_config': JSON.stringify({ loadBalancingConfig: [{ round_robin: {} }] }),
    });
    this.channels.set(peer, { address, channel });
    return channel;
  }
}

/** "/demae.catalog.v1.CatalogService/GetStore" → "catalog" */
function peerOf(definition: ServiceDefinition): string {
  const [method] = Object.values(definition);
  const name = /^\/demae\.(\w+)\./.exec(method?.path ?? '')?.[1];
  if (!name || name === 'ops') throw new Error('Every service answers OpsService: name the one to ask, peers.client(OpsServiceService, "order").');
  return name;
}
