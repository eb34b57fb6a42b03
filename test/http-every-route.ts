import { newId } from '@demae/saga/events';
import { expect } from '@jest/globals';
import type { Shop } from '@demae/testing';
import { BadInput, type Documents, type Route } from './http-bad-input.js';
import { nameOf, problemIn, staff, visitorOf, type Person, type Visitor } from './http.js';
import { stocks } from './http-goods.js';
import { Street } from './http-orders.js';

export const isOpen = ({ operation }: Route) => operation.security?.length === 0;

export interface Try {
  name: string;
  /** So much to do for this process that requests beside it would take longer to arrive than any may. */
  isLarge?: boolean;
  run(): PromiseLike<unknown>;
}

/** Runs them side by side, but for the large ones; fails with all that went wrong, by name. */
export async function all(tries: readonly Try[]): Promise<void> {
  const wrong: string[] = [];
  const work = async (left: Try[]) => {
    for (let next = left.pop(); next; next = left.pop()) {
      try {
        await next.run();
      } catch (error) {
        wrong.push(`${next.name}: ${(error as Error).message.slice(0, 600)}`);
      }
    }
  };
  await work(tries.filter(({ isLarge }) => isLarge));
  const others = tries.filter(({ isLarge }) => !isLarge);
  await Promise.all(Array.from({ length: 16 }, () => work(others)));
  if (wrong.length > 0) throw new Error(`${wrong.length} of ${tries.length}:\n${wrong.slice(0, 20).join('\n')}`);
}

/** Every route of the documents, somebody of each role, and what the ids in paths stand for where it has to be something that is there. */
export class EveryRoute {
  private constructor(
    readonly shop: Shop,
    readonly street: Street,
    readonly people: ReadonlyMap<string, Person>,
    readonly sku: string,
    readonly orderId: string,
    readonly input: BadInput,
    readonly routes: readonly Route[],
  ) {}

  static async of(shop: Shop): Promise<EveryRoute> {
    const street = await Street.of(shop);
    const people = new Map<string, Person>([['customer', street.customer], ['merchant', street.merchant], ['driver', street.courier]]);
    for (const role of ['support', 'admin'] as const) people.set(role, await staff(shop, role));
    const sku = await stocks(street.merchant, street.store.id, 10);
    const { id } = await street.placed(sku);
    const input = new BadInput((await visitorOf(shop).get('/openapi.json').expect(200)).body as Documents);
    return new EveryRoute(shop, street, people, sku, id, input, input.routes());
  }

  /** Its path with ids of things that are there, where we have any, else of nothing. */
  existing({ path }: Route): string {
    const there = path.startsWith('/v1/stores/') ? this.street.store.id : path.startsWith('/v1/orders/') ? this.orderId : undefined;
    return path.replace(/\{(\w+)\}/g, (_whole, name: string) => (name === 'sku' ? this.sku : (there ?? newId())));
  }

  /** Somebody who may: the owner where there is one. */
  entitled(route: Route): Visitor {
    if (isOpen(route)) return visitorOf(this.shop);
    return this.people.get(route.operation['x-roles']?.[0] ?? 'customer')!;
  }

  send(who: Visitor, { method }: Route, path: string, body?: string) {
    const test = method === 'get' || method === 'delete' ? who[method](path) : who[method](path, body);
    if (method === 'delete' && body !== undefined) void test.send(body);
    return test.set('idempotency-key', newId()).set('content-type', 'application/json');
  }

  /** For each route that takes a body those of its bodies that are wrong in one field, and are refused with its name. */
  wrongFields(): Try[] {
    return this.routes.flatMap((route) =>
      (route.body ? this.input.bodies(route.body) : []).map(({ what, path, sent }) => ({
        name: `${nameOf(route)}: ${what}`,
        isLarge: sent.length > 100_000,
        run: async () => {
          const { errors } = problemIn(await this.send(this.entitled(route), route, this.existing(route), sent), 400);
          expect(errors).toEqual([{ path, message: expect.stringMatching(/./) }]);
        },
      })),
    );
  }
}
