import type { Calls, CallOptions, Input, ItemOf, Lists } from './calls.js';
import { OPERATIONS, type OperationName } from './generated/operations.js';
import { orderEvents, type OrderEvent } from './order-events.js';
import { patiently } from './patience.js';
import { DemaeProblem } from './problem.js';

/** What it takes to go on being logged in. Keep it as safely as a password. */
export interface Session {
  accessToken: string;
  refreshToken: string;
}

export interface DemaeOptions {
  /** Of the gateway: https://api.example.com */
  url: string;
  /** From an earlier run. */
  session?: Session;
  /** Hears of every new session, and of its end (undefined), for whoever keeps it. */
  onSession?: (session: Session | undefined) => void;
  /** For how long a call is tried again while the platform is busy or away, milliseconds. Default 30,000; 0: it is asked once. */
  patience?: number;
  fetch?: typeof globalThis.fetch;
}

/** Milliseconds. */
const PATIENCE = 30_000;

type Fields = Record<string, unknown>;

/** Somebody's way to the platform: every operation of the API as a function, and what a client needs around them. */
export type Demae = DemaeClient & Calls;

/**
 * Opens the way; nothing is sent yet.
 *
 *     const demae = connect({ url: 'http://127.0.0.1:8080' });
 *     await demae.login({ body: { email, password } });
 *     for await (const store of demae.each('listStores', { near: '35.658,139.699', openNow: true })) …
 *
 * Once logged in it stays so: an access token that has expired is renewed. Calls that are safe to repeat are, while the platform is busy or
 * away; those that move money, stock or orders carry an Idempotency-Key, so they are safe too. Anything but success is a DemaeProblem.
 */
export function connect(options: DemaeOptions): Demae {
  const client = new DemaeClient(options);
  const calls = Object.keys(OPERATIONS).map((name) => [name, (input?: Fields) => client.call(name as OperationName, input)]);
  return Object.assign(client, Object.fromEntries(calls) as Calls);
}

export class DemaeClient {
  private readonly base: string;
  private readonly tags = new WeakMap<object, string>();
  private current: Session | undefined;
  private renewal: Promise<void> | undefined;

  constructor(private readonly options: DemaeOptions) {
    this.base = options.url.replace(/\/$/, '');
    this.current = options.session;
  }

  get session(): Session | undefined {
    return this.current;
  }

  /** The ETag with which something was answered, for `ifMatch`: change only what one has seen. */
  etagOf(answer: object): string | undefined {
    return this.tags.get(answer);
  }

  /** All items of a list, page after page as they are asked for. */
  async *each<Name extends Lists>(name: Name, input?: Omit<Input<Name>, 'cursor'> & CallOptions): AsyncGenerator<ItemOf<Name>, void> {
    let cursor: string | undefined;
    do {
      const page = (await this.call(name, { ...input, ...(cursor === undefined ? {} : { cursor }) })) as { items: ItemOf<Name>[]; nextCursor: string | null };
      yield* page.items;
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
  }

  /** Everything that happens to an order, live, until it has ended. */
  orderEvents({ id, signal }: { id: string } & CallOptions): AsyncGenerator<OrderEvent, void> {
    const open = async (lastEventId: string | undefined) => {
      const headers: Record<string, string> = lastEventId === undefined ? {} : { 'last-event-id': lastEventId };
      const answer = await this.send('streamOrder', { id, signal }, headers);
      if (!answer.ok) throw await problemOf('streamOrder', answer);
      return answer;
    };
    return orderEvents(open, signal);
  }

  /** @internal The operations call it. */
  async call(name: OperationName, input: Fields = {}): Promise<unknown> {
    const { keyed = false } = OPERATIONS[name];
    const headers: Record<string, string> = {};
    if (keyed) headers['idempotency-key'] = (input['idempotencyKey'] as string | undefined) ?? crypto.randomUUID();
    if (input['ifMatch'] !== undefined) headers['if-match'] = input['ifMatch'] as string;
    const answer = await this.send(name, input, headers);
    if (!answer.ok) throw await problemOf(name, answer);
    const text = await answer.text();
    const said = text === '' ? undefined : (JSON.parse(text) as object);
    if (said) this.learn(said, answer);
    if (name === 'logout') this.keep(undefined);
    return said;
  }

  /** Asks, and once more with a new access token when the present one is not good any more. */
  private async send(name: OperationName, input: Fields, headers: Record<string, string>): Promise<Response> {
    const before = this.current;
    const answer = await this.sendOnce(name, input, headers);
    if (answer.status !== 401 || !before || OPERATIONS[name].open) return answer;
    // Somebody else may have renewed it meanwhile.
    if (this.current === before) await (this.renewal ??= this.renew(before).finally(() => (this.renewal = undefined)));
    if (!this.current) return answer;
    await answer.body?.cancel();
    return this.sendOnce(name, input, headers);
  }

  private sendOnce(name: OperationName, input: Fields, extra: Record<string, string>): Promise<Response> {
    const { method, path, open = false, keyed = false, parameters = [] } = OPERATIONS[name];
    const { body, csv, signal, idempotencyKey: _key, ifMatch: _match, ...own } = input as Fields & { csv?: string; signal?: AbortSignal };
    const url = new URL(this.base + path.replace(/\{(\w+)\}/g, (_whole, parameter: string) => encodeURIComponent(String(own[parameter]))));
    for (const [parameter, value] of Object.entries(own)) if (value !== undefined && !parameters.includes(parameter)) url.searchParams.set(parameter, String(value));
    const headers: Record<string, string> = { ...extra };
    if (this.current && !open) headers['authorization'] = `Bearer ${this.current.accessToken}`;
    if (csv !== undefined || body !== undefined) headers['content-type'] = csv === undefined ? 'application/json' : 'text/csv';
    const init: RequestInit = { method: method.toUpperCase(), headers, body: csv ?? (body === undefined ? null : JSON.stringify(body)), signal: signal ?? null };
    const { patience = PATIENCE, fetch = globalThis.fetch } = this.options;
    return patiently(() => fetch(url, init), { repeatable: keyed || method !== 'post', until: Date.now() + patience, signal });
  }

  private async renew({ refreshToken }: Session): Promise<void> {
    const answer = await this.sendOnce('refreshSession', { body: { refreshToken } }, {});
    if (answer.ok) this.learn((await answer.json()) as object, answer);
    else if (answer.status === 401) this.keep(undefined);
  }

  /** What an answer tells besides itself. */
  private learn(said: object, answer: Response): void {
    const tag = answer.headers.get('etag');
    if (tag) this.tags.set(said, tag);
    const { accessToken, refreshToken } = said as Partial<Session>;
    if (accessToken !== undefined && refreshToken !== undefined) this.keep({ accessToken, refreshToken });
  }

  private keep(session: Session | undefined): void {
    this.current = session;
    this.options.onSession?.(session);
  }
}

async function problemOf(name: OperationName, answer: Response): Promise<DemaeProblem> {
  const text = await answer.text();
  try {
    return new DemaeProblem(name, JSON.parse(text) as Fields, answer.status);
  } catch {
    return new DemaeProblem(name, { detail: text.slice(0, 200) || 'an empty answer' }, answer.status);
  }
}
