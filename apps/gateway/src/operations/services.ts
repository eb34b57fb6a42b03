import { OpsServiceService } from '@demae/contracts';
import { Peers, type PeerClient } from '@demae/platform';
import { Injectable } from '@nestjs/common';

const NAMES = ['user', 'catalog', 'inventory', 'order', 'payment', 'fulfillment', 'delivery', 'notification'] as const;

export type Ops = PeerClient<typeof OpsServiceService>;

/** Every service, for what all of them answer about themselves. */
@Injectable()
export class Services {
  private readonly services: Map<string, Ops>;

  constructor(peers: Peers) {
    this.services = new Map(NAMES.map((name) => [name, peers.client(OpsServiceService, name)]));
  }

  /** @throws Error for a service that is none. */
  named(name: (typeof NAMES)[number]): Ops {
    return this.services.get(name)!;
  }

  all(): { name: string; ops: Ops }[] {
    return [...this.services].map(([name, ops]) => ({ name, ops }));
  }
}
