import { OpsServiceService } from '@demae/contracts';
import { Peers, type PeerClient } from '@demae/platform';
import { Injectable } from '@nestjs/common';

export const SERVICE_NAMES = ['user', 'catalog', 'inventory', 'order', 'payment', 'fulfillment', 'delivery', 'notification'] as const;

export type Ops = PeerClient<typeof OpsServiceService>;

/** Every service, for what all of them answer about themselves. */
@Injectable()
export class Services {
  private readonly services: Map<string, Ops>;

  constructor(peers: Peers) {
    this.services = new Map(SERVICE_NAMES.map((name) => [name, peers.client(OpsServiceService, name)]));
  }

  /** @throws Error for a service that is none. */
  named(name: (typeof SERVICE_NAMES)[number]): Ops {
    return this.services.get(name)!;
  }

  /** Undefined for a service that is none. */
  find(name: string): Ops | undefined {
    return this.services.get(name);
  }

  all(): { name: string; ops: Ops }[] {
    return [...this.services].map(([name, ops]) => ({ name, ops }));
  }
}
