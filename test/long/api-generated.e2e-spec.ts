import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@demae/saga/events';
import { aShop, type Shop } from '@demae/testing';
import { Agent } from 'node:http';
import { Random } from '../../scripts/random.js';
import { opens } from '../http-goods.js';
import { Belongings } from '../http-belongings.js';
import { Contract, type Answered, type Document, type Route } from '../http-contract.js';
import { Requests, send, type Sending } from '../http-requests.js';
import { Values } from '../http-values.js';
import { PASSWORD, visitorOf, type Person } from '../http.js';

/*
 * Requests that the document makes: right, nearly right and wild ones, by everybody. Whatever is asked, nothing breaks, and every answer
 * is one that the document promises. GENERATED_SEED=n replays one seed, GENERATED_REQUESTS=n asks for so many.
 */
const SEED = Number(process.env['GENERATED_SEED'] ?? 2_025);
const REQUESTS = Number(process.env['GENERATED_REQUESTS'] ?? 5_000);
/** After so many, what the requests have used up is there anew. */
const ROUND = 1_250;
const AT_ONCE = 12;
/** Nobody is erased, and there is no other provider to log in with. */
const OUT_OF_REACH = new Set(['removeMe', 'beginOauth', 'finishOauth']);
/** Of all routes, so many are reached in a state in which they do what they are for; others need a mail, or an offer to a courier. */
const WITHIN_REACH = 0.85;

interface Made {
  sending: Sending;
  answer: Answered;
}

let shop: Shop;
let contract: Contract;
const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
const made: Made[] = [];
/** One of each kind. */
const faults = new Map<string, string>();

beforeAll(async () => {
  shop = await aShop();
  contract = new Contract((await visitorOf(shop).get('/openapi.json').expect(200)).body as Document);
}, 180_000);
afterAll(async () => {
  agent.destroy();
  await shop.close();
});

const isProblem = (status: number) => status >= 400;

/** Everything that this answer should not be. */
function judged({ kind, route, method, url, fits }: Sending, answer: Answered): string[] {
  const { status, text, headers } = answer;
  if (status >= 500) return [`breaks: ${text}`];
  // Dead letters are for those who mend the services.
  if (!/dead-letters/.test(url) && /\\n +at |node_modules|TypeError/.test(text)) return [`shows its insides: ${text}`];
  if (fits === false && status < 400) return ['takes a body that is not of the documented form'];
  if (kind === 'right' && fits === true && status === 400 && !MORE_THAN_FORM.has(route!.operation.operationId!)) return [`refuses a body of the documented form: ${text}`];
  if (route && !BELOW_ROUTES.has(status)) return contract.broken(route, answer);
  if (!isProblem(status) || method === 'HEAD' || text === '') return [];
  return headers['content-type']?.startsWith('application/problem+json') ? contract.faults({ $ref: '#/components/schemas/ProblemView' }, JSON.parse(text)) : [`is ${headers['content-type']}: ${text}`];
}

/** Answered before anybody knows which route it is for. */
const BELOW_ROUTES = new Set([405, 408, 417, 431]);

/** Bodies whose fields have to go together, or name what there is, in ways that the form of each does not tell. */
const MORE_THAN_FORM = new Set(['createOrder', 'createZone', 'updateZone', 'createProduct', 'updateProduct', 'createCategory', 'updateCategory', 'createStore', 'updateStore', 'addAddress', 'updateAddress', 'register', 'advanceClock', 'refundOrder', 'updateNotificationPreferences']);

/** What there is to ask about, new, and requests about it. */
async function prepared(random: Random): Promise<{ requests: Requests; people: Record<string, Person> }> {
  // What was left lying is given up, and its couriers go home: the new courier gets the new order.
  await shop.passes('3h');
  await shop.query('delivery', `update driver set status = 'OFFLINE' where status = 'ONLINE'`);
  const own = await Belongings.in(shop);
  const orders = (await own.people.customer.get('/v1/orders').expect(200)).body as { items: { id: string; status: string }[] };
  const open = orders.items.find(({ status }) => status === 'CONFIRMED')!.id;
  // A new list takes away what others want to buy.
  const elsewhere: Record<string, Record<string, string>> = { cancelOrder: { id: open }, importCatalog: { id: (await opens(own.people.merchant)).id } };
  const values = new Values(random, contract.document.components.schemas);
  const at = (place: string) => own.things[place]!.names;
  const { storeId, sku } = at('/v1/stores/{storeId}/stock/{sku}');
  values.known = {
    storeId: [storeId!], sku: [sku!, ...Array.from({ length: 5 }, () => newId())], addressId: [at('/v1/me/addresses/{id}')['id']!], email: [own.people.customer.email, own.people['other customer'].email, `${newId()}@example.com`, `${newId()}@example.com`],
    password: [PASSWORD], current: [PASSWORD], next: [PASSWORD], advance: ['PT1S'], refreshToken: [own.people['other driver'].refreshToken], currency: ['JPY', 'USD'], timeZone: ['Asia/Tokyo'],
    near: ['35.658,139.7'], categoryId: [at('/v1/categories/{id}')['id']!], parentId: [at('/v1/categories/{id}')['id']!], service: ['order', 'inventory'],
  };
  const owner = (route: Route) => {
    const thing = own.at(route.path);
    const role = route.operation['x-roles']?.[0] ?? 'customer';
    return { who: thing?.may[0] ?? (role === 'driver' ? 'courier' : role), names: elsewhere[route.operation.operationId!] ?? thing?.names ?? {} };
  };
  return { requests: new Requests(random, contract, values, { people: [...Object.keys(own.people), 'nobody'], owner }), people: own.people };
}

async function round(n: number, random: Random, count: number): Promise<void> {
  const { requests, people } = await prepared(random);
  // What has failed in one round is brought in the next. Whoever erases their account is missed by everybody else.
  const routes = contract.routes.filter(({ operation: { operationId } }) => operationId !== 'removeMe' && (n % 2 === 0 || operationId !== 'failDelivery'));
  const queue = Array.from({ length: count }, () => requests.next(routes));
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    for (let sending = queue.pop(); sending; sending = queue.pop()) await one(sending, people);
  }));
  await visitorOf(shop).delete('/v1/sandbox/bank');
  await shop.settles();
}

/** Routes that have not yet done what they are for. */
function idle(): Route[] {
  const done = new Set(made.filter(({ answer }) => Math.floor(answer.status / 100) === 2).map(({ sending }) => sending.route?.operation.operationId));
  return contract.routes.filter(({ operation: { operationId } }) => !OUT_OF_REACH.has(operationId!) && !done.has(operationId));
}

/** Chance has passed some routes by, or asked too late: now their owners ask, one after the other, and what one request has used up is there anew for the next time. */
async function late(random: Random): Promise<void> {
  for (let times = 0; times < 3; times++) {
    const { requests, people } = await prepared(random);
    const left = idle();
    for (const route of [...left.filter(({ method }) => method !== 'delete'), ...left.filter(({ method }) => method === 'delete')]) {
      await one(requests.byOwner(route), people);
      await shop.settles();
    }
  }
}

async function one(sending: Sending, people: Record<string, Person>): Promise<void> {
  const name = `${sending.kind}: ${sending.method} ${sending.url.slice(0, 120)} by ${sending.who} ${JSON.stringify(sending.headers).slice(0, 200)} ${String(sending.body ?? '').slice(0, 400)}`;
  try {
    const person = people[sending.who];
    const answer = await send(shop.url, sending, person?.accessToken, agent);
    if (answer.status === 401 && person && sending.headers['authorization'] === undefined) await comesBack(person);
    made.push({ sending, answer });
    for (const fault of judged(sending, answer)) faults.set(`${sending.route?.operation.operationId} ${fault.slice(0, 50)}`, `${name}\n    ${answer.status} ${fault.slice(0, 700)}`);
  } catch (error) {
    faults.set(String(error), `${name}\n    ${String(error)}`);
  }
}

/** Somebody has ended their session, or somebody else has; one by one, so that nobody logs in twice at once. */
let returning: Promise<void> = Promise.resolve();
function comesBack(person: Person): Promise<void> {
  return (returning = returning.then(async () => {
    if ((await person.get('/v1/me')).status !== 401) return;
    const answer = await visitorOf(shop).post('/v1/auth/login', { email: person.email, password: PASSWORD });
    if (answer.status === 200) person.accessToken = (answer.body as { accessToken: string }).accessToken;
  }));
}

describe(`${REQUESTS} requests of seed ${SEED}`, () => {
  it('break nothing, and each is answered as documented', async () => {
    const random = new Random(SEED);
    const started = Date.now();
    for (let n = 0; n * ROUND < REQUESTS; n++) await round(n, random, Math.min(ROUND, REQUESTS - n * ROUND));
    expect(made.length).toBe(REQUESTS);
    await late(random);
    console.info(`${made.length} requests in ${Math.round((Date.now() - started) / 1_000)} s, GENERATED_SEED=${SEED}`);
    if (faults.size > 0) throw new Error(`${faults.size} kinds of faults, GENERATED_SEED=${SEED}:\n${[...faults.values()].slice(0, 25).join('\n')}`);
  }, 900_000);

  it('were about something: every route did what it is for, and every kind of request was both taken and refused', () => {
    const tally = new Map<string, Set<number>>();
    for (const { sending, answer } of made) {
      for (const name of [sending.kind, sending.route?.operation.operationId ?? 'nowhere']) tally.set(name, (tally.get(name) ?? new Set()).add(Math.floor(answer.status / 100)));
    }
    const names = idle().map(({ operation }) => operation.operationId!);
    if (names.length > contract.routes.length * (1 - WITHIN_REACH)) throw new Error(`Nobody could do ${names.join(', ')}.`);
    for (const kind of ['right', 'nearly right', 'wild']) expect([...tally.get(kind)!].sort()).toEqual(expect.arrayContaining([2, 4]));
  });
});
