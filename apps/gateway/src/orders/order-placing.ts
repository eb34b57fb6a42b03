import { OrderServiceService, type Order, type PlaceOrder } from '@demae/contracts';
import { coalesce, Peers, Problem } from '@demae/platform';
import { Injectable } from '@nestjs/common';

/** Orders of one rpc at most. */
const MOST = 200;

/** Places orders; those that arrive at the same moment share one call and, in the order service, one transaction. */
@Injectable()
export class OrderPlacing {
  /** @throws Problem of this one order. */
  readonly place: (order: PlaceOrder) => Promise<Order>;

  constructor(peers: Peers) {
    const orders = peers.client(OrderServiceService);
    const placeAll = async (wanted: PlaceOrder[]) => {
      // Each has a key under which it is one order, however often it is asked for.
      const { results } = await orders.placeOrders({ orders: wanted }, { deadline: 10_000, repeatable: true });
      return results.map(({ order, problem }) => order ?? (problem ? Problem.fromMessage(problem) : new Error('The order service gave no answer.')));
    };
    this.place = coalesce<PlaceOrder, Order>(placeAll, { most: MOST, inFlight: 2 });
  }
}
