import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import { UserErased } from '@demae/contracts';
import type { Transactions } from '@demae/saga';
import { newId } from '@demae/saga/events';
import { aShop, type Shop } from '@demae/testing';
import type { MailChannel } from '../apps/notification/src/mail/mail-channel.js';
import { PASSWORD, refusal, register, staff, visitorOf, type Person, type Visitor } from './http.js';
import { HOME, stocks } from './http-goods.js';
import { delivery, Street, type OrderFields } from './http-orders.js';

let shop: Shop;
let anyone: Visitor;
beforeAll(async () => {
  shop = await aShop();
  anyone = visitorOf(shop);
});
afterAll(() => shop.close());

/** Words that only this person's data has in it, each of another kind. */
const NAME = 'Zebulon Quackenbush';
const PHONE = '+819011122233';
const WORDS = { name: NAME, phone: PHONE, street: '77-7 Yokocho Alley', line2: 'Apt Xanadu', note: 'ring the brass bell', reason: 'my aunt Gwendolyn came', card: 'tok_ok' };

const erase = (who: Person, password: string | undefined = PASSWORD) => who.delete('/v1/me').send({ password });

/** Every row of every table of every service that has one of these words in any column, as text or as bytes. */
async function mentions(words: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const { name } of [...shop.ground.demae!.services.values()].filter(({ dataSource }) => dataSource)) {
    for (const { table } of await shop.query<{ table: string }>(name, "select tablename as table from pg_tables where schemaname = 'public'")) {
      for (const { row } of await shop.query<{ row: string }>(name, `select t::text as row from "${table}" t`)) {
        const said = words.filter((word) => row.includes(word) || row.includes(Buffer.from(word).toString('hex')) || row.includes(JSON.stringify(word).slice(1, -1)));
        if (said.length > 0) found.push(`${name}.${table}: ${said.join()}`);
      }
    }
  }
  return found;
}

/** Somebody who has left something everywhere. */
class Guest {
  private constructor(
    readonly street: Street,
    readonly person: Person,
    readonly orders: { delivered: string; pickedUp: string; cancelled: string },
  ) {}

  static async of(name = NAME): Promise<Guest> {
    const street = await Street.of(shop);
    const person = await register(shop, 'customer', name);
    const sku = await stocks(street.merchant, street.store.id, 20);
    await person.post('/v1/me/addresses', { label: `${name}'s home`, ...HOME, line1: WORDS.street, line2: WORDS.line2 }).expect(201);
    const { id: phone } = (await person.post('/v1/me/phone-numbers', { number: PHONE }).expect(201)).body as { id: string };
    await anyone.post('/v1/auth/password/forgot', { email: person.email }).expect(202);
    await person.post('/v1/me/driver', { vehicle: `${name}'s bicycle`, licence: 'L-1' }).expect(200);
    await person.put('/v1/drivers/me/status', { status: 'online' }).expect(200);
    await person.put('/v1/drivers/me/location', { lat: 35.6, lng: 139.6 }).expect(200);
    await person.put('/v1/drivers/me/status', { status: 'offline' }).expect(200);
    await street.courier.put('/v1/drivers/me/status', { status: 'online' }).expect(200);
    await shop.settles();
    expect(phone).toBeDefined();

    const ordered = async (change: object) => {
      const { body } = await street.place(sku, { note: WORDS.note, ...change }, person).expect(201);
      await shop.settles();
      return (body as OrderFields).id;
    };
    const bring = { fulfillment: { ...delivery, address: { ...HOME, line1: WORDS.street, line2: WORDS.line2 } } };
    const delivered = await ordered(bring);
    const keyed = async (who: Person, path: string) => {
      await who.post(path, {}).set('idempotency-key', newId()).expect(200);
      await shop.settles();
    };
    const { id: ticket } = await street.ticketOf(delivered);
    for (const action of ['accept', 'start', 'ready']) await keyed(street.merchant, `/v1/tickets/${ticket}/${action}`);
    const { id: job } = (await street.jobOf(delivered))!;
    for (const action of ['accept', 'pick-up', 'deliver']) await keyed(street.courier, `/v1/deliveries/${job}/${action}`);
    const pickedUp = await ordered({});
    await street.kitchen(pickedUp, 'accept', 'start', 'ready', 'hand-over');
    const cancelled = await ordered(bring);
    await person.post(`/v1/orders/${cancelled}/cancel`, { reason: WORDS.reason }).set('idempotency-key', newId()).expect(202);
    await shop.settles();
    return new Guest(street, person, { delivered, pickedUp, cancelled });
  }

  /** What the books say, whoever it was. */
  async books(): Promise<unknown> {
    const ids = Object.values(this.orders);
    return [
      await shop.query('order', 'select id, number, customer_id, store_id, status, cancelled_by, created_at from customer_order where id = any($1) order by id', [ids]),
      await shop.query('order', 'select order_id, status, by, at from order_history where order_id = any($1) order by id', [ids]),
      await shop.query('payment', 'select * from payment where order_id = any($1) order by id', [ids]),
      await shop.query('payment', 'select e.* from ledger_entry e join payment p on p.id = e.payment_id where p.order_id = any($1) order by e.id', [ids]),
      await shop.query('fulfillment', 'select id, status, created_at from ticket where order_id = any($1) order by id', [ids]),
      await shop.query('delivery', 'select id, status, driver_id, pick_up from delivery where order_id = any($1) order by id', [ids]),
      await shop.query('inventory', 'select * from movement where order_id = any($1) order by id', [ids]),
      await Promise.all(ids.map(async (id) => {
        const { lines, subtotal, deliveryFee, total, status, payment } = await this.street.order(id, this.street.merchant);
        return { lines, subtotal, deliveryFee, total, status, payment };
      })),
      await shop.bank.books(),
    ];
  }
}

describe('an account that is erased', () => {
  it('leaves nothing of its owner in any table, and the books as they were', async () => {
    const guest = await Guest.of();
    const { person } = guest;
    const words = [person.email, ...Object.values(WORDS)];
    // It is really everywhere: the look would find it.
    const before = await mentions(words);
    for (const table of ['user.account', 'user.phone_number', 'user.saved_address', 'order.customer_order', 'order.order_history', 'order.idempotency_key', 'fulfillment.ticket',
      'fulfillment.idempotency_key', 'delivery.delivery', 'delivery.driver', 'delivery.idempotency_key', 'notification.notification', 'notification.sent_mail', 'notification.sent_sms']) {
      expect(before.some((found) => found.startsWith(`${table}: `))).toBe(true);
    }
    const books = await guest.books();
    const phone = await person.logsInAgain();
    await erase(person).expect(204);
    for (const device of [person, phone]) {
      await refusal(device.get('/v1/me'), 401);
      await refusal(anyone.post('/v1/auth/refresh', { refreshToken: device.refreshToken }), 401);
    }
    await shop.settles();
    expect(await mentions(words)).toEqual([]);
    expect(await guest.books()).toEqual(books);
    await shop.passes('2h');
    expect(await mentions(words)).toEqual([]);
  });

  it('gives its address back: whoever registers with it is somebody new', async () => {
    const ann = await register(shop);
    await erase(ann).expect(204);
    await refusal(anyone.post('/v1/auth/login', { email: ann.email, password: PASSWORD }), 401);
    const { body } = await anyone.post('/v1/auth/register', { email: ann.email, password: PASSWORD, name: 'Ann' }).expect(201);
    expect((body as { user: { id: string } }).user.id).not.toBe(ann.id);
    await shop.settles();
    await shop.passes('2m');
    const { accessToken } = body as { accessToken: string };
    ann.accessToken = accessToken;
    // The new one is welcomed, and keeps that.
    expect((await ann.get('/v1/me/notifications').expect(200)).body).toMatchObject({ items: [{ kind: 'user.registered' }] });
  });

  it('cannot be erased without its password', async () => {
    const ann = await register(shop);
    for (const test of [erase(ann, 'wrong'), ann.delete('/v1/me'), ann.delete('/v1/me').send({})]) await refusal(test, 422);
    await refusal(anyone.delete('/v1/me'), 401);
    await ann.get('/v1/me').expect(200);
  });
});

describe('an account that is needed', () => {
  it('stays while its orders are on their way, for the customer and for the store', async () => {
    const street = await Street.of(shop);
    const sku = await stocks(street.merchant, street.store.id, 5);
    const { id } = await street.placed(sku);
    expect(await refusal(erase(street.customer), 409)).toMatchObject({ state: 'ORDERS_OPEN' });
    expect(await refusal(erase(street.merchant), 409)).toMatchObject({ state: 'ORDERS_TO_SERVE' });
    await street.customer.get('/v1/me').expect(200);
    await street.kitchen(id, 'accept', 'start', 'ready', 'hand-over');
    await erase(street.customer).expect(204);
    await erase(street.merchant).expect(204);
  });

  it('stays while a courier has a job', async () => {
    const street = await Street.of(shop);
    const sku = await stocks(street.merchant, street.store.id, 5);
    await street.courier.put('/v1/drivers/me/status', { status: 'online' }).expect(200);
    await street.courier.put('/v1/drivers/me/location', { lat: 35.659, lng: 139.7 }).expect(200);
    const { id } = await street.placed(sku, { fulfillment: delivery });
    await street.kitchen(id, 'accept', 'start', 'ready');
    expect(await refusal(erase(street.courier), 409)).toMatchObject({ state: 'BUSY' });
    await street.road(id, 'accept', 'pick-up', 'deliver');
    await erase(street.courier).expect(204);
    await shop.settles();
    expect(await shop.query('delivery', 'select name, status, lat from driver where id = $1', [street.courier.id])).toEqual([{ name: '', status: 'OFFLINE', lat: null }]);
  });

  it('stays when it is the last admin\'s', async () => {
    const admin = await staff(shop, 'admin');
    await shop.query('user', `update account set roles = '["support"]' where roles @> '["admin"]' and id <> $1`, [admin.id]);
    expect(await refusal(erase(admin), 409)).toMatchObject({ state: 'LAST_ADMIN' });
    await staff(shop, 'admin');
    await erase(await admin.logsInAgain()).expect(204);
  });
});

describe('what is still to be done', () => {
  afterEach(async () => {
    jest.restoreAllMocks();
    await shop.bank.reset();
  });

  /** Until an errand of this service has failed once. */
  async function failed(service: string): Promise<void> {
    while ((await shop.query(service, 'select 1 from task where attempts > 0')).length === 0) await pause(5);
  }

  it('is forgotten when it is a mail', async () => {
    const send = jest.spyOn(shop.ground.provider!<MailChannel>('notification', 'MailChannel'), 'send').mockRejectedValue(new Error('451 not now'));
    const ann = await register(shop, 'customer', 'Ottoline Frobisher');
    await Promise.all([failed('user'), failed('notification')]);
    await erase(ann).expect(204);
    const heard = () => shop.query('notification', 'select 1 from erased_user where user_id = $1', [ann.id]);
    while ((await heard()).length === 0) await pause(5);
    expect(await mentions([ann.email, 'Ottoline Frobisher'])).toEqual([]);
    send.mockReset().mockResolvedValue(undefined);
    await shop.settles();
    expect(send.mock.calls.filter(([{ to }]) => to === ann.email)).toEqual([]);
  });

  it('is done without a name when it is the bank\'s answer to a charge', async () => {
    const street = await Street.of(shop);
    const sku = await stocks(street.merchant, street.store.id, 5);
    await shop.bank.behaves('stalls');
    const { id } = (await street.place(sku, { note: 'a wooden spoon' }).expect(201)).body as OrderFields;
    await failed('payment');
    await street.customer.post(`/v1/orders/${id}/cancel`, {}).expect(202);
    await erase(street.customer).expect(204);
    const words = ['a wooden spoon', street.customer.email];
    for (const end = Date.now() + 60_000; (await mentions(words)).length > 0 && Date.now() < end; ) await pause(20);
    expect(await mentions(words)).toEqual([]);
    expect(await shop.query('payment', "select 1 from task where handler = 'payment/AuthorizePayment.charge'")).toHaveLength(1);
    await shop.bank.reset();
    await shop.settles();
    expect(await shop.query('payment', 'select status from payment where order_id = $1', [id])).toEqual([{ status: 'VOIDED' }]);
    expect((await shop.bank.books()).filter(({ orderId, authorized, voided }) => orderId === id && authorized !== voided)).toEqual([]);
    expect(await mentions(words)).toEqual([]);
  });
});

describe('an order that was being placed just then', () => {
  it('is brought to where it belongs, and blanked when it has ended', async () => {
    const street = await Street.of(shop);
    const sku = await stocks(street.merchant, street.store.id, 5);
    const { id } = await street.placed(sku, { note: 'the lame duck' });
    const words = ['the lame duck', street.customer.email];
    // As if the customer had been erased between the look for open orders and this one.
    await shop.ground.provider!<Transactions>('user', 'Transactions').run((tx) => Promise.resolve(tx.emit(UserErased({ userId: street.customer.id }))));
    await shop.settles();
    expect(await mentions(['the lame duck'])).toEqual(expect.arrayContaining([expect.stringContaining('order.customer_order'), expect.stringContaining('fulfillment.ticket')]));
    await shop.passes('2m');
    await street.kitchen(id, 'accept', 'start', 'ready', 'hand-over');
    await shop.passes('15m');
    expect((await mentions(words)).filter((found) => !found.startsWith('user.account'))).toEqual([]);
    // Nor was the customer told of it.
    expect(await shop.query('notification', 'select kind from notification where user_id = $1', [street.customer.id])).toEqual([]);
  });
});
