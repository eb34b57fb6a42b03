import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aShop, type Shop } from '@demae/testing';
import { readFileSync } from 'node:fs';
import { problemIn, refusal, register, visitorOf, type Person, type SignedIn } from './http.js';
import { stocks } from './http-goods.js';
import { Street, type OrderFields } from './http-orders.js';

/* Many at the same door in the same moment, over HTTP. */

let shop: Shop;
let street: Street;
beforeAll(async () => {
  shop = await aShop();
  street = await Street.of(shop);
});
afterAll(() => shop.close());

/** What has been written to Postgres' log, by all suites. */
const logged = () => readFileSync(process.env['DEMAE_TEST_POSTGRES_LOG']!, 'utf8').split('\n');
const loggedBefore = logged().length;

const times = <T>(count: number, one: () => T): T[] => Array.from({ length: count }, one);

describe('fifty uses of one refresh token at once', () => {
  const refresh = (refreshToken: string) => visitorOf(shop).post('/v1/auth/refresh', { refreshToken });

  it('have exactly one winner, who has won nothing: the session is over on all sides, and no other one is', async () => {
    const ann = await register(shop);
    const phone = await ann.logsInAgain();
    const answers = await Promise.all(times(50, () => refresh(ann.refreshToken)));
    const winners = answers.filter(({ status }) => status === 200);
    expect(winners).toHaveLength(1);
    for (const answer of answers.filter(({ status }) => status !== 200)) problemIn(answer, 401);

    const won = winners[0]!.body as SignedIn;
    for (const token of [won.refreshToken, ann.refreshToken]) await refusal(refresh(token), 401);
    for (const token of [won.accessToken, ann.accessToken!]) {
      ann.accessToken = token;
      await refusal(ann.get('/v1/me'), 401);
    }
    const { items } = (await phone.get('/v1/auth/sessions').expect(200)).body as { items: { current: boolean }[] };
    expect(items).toMatchObject([{ current: true }]);
    await refresh(phone.refreshToken).expect(200);
  });
});

/** What Postgres' log says of them since this suite began, of the databases of this shop. */
async function deadlocks(): Promise<string[]> {
  const names = await Promise.all(['order', 'inventory', 'payment', 'delivery', 'fulfillment'].map(async (service) => (await shop.query<{ name: string }>(service, 'select current_database() as name'))[0]!.name));
  return logged().slice(loggedBefore - 1).filter((line) => line.includes('deadlock') && names.some((name) => line.startsWith(`${name}:`)));
}

describe('a hundred buyers of the last ten pieces', () => {
  let buyers: Person[];
  beforeAll(async () => {
    buyers = [];
    // Ten at a time: a password is expensive on purpose.
    while (buyers.length < 100) buyers.push(...(await Promise.all(times(10, () => register(shop)))));
  });

  it('are ten who have one, and ninety who have paid nothing', async () => {
    const sku = await stocks(street.merchant, street.store.id, 10);
    const answers = await Promise.all(buyers.map((buyer) => street.place(sku, {}, buyer)));
    expect(answers.map(({ status, text }) => (status === 201 ? status : text))).toEqual(times(100, () => 201));
    await shop.settles();

    const orders = await Promise.all(answers.map(({ body }, i) => street.order((body as OrderFields).id, buyers[i])));
    const [bought, sent] = [orders.filter(({ status }) => status === 'CONFIRMED'), orders.filter(({ status }) => status === 'CANCELLED')];
    expect([bought.length, sent.length]).toEqual([10, 90]);
    for (const order of sent) expect(order).toMatchObject({ cancellation: { by: 'system', reason: expect.stringMatching(/stock/) }, payment: { status: 'VOIDED' } });

    const stock = () => street.merchant.get(`/v1/stores/${street.store.id}/stock/${sku}`).expect(200);
    expect((await stock()).body).toMatchObject({ onHand: 10, available: 0, reserved: 10 });
    const charged = (await shop.bank.books()).filter(({ orderId }) => orders.some(({ id }) => id === orderId));
    expect(charged.map(({ orderId }) => orderId).sort()).toEqual(bought.map(({ id }) => id).sort());
    const { items } = (await street.merchant.get(`/v1/stores/${street.store.id}/tickets?limit=100`).expect(200)).body as { items: { orderId: string }[] };
    expect(items.map(({ orderId }) => orderId).sort()).toEqual(bought.map(({ id }) => id).sort());
    expect(charged.every(({ authorized, voided }) => authorized === 1000 && voided === 0)).toBe(true);
    expect(await deadlocks()).toEqual([]);
  });
});
