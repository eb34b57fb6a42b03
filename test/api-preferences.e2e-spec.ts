import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aShop, type Shop } from '@demae/testing';
import { PASSWORD, refusal, register, visitorOf, type Person } from './http.js';
import { stocks } from './http-goods.js';
import { Street } from './http-orders.js';

let shop: Shop;
let street: Street;

beforeAll(async () => {
  shop = await aShop();
  street = await Street.of(shop);
});
afterAll(() => shop.close());

const PREFERENCES = '/v1/me/notification-preferences';
const titles = async (who: Person) => ((await who.get('/v1/me/notifications?limit=100').expect(200)).body as { items: { title: string }[] }).items.map(({ title }) => title);
const mails = async ({ email }: Person) => (await shop.query<{ subject: string }>('notification', 'select subject from sent_mail where to_address = $1 order by at', [email])).map(({ subject }) => subject);

/** Quiet hours from an hour ago, for so many minutes from now on. */
async function quietFor(minutes: number): Promise<object> {
  const { now } = (await visitorOf(shop).get('/v1/sandbox/clock').expect(200)).body as { now: string };
  const at = (later: number) => new Date(Date.parse(now) + later * 60_000).toISOString().slice(11, 16);
  return { from: at(-60), to: at(minutes), timeZone: 'UTC' };
}

/** Somebody who has an order confirmed. */
async function orders(who: Person): Promise<{ id: string; number: string }> {
  const sku = await stocks(street.merchant, street.store.id, 5);
  const { body } = await street.place(sku, {}, who).expect(201);
  await shop.settles();
  return body as { id: string; number: string };
}

describe('what somebody wants to be told', () => {
  it('is everything at first, and changes one by one', async () => {
    const ann = await register(shop);
    const { body } = await ann.get(PREFERENCES).expect(200);
    const { kinds } = body as { kinds: { kind: string; app: boolean; mail: boolean }[] };
    expect(kinds.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['user.registered', 'order.confirmed', 'order.cancelled', 'payment.refunded']));
    expect(kinds.every(({ app, mail }) => app && mail)).toBe(true);
    expect(body).not.toHaveProperty('quietHours');
    const off = { kind: 'order.ready', app: true, mail: false };
    expect((await ann.patch(PREFERENCES, { kinds: [{ kind: 'order.ready', mail: false }] }).expect(200)).body).toMatchObject({ kinds: expect.arrayContaining([off]) });
    const quietHours = { from: '22:00', to: '07:00', timeZone: 'Asia/Tokyo' };
    await ann.patch(PREFERENCES, { quietHours }).expect(200);
    expect((await ann.get(PREFERENCES).expect(200)).body).toMatchObject({ kinds: expect.arrayContaining([off]), quietHours });
    await ann.patch(PREFERENCES, { quietHours: { ...quietHours, to: '22:00' }, kinds: [{ kind: 'order.ready', mail: true }] }).expect(200);
    expect((await ann.get(PREFERENCES).expect(200)).body).toEqual(body);
  });

  it('is told, and nothing else', async () => {
    const [mailed, shown, left] = await Promise.all([register(shop), register(shop), register(shop)]);
    await mailed.patch(PREFERENCES, { kinds: [{ kind: 'order.confirmed', app: false }] }).expect(200);
    await shown.patch(PREFERENCES, { kinds: [{ kind: 'order.confirmed', mail: false }] }).expect(200);
    await left.patch(PREFERENCES, { kinds: [{ kind: 'order.confirmed', app: false, mail: false }] }).expect(200);
    const about = async (who: Person) => {
      const title = `Order ${(await orders(who)).number} is confirmed`;
      return { app: (await titles(who)).includes(title), mail: (await mails(who)).includes(title) };
    };
    expect(await about(mailed)).toEqual({ app: false, mail: true });
    expect(await about(shown)).toEqual({ app: true, mail: false });
    expect(await about(left)).toEqual({ app: false, mail: false });
  });

  it.each<[string, object]>([
    ['a kind that does not exist', { kinds: [{ kind: 'order.eaten', mail: false }] }],
    ['no time of day', { quietHours: { from: '25:00', to: '07:00', timeZone: 'UTC' } }],
    ['no time zone', { quietHours: { from: '22:00', to: '07:00', timeZone: 'Moon/Base' } }],
    ['a word for yes', { kinds: [{ kind: 'order.ready', mail: 'yes' }] }],
  ])('is not %s', async (_what, body) => {
    await refusal(street.customer.patch(PREFERENCES, body), 400);
  });

  it('waits for the end of the quiet hours by mail, not in the app', async () => {
    const bob = await register(shop);
    await bob.patch(PREFERENCES, { quietHours: await quietFor(120) }).expect(200);
    const title = `Order ${(await orders(bob)).number} is confirmed`;
    expect(await titles(bob)).toContain(title);
    expect(await mails(bob)).not.toContain(title);
    await shop.passes('1h');
    expect(await mails(bob)).not.toContain(title);
    await shop.passes('2h');
    expect((await mails(bob)).filter((subject) => subject === title)).toEqual([title]);
  });

  it('is forgotten with whoever wanted it, and so is the mail that waits', async () => {
    const eve = await register(shop);
    await eve.patch(PREFERENCES, { kinds: [{ kind: 'order.confirmed', app: false }], quietHours: await quietFor(300) }).expect(200);
    const { id, number } = await orders(eve);
    const waits = () => shop.query('notification', `select 1 from task where handler = 'notification/TellCustomer.mailLater' and data->>'subject' like $1`, [`%${number}%`]);
    expect(await waits()).toHaveLength(1);
    await eve.post(`/v1/orders/${id}/cancel`, { reason: 'no hunger' }).expect(202);
    await shop.settles();
    await eve.delete('/v1/me', { password: PASSWORD }).expect(({ status }) => expect(status).toBeLessThan(300));
    await shop.settles();
    expect(await waits()).toEqual([]);
    expect(await shop.query('notification', 'select 1 from preference where user_id = $1', [eve.id])).toEqual([]);
  });
});
