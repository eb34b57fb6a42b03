import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { newId } from '@demae/saga/events';
import { aShop, type Shop } from '@demae/testing';
import { Validator } from '@seriousme/openapi-schema-validator';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readFileSync, rmSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import type { Test } from 'supertest';
import { nameOf, PASSWORD, register, Person, staff, visitorOf, type SignedIn, type Visitor } from './http.js';
import type { Schema } from '../apps/gateway/src/http/openapi-parts.js';
import { deadLetter } from './http-belongings.js';
import { Contract, resolved, type Document, type Route } from './http-contract.js';
import { stocks } from './http-goods.js';
import { delivery, Street } from './http-orders.js';

let shop: Shop;
let anyone: Visitor;
let contract: Contract;

beforeAll(async () => {
  shop = await aShop();
  anyone = visitorOf(shop);
  contract = new Contract((await anyone.get('/openapi.json').expect(200)).body as Document);
});
afterAll(() => shop.close());

const bodyOf = ({ operation }: Route) => operation.requestBody?.content['application/json'];

describe('the document', () => {
  it('is one of OpenAPI 3.1', async () => {
    const validator = new Validator();
    const outcome = await validator.validate({ ...structuredClone(contract.document) });
    expect(outcome).toEqual({ valid: true });
    expect(validator.version).toBe('3.1');
  });

  it('has every route that answers, and no other', () => {
    const gateway = shop.ground.demae!.services.get('gateway')!.app as NestFastifyApplication;
    const answered = routesOf(gateway.getHttpAdapter().getInstance().printRoutes({ commonPrefix: false }));
    expect(answered.length).toBeGreaterThan(60);
    const documented = contract.routes.map((route) => nameOf(route).replace(/\{\w+\}/g, '{}'));
    expect(answered.filter((route) => !/ \/(docs|openapi)\b/.test(route)).sort()).toEqual(documented.sort());
  });

  it('names each operation, once', () => {
    const names = contract.routes.map(({ operation }) => operation.operationId!);
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => !/^[a-z][a-zA-Z]{3,30}$/.test(name))).toEqual([]);
    expect(names).toEqual(expect.arrayContaining(['login', 'listStores', 'getMenu', 'createOrder', 'cancelOrder', 'acceptTicket', 'updateAddress']));
  });

  it('refuses what it does not name, in every object of a request', () => {
    const open = contract.routes.flatMap((route) => openObjects(bodyOf(route)?.schema).map((name) => `${nameOf(route)}: ${name}`));
    expect(open).toEqual([]);
  });

  it('has an example of its own form for every body and every answer', () => {
    const wrong = contract.routes.flatMap((route) => {
      const answers = Object.keys(route.operation.responses).map((status) => [status, contract.answer(route, Number(status))] as const);
      const contents = answers.flatMap(([status, answer]) => Object.values(answer?.content ?? {}).map((content) => ({ what: status, content })));
      const body = bodyOf(route);
      return [...(body ? [{ what: 'body', content: body }] : []), ...contents].flatMap(({ what, content }) => {
        const faults = content.example === undefined ? ['has no example'] : contract.faults(content.schema!, content.example);
        return faults.map((fault) => `${nameOf(route)} ${what}: ${fault}`);
      });
    });
    expect(wrong).toEqual([]);
  });

  it('is written without any server', () => {
    const file = join(tmpdir(), `openapi-${newId()}.json`);
    execFileSync(process.execPath, ['dist/scripts/openapi.js', file], { env: { PATH: process.env['PATH'] }, timeout: 120_000 });
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(contract.document);
    rmSync(file);
  }, 150_000);
});

/** Who sends an example, where to, and which of its ids and tokens have to be real ones. */
interface Errand {
  who: Visitor;
  /** What the parameters of its path stand for. */
  names?: Record<string, string>;
  real?: object;
}

type Fields = Record<string, unknown> & { id: string };

describe('every example of a body', () => {
  /** By the name of the operation, in the order of their sending. */
  let errands: Record<string, () => Errand | Promise<Errand>>;
  /** What was answered, for those that come later. */
  const answers: Record<string, Fields> = {};

  beforeAll(async () => {
    const street = await Street.of(shop);
    const { customer, merchant, courier, store } = street;
    const [admin, taken] = await Promise.all([staff(shop, 'admin'), stocks(merchant, store.id, 50)]);
    let ann: Person;
    const registered = () => (ann ??= new Person(shop.url, answers['login'] as unknown as SignedIn));
    const ticketOf = async (change: object = {}) => {
      const { id } = await street.placed(taken, change);
      return { orderId: id, ticketId: (await street.ticketOf(id)).id };
    };
    const broughtOrder = async () => {
      const { orderId } = await ticketOf({ fulfillment: delivery });
      await street.kitchen(orderId, 'accept');
      await street.road(orderId, 'accept');
      return (await street.jobOf(orderId))!.id;
    };
    const fetchedOrder = async () => {
      const { orderId } = await ticketOf();
      await street.kitchen(orderId, 'accept', 'start', 'ready', 'hand-over');
      return orderId;
    };
    errands = {
      register: () => ({ who: anyone }),
      login: () => ({ who: anyone }),
      refreshSession: () => ({ who: anyone, real: { refreshToken: registered().refreshToken } }),
      updateMe: () => ({ who: registered() }),
      addAddress: () => ({ who: registered() }),
      updateAddress: () => ({ who: registered(), names: { id: answers['addAddress']!.id } }),
      createPhoneNumber: () => ({ who: registered() }),
      verifyPhoneNumber: async () => ({ who: registered(), names: { id: answers['createPhoneNumber']!.id }, real: { code: await codeTo(answers['createPhoneNumber']!['number']) } }),
      becomeDriver: () => ({ who: registered() }),
      updateNotificationPreferences: () => ({ who: customer }),
      verifyEmail: async () => ({ who: anyone, real: { token: await tokenTo(ann.email, 'Confirm your e-mail address') } }),
      changePassword: () => ({ who: registered() }),
      forgotPassword: () => ({ who: anyone }),
      resetPassword: async () => ({ who: anyone, real: { token: await tokenTo(ann.email, 'Set a new password') } }),
      removeMe: async () => ({ who: await register(shop), real: { password: PASSWORD } }),
      createStore: () => ({ who: merchant }),
      updateStore: () => ({ who: merchant, names: { id: answers['createStore']!.id } }),
      createProduct: () => ({ who: merchant, real: { storeId: answers['createStore']!.id } }),
      updateProduct: () => ({ who: merchant, names: { id: answers['createProduct']!.id } }),
      importCatalog: () => ({ who: merchant, names: { id: answers['createStore']!.id } }),
      setStock: () => ({ who: merchant, names: { storeId: store.id, sku: taken } }),
      adjustStock: () => ({ who: merchant, names: { storeId: store.id, sku: taken } }),
      createOrder: () => ({ who: customer, real: { storeId: answers['createStore']!.id } }),
      cancelOrder: () => ({ who: customer, names: { id: answers['createOrder']!.id } }),
      reviewOrder: async () => ({ who: customer, names: { id: await fetchedOrder() } }),
      refundOrder: async () => ({ who: merchant, names: { id: await fetchedOrder() } }),
      acceptTicket: async () => ({ who: merchant, names: { id: (await ticketOf()).ticketId } }),
      rejectTicket: async () => ({ who: merchant, names: { id: (await ticketOf()).ticketId } }),
      setDriverStatus: () => ({ who: courier }),
      setDriverLocation: () => ({ who: courier }),
      failDelivery: async () => ({ who: courier, names: { id: await broughtOrder() } }),
      updateUser: async () => ({ who: admin, names: { id: (await register(shop)).id } }),
      createCategory: () => ({ who: admin }),
      updateCategory: () => ({ who: admin, names: { id: answers['createCategory']!.id } }),
      discardDeadLetter: async () => ({ who: admin, names: { id: await deadLetter(shop, admin) } }),
      setLogLevel: () => ({ who: admin, names: { service: 'payment' } }),
      createZone: () => ({ who: admin }),
      updateZone: () => ({ who: admin, names: { id: answers['createZone']!.id } }),
      setBankBehaviour: () => ({ who: anyone }),
      advanceClock: () => ({ who: anyone }),
    };
  });

  it('is sent below; a new one needs a line there', () => {
    expect(contract.routes.filter(bodyOf).map(({ operation }) => operation.operationId).sort()).toEqual(Object.keys(errands).sort());
  });

  it('does what it says when it is sent as it is, with real ids, and is answered in the documented form', async () => {
    const wrong: string[] = [];
    for (const [name, errand] of Object.entries(errands)) {
      const route = contract.route(name);
      const { who, names = {}, real = {} } = await errand();
      const path = route.path.replace(/\{(\w+)\}/g, (_whole, parameter: string) => names[parameter]!);
      const example = { ...(bodyOf(route)!.example as object), ...real };
      const answer = await sent(who, route.method, path, example).set('idempotency-key', newId());
      await shop.settles();
      const faults = contract.broken(route, { status: answer.status, headers: answer.headers as Record<string, string>, text: answer.text });
      if (answer.status > 299) faults.unshift(`${answer.status}: ${answer.text}`);
      wrong.push(...faults.map((fault) => `${name}: ${fault}`));
      answers[name] = answer.body as Fields;
    }
    expect(wrong).toEqual([]);
  }, 180_000);

  function sent(who: Visitor, method: string, path: string, body: object): Test {
    return who[method as 'post' | 'put' | 'patch' | 'delete'](path, body);
  }

  async function codeTo(number: unknown): Promise<string> {
    await shop.settles();
    const [sms] = await shop.query<{ body: string }>('notification', 'select body from sent_sms where to_number = $1', [number]);
    return /\b\d{6}\b/.exec(sms!.body)![0];
  }

  async function tokenTo(email: string, subject: string): Promise<string> {
    await shop.settles();
    const [mail] = await shop.query<{ body: string }>('notification', 'select body from sent_mail where to_address = $1 and subject = $2 order by id desc limit 1', [email, subject]);
    return /^Token: ([\w-]{43})$/m.exec(mail!.body)![1]!;
  }
});

/** "GET /v1/stores/{}" of every line of Fastify's own tree; what it adds by itself aside. */
function routesOf(tree: string): string[] {
  const above: string[] = [];
  return tree.split('\n').flatMap((line) => {
    const [, indent = '', path, methods] = /^([│ ├└─]+)(\S*)(?: \(([A-Z, ]+)\))?$/.exec(line) ?? [];
    if (path === undefined) return [];
    above.splice(indent.length / 4 - 1, above.length, path);
    const whole = above.join('').replace(/:[^/]+/g, '{}');
    return (methods ?? '').split(', ').filter((method) => method && method !== 'HEAD' && method !== 'OPTIONS').map((method) => `${method} ${whole}`);
  });
}

/** Names of the objects within that take more than they say. */
function openObjects(given: Schema | undefined, within: readonly string[] = []): string[] {
  if (!given) return [];
  const name = (given.$ref ?? given.allOf?.[0]?.$ref)?.split('/').at(-1);
  if (name !== undefined && within.includes(name)) return [];
  const schema = resolved(given, contract.document.components.schemas);
  const own = schema.properties && schema.additionalProperties !== false ? [name ?? 'an object'] : [];
  const deeper = [...Object.values(schema.properties ?? {}), ...(schema.items ? [schema.items] : [])];
  return [...own, ...deeper.flatMap((field) => openObjects(field, [...within, ...(name ? [name] : [])]))];
}
