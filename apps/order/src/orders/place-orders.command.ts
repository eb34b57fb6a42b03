import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import {
  CatalogServiceService, Checkout, OrderCreated, UserServiceService,
  type Order as OrderMessage, type PlaceOrder, type PlaceOrdersResponse, type PlaceOrdersResponse_Placed,
} from '@demae/contracts';
import { Peers, Problem, refused } from '@demae/platform';
import { Clock, newId, Transactions, type CommandTx } from '@demae/saga';
import { compose } from './compose-checkout.js';
import { Order } from './order.js';

/** Orders that arrived together. Each is answered for itself: one that is refused hurts no other. */
export class PlaceOrders {
  constructor(readonly requests: readonly PlaceOrder[]) {}
}

type Placed = PlaceOrdersResponse_Placed;
interface Known {
  user_id: string;
  key: string;
  body_hash: Buffer;
  /** Of its order; none for a key that stands for another request, which has a hash of its own. */
  checkout: Buffer | null;
}

const KNOWN = `select k.user_id, k.key, k.body_hash, o.checkout from idempotency_key k left join customer_order o on o.id = k.order_id
  where (k.user_id, k.key) in (select * from unnest($1::uuid[], $2::text[]))`;
const keysOf = (requests: readonly PlaceOrder[]) => [requests.map((request) => request.actor!.userId), requests.map((request) => request.idempotencyKey)];
type Answers = Map<PlaceOrder, Placed>;
const place = (request: PlaceOrder) => `${request.actor!.userId}\u0000${request.idempotencyKey}`;
const accepted = (order: OrderMessage): Placed => ({ order, problem: undefined });
const declined = (problem: Problem): Placed => ({ order: undefined, problem: problem.toMessage() });

/** The requests of one batch. The same key twice is one order with one answer, and a no for whoever asks for something else under it. */
class Asked {
  private readonly byPlace = new Map<string, PlaceOrder[]>();

  constructor(requests: readonly PlaceOrder[]) {
    for (const request of requests) {
      const others = this.byPlace.get(place(request));
      if (others) others.push(request);
      else this.byPlace.set(place(request), [request]);
    }
  }

  /** One of each key. */
  get firsts(): PlaceOrder[] {
    return [...this.byPlace.values()].map(([first]) => first!);
  }

  /** Notes the answer for all who ask under this key. */
  answer(at: string, bodyHash: Uint8Array, answer: Placed, answers: Answers): void {
    for (const request of this.byPlace.get(at)!) answers.set(request, Buffer.compare(bodyHash, request.bodyHash) === 0 ? answer : declined(otherBody()));
  }
}

@CommandHandler(PlaceOrders)
export class PlaceOrdersHandler implements ICommandHandler<PlaceOrders, PlaceOrdersResponse> {
  private readonly catalog;
  private readonly users;

  constructor(
    private readonly transactions: Transactions,
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    peers: Peers,
  ) {
    this.catalog = peers.client(CatalogServiceService);
    this.users = peers.client(UserServiceService);
  }

  async execute({ requests }: PlaceOrders): Promise<PlaceOrdersResponse> {
    const answers = await this.answer(new Asked(requests));
    return { results: requests.map((request) => answers.get(request)!) };
  }

  private async answer(asked: Asked): Promise<Answers> {
    const answers: Answers = new Map();
    for (const known of await this.dataSource.query<Known[]>(KNOWN, keysOf(asked.firsts))) repeat(known, asked, answers);
    const fresh = asked.firsts.filter((request) => !answers.has(request));
    if (fresh.length === 0) return answers;
    const checkouts = await this.checkouts(fresh, asked, answers);
    if (checkouts.length === 0) return answers;
    for (const [request, answer] of await this.commit(checkouts, asked)) answers.set(request, answer);
    return answers;
  }

  /** Prices and addresses of them all, with two questions; what is refused is answered at once. */
  private async checkouts(requests: readonly PlaceOrder[], asked: Asked, answers: Answers) {
    const [priced, customers] = await Promise.all([
      this.catalog.priceBaskets({
        baskets: requests.map(({ storeId, lines, fulfillment }) => ({ storeId, lines, fulfillmentType: fulfillment!.type })),
      }),
      this.users.getCustomers({ wanted: requests.map(({ actor, addressId }) => ({ userId: actor!.userId, addressId })) }),
    ]);
    const placedAt = this.clock.now();
    const checkouts: { request: PlaceOrder; checkout: Checkout }[] = [];
    requests.forEach((request, i) => {
      try {
        checkouts.push({ request, checkout: compose(newId(), placedAt, request, priced.results[i]!, customers.items[i]!) });
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        asked.answer(place(request), request.bodyHash, declined(error), answers);
      }
    });
    return checkouts;
  }

  private commit(checkouts: readonly { request: PlaceOrder; checkout: Checkout }[], asked: Asked): Promise<Answers> {
    return this.transactions.run(async (tx) => {
      const numbers = await this.claim(tx, checkouts);
      const answers: Answers = new Map();
      for (const { request, checkout: unnumbered } of checkouts) {
        const number = numbers.get(place(request));
        if (number === undefined) continue;
        const checkout = { ...unnumbered, number };
        Order.place(tx, checkout);
        tx.emit(OrderCreated({ orderId: checkout.orderId, checkout }), checkout.traceparent);
        asked.answer(place(request), request.bodyHash, accepted(firstAnswer(checkout)), answers);
      }
      // Somebody was a moment faster with the same key, and has committed: theirs is the answer.
      const late = checkouts.map(({ request }) => request).filter((request) => !numbers.has(place(request)));
      if (late.length > 0) for (const known of await tx.query<Known>(KNOWN, keysOf(late))) repeat(known, asked, answers);
      return answers;
    });
  }

  /** Takes the keys, waiting for whoever is taking the same ones just now. Returns those that are ours, each with a number for its order. */
  private async claim(tx: CommandTx, wanted: readonly { request: PlaceOrder; checkout: Checkout }[]): Promise<Map<string, string>> {
    const rows = await tx.query<Pick<Known, 'user_id' | 'key'> & { number: string }>(
      `insert into idempotency_key (user_id, key, body_hash, order_id, created_at)
        select user_id, key, body_hash, order_id, $5 from unnest($1::uuid[], $2::text[], $3::bytea[], $4::uuid[]) t(user_id, key, body_hash, order_id)
        order by user_id, key on conflict do nothing returning user_id, key, nextval('order_number') number`,
      [
        wanted.map(({ request }) => request.actor!.userId),
        wanted.map(({ request }) => request.idempotencyKey),
        wanted.map(({ request }) => request.bodyHash),
        wanted.map(({ checkout }) => checkout.orderId),
        tx.now(),
      ],
    );
    return new Map(rows.map(({ user_id, key, number }) => [`${user_id}\u0000${key}`, number.slice(-6).padStart(6, '0')]));
  }
}

/** What was answered under a key before: the same again, also when this batch came with another body first. */
function repeat({ user_id, key, body_hash, checkout }: Known, asked: Asked, answers: Answers): void {
  asked.answer(`${user_id}\u0000${key}`, body_hash, checkout ? accepted(firstAnswer(Checkout.decode(checkout))) : declined(otherBody()), answers);
}

/** What the first answer says, for good: the order as it was placed. */
function firstAnswer(checkout: Checkout): OrderMessage {
  const { orderId: id, number, placedAt } = checkout;
  return { id, number, status: 'PENDING', checkout, createdAt: placedAt, history: [{ status: 'PENDING', at: placedAt, by: 'customer', reason: undefined }], cancellation: undefined };
}

function otherBody(): Problem {
  return refused('This Idempotency-Key was used for another order. Use a new key for a new order.', 'idempotency-key');
}
