import { setTimeout as pause } from 'node:timers/promises';
import type { Random } from '@demae/testing';

const ON_HAND = 10_000;
const SKU = 'cup';
const PLACE = { line1: '2-1 Dogenzaka', city: 'Tokyo', postalCode: '150-0043', country: 'JP', lat: 35.658, lng: 139.699 };
/** Charged with the answer lost, or late: there is always a call to the bank under way. */
const CARDS = ['tok_ok', 'tok_ok', 'tok_ok', 'tok_declined', 'tok_timeout', 'tok_slow'];
/** How long a busy platform may take to give an answer that is not 503, milliseconds. */
const PATIENCE = 60_000;
const MOVES = { ACCEPTED: 'start', PREPARING: 'ready', READY: 'hand-over' } as const;

interface Answer {
  status: number;
  text: string;
}

interface Order {
  id: string;
  status: string;
  total: { amount: number };
  lines: { quantity: number }[];
}

interface Charge {
  orderId: string;
  authorized: number;
  captured: number;
  refunded: number;
  voided: number;
}

interface Payment {
  status: string;
  captured: { amount: number };
  refunded: { amount: number };
}

/** Somebody at the door of the platform. */
class Person {
  private constructor(
    private readonly url: string,
    private readonly token: string,
  ) {}

  static async register(url: string, role: string, name: string): Promise<Person> {
    const body = JSON.stringify({ email: `${name}@crash.test`, password: 'long-enough-a-secret', name, role });
    const response = await fetch(`${url}/v1/auth/register`, { method: 'POST', body, headers: { 'content-type': 'application/json' } });
    return new Person(url, ((await response.json()) as { accessToken: string }).accessToken);
  }

  /** Undefined when no answer came: nobody knows whether it happened. */
  async ask(method: string, path: string, body?: object, extra: Record<string, string> = {}): Promise<Answer | undefined> {
    const headers = { authorization: `Bearer ${this.token}`, 'content-type': 'application/json', ...extra };
    try {
      const response = await fetch(this.url + path, { method, headers: body ? headers : { authorization: headers.authorization }, body: body && JSON.stringify(body) });
      return { status: response.status, text: await response.text() };
    } catch {
      return undefined;
    }
  }

  /** Asks again where that does no harm. @throws Error on anything but a good answer. */
  async must<T>(method: 'GET' | 'POST' | 'PUT', path: string, body?: object): Promise<T> {
    for (const end = Date.now() + (method === 'POST' ? 0 : PATIENCE); ; await pause(250)) {
      const answer = await this.ask(method, path, body);
      if (answer && answer.status < 400) return (answer.text ? JSON.parse(answer.text) : undefined) as T;
      const busy = answer === undefined || answer.status === 503;
      if (!busy || Date.now() >= end) throw new Error(`${method} ${path}: ${answer ? `${answer.status} ${answer.text}` : 'no answer'}`);
    }
  }
}

/** An order that somebody wants, whatever happens to the platform meanwhile. */
interface Wish {
  readonly key: string;
  readonly card: string;
  readonly by: Person;
  readonly body: object;
  /** The first answer, byte for byte; undefined as long as none came. */
  answer: string | undefined;
}

/** Customers who keep ordering to pick up, and a store that cooks whatever its till has accepted. */
export class Evening {
  readonly wishes: Wish[] = [];
  private merchant!: Person;
  private customers: Person[] = [];
  private store = '';

  constructor(
    private readonly url: string,
    private readonly random: Random,
  ) {}

  async open(customers: number): Promise<void> {
    this.merchant = await Person.register(this.url, 'merchant', 'merchant');
    this.customers = await Promise.all(Array.from({ length: customers }, (_, n) => Person.register(this.url, 'customer', `customer-${n}`)));
    const store = { name: 'Unbreakable', kind: 'shop', currency: 'JPY', address: PLACE, autoAccept: true, fulfillment: ['pickup'] };
    this.store = (await this.merchant.must<{ id: string }>('POST', '/v1/stores', store)).id;
    const variants = [{ sku: SKU, name: 'Cup', price: { amount: 1000, currency: 'JPY' } }];
    await this.merchant.must('POST', '/v1/products', { storeId: this.store, name: 'Cup', trackStock: true, variants });
    await this.merchant.must('PUT', `/v1/stores/${this.store}/stock/${SKU}`, { onHand: ON_HAND });
  }

  /** Everybody does their part until told to stop. */
  async goesOn(until: AbortSignal): Promise<void> {
    await Promise.all([...this.customers.map((customer) => this.orders(customer, until)), this.cooks(until)]);
  }

  /** Asks again for what got no answer, and once more for what did. @returns what was answered otherwise than before, at most twenty. */
  async asksAgain(): Promise<string[]> {
    const wrong: string[] = [];
    await ofEach(this.wishes, async (wish) => {
      const before = wish.answer;
      await this.place(wish);
      for (const end = Date.now() + PATIENCE; wish.answer === undefined && Date.now() < end; await this.place(wish)) await pause(100);
      if (wish.answer === undefined) wrong.push(`${wish.key} got no answer from a platform that is ready`);
      else if (before !== undefined && wish.answer !== before) wrong.push(`${wish.key}: ${before} then ${wish.answer}`);
    });
    return wrong.slice(0, 20);
  }

  /** Cooks on until every order is at rest, its money taken or let go, and whoever hears of it has done their part. @throws Error after so many milliseconds. */
  async comesToRest(patience: number): Promise<void> {
    const over = new AbortController();
    const cooking = this.cooks(over.signal);
    const open = async () => {
      const orders = await this.seen();
      const unfinished = orders.filter(({ status }) => status !== 'DELIVERED' && status !== 'CANCELLED');
      if (unfinished.length > 0) return unfinished;
      const payments = await ofEach(orders, ({ id }) => this.payment(id));
      const owing = payments.filter(({ status }) => status !== 'CAPTURED' && status !== 'FAILED');
      // The shelf, among others, hears of the end of an order only after it.
      return owing.length > 0 ? owing : this.wrong();
    };
    try {
      for (const end = Date.now() + patience; ; await pause(250)) {
        const still = await open();
        if (still.length === 0) return;
        if (Date.now() > end) throw new Error(`not at rest after ${patience} ms: ${JSON.stringify(still, null, 1)}`);
      }
    } finally {
      over.abort();
      await cooking;
    }
  }

  /** What does not balance between what customers were told, the orders, their payments, the bank and the shelf; in sentences. */
  async wrong(): Promise<string[]> {
    const orders = await this.seen();
    const told = new Map(this.wishes.map((wish) => [(JSON.parse(wish.answer ?? '{}') as Partial<Order>).id, wish]));
    const { charges } = await this.merchant.must<{ charges: Charge[] }>('GET', '/v1/sandbox/bank');
    const shelf = await this.merchant.must<{ onHand: number; reserved: number }>('GET', `/v1/stores/${this.store}/stock/${SKU}`);
    const sold = orders.filter(({ status }) => status === 'DELIVERED').reduce((sum, { lines }) => sum + lines[0]!.quantity, 0);
    const wrong = await ofEach(orders, async (order) => wrongWith(order, told.get(order.id), await this.payment(order.id), charges));
    const seen = new Set(orders.map(({ id }) => id));
    return [
      ...[...told].filter(([id]) => !id || !seen.has(id)).map(([id, { key }]) => `${key} was answered with order ${id}, which is not there`),
      ...(told.size === this.wishes.length ? [] : [`${this.wishes.length} wishes have ${told.size} orders`]),
      ...wrong.flat(),
      ...(shelf.onHand + sold === ON_HAND ? [] : [`${ON_HAND} cups before, ${shelf.onHand} after, ${sold} sold`]),
      ...(shelf.reserved === 0 ? [] : [`${shelf.reserved} cups are still put aside`]),
    ];
  }

  /** All orders of the store, as the store sees them. */
  private async seen(): Promise<Order[]> {
    const orders: Order[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: { items: Order[]; nextCursor: string | null } = await this.merchant.must('GET', `/v1/orders?storeId=${this.store}&limit=100${cursor && `&cursor=${cursor}`}`);
      orders.push(...page.items);
      cursor = page.nextCursor;
    }
    return orders;
  }

  private payment(id: string): Promise<Payment> {
    return this.merchant.must('GET', `/v1/orders/${id}/payment`);
  }

  private async orders(customer: Person, until: AbortSignal): Promise<void> {
    while (!until.aborted) {
      const quantity = 1 + this.random.below(3);
      const card = this.random.pick(CARDS);
      const body = { storeId: this.store, lines: [{ sku: SKU, quantity }], fulfillment: { type: 'pickup' }, payment: { method: 'card', token: card } };
      const wish: Wish = { key: `wish-${this.wishes.length}`, card, by: customer, body, answer: undefined };
      this.wishes.push(wish);
      // Who gets no answer tries again, with the same key.
      while (wish.answer === undefined && !until.aborted) {
        await this.place(wish);
        await pause(20 + this.random.below(100));
      }
    }
  }

  private async place(wish: Wish): Promise<void> {
    const answer = await wish.by.ask('POST', '/v1/orders', wish.body, { 'idempotency-key': wish.key });
    wish.answer = undefined;
    // A platform that is just going away may say so: that is no answer yet.
    if (!answer || answer.status === 503) return;
    if (answer.status !== 201) throw new Error(`${wish.key}: ${answer.status} ${answer.text}`);
    wish.answer = answer.text;
  }

  private async cooks(until: AbortSignal): Promise<void> {
    while (!until.aborted) {
      for (const [status, move] of Object.entries(MOVES)) {
        const list = await this.merchant.ask('GET', `/v1/stores/${this.store}/tickets?status=${status}&limit=100`);
        if (list?.status !== 200) continue;
        const { items } = JSON.parse(list.text) as { items: { id: string }[] };
        await Promise.all(items.map(({ id }) => this.merchant.ask('POST', `/v1/tickets/${id}/${move}`, {})));
      }
      await pause(30);
    }
  }
}

/** Asks for eight things at a time: who is asked for everything at once is late with all of it. */
async function ofEach<T, R>(things: readonly T[], ask: (thing: T) => Promise<R>): Promise<R[]> {
  const answers: R[] = [];
  const waiting = [...things.entries()];
  const worker = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) answers[next[0]] = await ask(next[1]);
  };
  await Promise.all(Array.from({ length: 8 }, worker));
  return answers;
}

function wrongWith({ id, status, total }: Order, wish: Wish | undefined, payment: Payment, charges: readonly Charge[]): string[] {
  if (!wish) return [`order ${id} was never answered`];
  const booked = charges.filter(({ orderId }) => orderId === id);
  const meant = wish.card === 'tok_declined' ? 'CANCELLED' : 'DELIVERED';
  const owed = status === 'DELIVERED' ? total.amount : 0;
  const ours = payment.captured.amount - payment.refunded.amount;
  const banks = booked.reduce((sum, { captured, refunded }) => sum + captured - refunded, 0);
  const held = booked.reduce((sum, { authorized, captured, voided }) => sum + authorized - captured - voided, 0);
  return [
    ...(status === meant ? [] : [`order ${id}, paid with ${wish.card}, is ${status}`]),
    ...(ours === owed && banks === owed ? [] : [`order ${id} (${status}): owed ${owed}, payment took ${ours}, the bank ${banks}`]),
    ...(booked.length <= 1 && held === 0 ? [] : [`order ${id}: the bank has ${booked.length} charges and still holds ${held}`]),
  ];
}
