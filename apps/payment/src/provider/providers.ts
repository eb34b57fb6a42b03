import { Injectable } from '@nestjs/common';
import type { PaymentProvider } from './payment-provider.js';
import { SimulatedBank } from './simulated-bank.js';

/** The payment providers by the names that tenders use. A new one is an adapter and a line here. */
@Injectable()
export class Providers {
  private readonly byName: ReadonlyMap<string, PaymentProvider>;

  constructor(simulated: SimulatedBank) {
    this.byName = new Map<string, PaymentProvider>([[simulated.name, simulated]]);
  }

  has(name: string): boolean {
    return this.byName.has(name);
  }

  /** @throws Error when there is none of that name. */
  of(name: string): PaymentProvider {
    const provider = this.byName.get(name);
    if (!provider) throw new Error(`There is no payment provider "${name}".`);
    return provider;
  }
}
