import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import {
  CatalogServiceService, Order as OrderCodec, OrderCreated, UserServiceService,
  type Checkout, type Order as OrderMessage, type PlaceOrder, type PlaceOrdersResponse, type PlaceOrdersResponse_Placed, type Problem as ProblemMessage,
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
  answer: Buffer;
}

const KNOWN = 'select user_id, key, body_hash, answer from idempotency_key where (user_id, key) in (select * from unnest($1::uuid[], $2::text[]))';
const keysOf = (requests: readonly PlaceOrder[]) => [requests.map((request) => request.actor!.userId), requests.map((request) => request.idempotencyKey)];
const place = (request: PlaceOrder) => `${request.actor!.userId}\u0000${request.idempotencyKey}`;
const accepted = (order: OrderMessage): Placed => ({ result: undefined, order, problem: undefined }) as unknown as Placed;
const declined = (problem: Problem): Placed => ({ order: undefined, problem: problem.toMessage() as ProblemMessage }) as unknown as Placed;

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
    // The same key twice in one batch is one order with one answer.
    const first = new Map<string, PlaceOrder>();
    for (const request of requests) if (!first.has(place(request))) first.set(place(request), request);
    const answers = await this.answer([...first.values()]);
    return {
      results: requests.map((request) => {
        const original = first.get(place(request))!;
        const answer = answers.get(place(request))!;
        return Buffer.compare(original.bodyHash, request.bodyHash) === 0 ? answer : declined(otherBody());
      }),
    };
  }

  private async answer(requests: readonly PlaceOrder[]): Promise<Map<string, Placed>> {
    const answers = new Map<string, Placed>();
    for (const known of await this.dataSource.query<Known[]>(KNOWN, keysOf(requests))) this.repeat(known, requests, answers);
    const fresh = requests.filter((request) => !answers.has(place(request)));
    if (fresh.length === 0) return answers;
    const checkouts = await this.checkouts(fresh, answers);
    if (checkouts.length === 0) return answers;
    for (const [key, answer] of await this.commit(checkouts)) answers.set(key, answer);
    return answers;
  }

  private repeat(known: Known, requests: readonly PlaceOrder[], answers: Map<string, Placed>): void {
    const key = `${known.user_id}\u0000${known.key}`;
    const request = requests.find((candidate) => place(candidate) === key)!;
    const same = known.body_hash.equals(request.bodyHash);
    answers.set(key, same ? accepted(OrderCodec.decode(known.answer)) : declined(otherBody()));
  }

  /** Prices and addresses of them all, with two questions; what is refused is answered at once. */
  private async checkouts(requests: readonly PlaceOrder[], answers: Map<string, Placed>) {
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
        answers.set(place(request), declined(error));
      }
    });
    return checkouts;
  }

  private commit(checkouts: readonly { request: PlaceOrder; checkout: Checkout }[]): Promise<Map<string, Placed>> {
    return this.transactions.run(async (tx) => {
      const numbers = await tx.query<{ n: string }>(`select nextval('order_number') n from generate_series(1, $1)`, [checkouts.length]);
      const written = checkouts.map(({ request, checkout }, i) => {
        const numbered = { ...checkout, number: numbers[i]!.n.slice(-6).padStart(6, '0') };
        return { request, checkout: numbered, message: firstAnswer(numbered) };
      });
      const mine = await this.claim(tx, written);
      const answers = new Map<string, Placed>();
      for (const { request, checkout, message } of written) {
        if (!mine.has(place(request))) continue;
        Order.place(tx, checkout);
        tx.emit(OrderCreated({ orderId: checkout.orderId, checkout }));
        answers.set(place(request), accepted(message));
      }
      // Somebody was a moment faster with the same key, and has committed: theirs is the answer.
      const late = written.map(({ request }) => request).filter((request) => !mine.has(place(request)));
      if (late.length > 0) for (const known of await tx.query<Known>(KNOWN, keysOf(late))) this.repeat(known, late, answers);
      return answers;
    });
  }

  /** Takes the keys, waiting for whoever is taking the same ones just now. Returns those that are ours. */
  private async claim(tx: CommandTx, written: readonly { request: PlaceOrder; message: OrderMessage }[]): Promise<Set<string>> {
    const rows = await tx.query<Known>(
      `insert into idempotency_key (user_id, key, body_hash, answer, created_at)
        select user_id, key, body_hash, answer, $5 from unnest($1::uuid[], $2::text[], $3::bytea[], $4::bytea[]) t(user_id, key, body_hash, answer)
        order by user_id, key on conflict do nothing returning user_id, key`,
      [
        written.map(({ request }) => request.actor!.userId),
        written.map(({ request }) => request.idempotencyKey),
        written.map(({ request }) => Buffer.from(request.bodyHash)),
        written.map(({ message }) => Buffer.from(OrderCodec.encode(message).finish())),
        tx.now(),
      ],
    );
    return new Set(rows.map((row) => `${row.user_id}\u0000${row.key}`));
  }
}

/** What the first answer says, for good: the order as it was placed. */
function firstAnswer(checkout: Checkout): OrderMessage {
  const { orderId: id, number, placedAt } = checkout;
  return { id, number, status: 'PENDING', checkout, createdAt: placedAt, history: [{ status: 'PENDING', at: placedAt, by: 'customer', reason: undefined }], cancellation: undefined };
}

function otherBody(): Problem {
  return refused('This Idempotency-Key was used for another order. Use a new key for a new order.', 'idempotency-key');
}

