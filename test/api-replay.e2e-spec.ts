import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aShop, type Shop } from '@demae/testing';
import { refusal, staff, visitorOf, type Person } from './http.js';
import { INSTANT, stocks } from './http-goods.js';
import { Street } from './http-orders.js';

interface Replay extends Record<string, unknown> {
  phase: string;
}

const ROUTE = '/v1/admin/projections/catalog/StockDisplay/replay';

let shop: Shop;
let street: Street;
let admin: Person;

beforeAll(async () => {
  shop = await aShop();
  [street, admin] = await Promise.all([Street.of(shop), staff(shop, 'admin')]);
});
afterAll(() => shop.close());

const display = () => shop.query('catalog', 'select sku, available::int, shelf_version::int from shelf_display order by sku');
/** As everybody sees it; or as the catalog says it, when the list is narrowed by what is not kept. */
const stockShown = async (sku: string, narrowed = '') => {
  const { body } = await visitorOf(shop).get(`/v1/products?storeId=${street.store.id}&limit=100${narrowed}`).expect(200);
  const { items } = body as { items: { variants: { sku: string; stock: string }[] }[] };
  return items.flatMap(({ variants }) => variants).find((variant) => variant.sku === sku)!.stock;
};
const replayed = async () => {
  for (const end = Date.now() + 60_000; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 20))) {
    const { body } = await admin.get(ROUTE).expect(200);
    if (['done', 'failed'].includes((body as Replay).phase)) return body as Replay;
  }
  throw new Error('the replay does not end');
};

describe('the stock display', () => {
  it('is made anew from the log by an admin, and goes on from there', async () => {
    await refusal(admin.get(ROUTE), 404);
    const [many, few] = [await stocks(street.merchant, street.store.id, 50), await stocks(street.merchant, street.store.id, 7)];
    for (let i = 0; i < 3; i++) await street.placed(few);
    const right = await display();
    expect(await stockShown(few)).toBe('LOW');
    await shop.query('catalog', `update shelf_display set available = 0, shelf_version = 1000 where sku = $1`, [many]);
    await shop.query('catalog', `delete from shelf_display where sku = $1`, [few]);
    expect([await stockShown(many, '&minPrice=0'), await stockShown(few, '&minPrice=0')]).toEqual(['OUT', 'OUT']);
    await street.merchant.patch(`/v1/stores/${street.store.id}`, { description: 'shown anew' }).expect(200);
    expect([await stockShown(many), await stockShown(few)]).toEqual(['OUT', 'OUT']);

    const { body } = await admin.post(ROUTE).expect(202);
    expect(body).toMatchObject({ service: 'catalog', projection: 'StockDisplay', by: admin.id, startedAt: expect.stringMatching(INSTANT) });
    expect(await replayed()).toMatchObject({ phase: 'done', behind: 0, endedAt: expect.stringMatching(INSTANT) });
    expect(await display()).toEqual(right);
    expect([await stockShown(many), await stockShown(few)]).toEqual(['IN_STOCK', 'LOW']);
    for (let i = 0; i < 4; i++) await street.placed(few);
    expect([await stockShown(many), await stockShown(few)]).toEqual(['IN_STOCK', 'OUT']);
  });

  it('is no business of others, and nothing else can be made anew', async () => {
    const support = await staff(shop, 'support');
    for (const who of [street.merchant, support]) {
      await refusal(who.post(ROUTE), 403);
      await refusal(who.get(ROUTE), 403);
    }
    await refusal(visitorOf(shop).post(ROUTE), 401);
    for (const path of ['inventory/HoldStock', 'catalog/Nobody', 'nobody/StockDisplay', 'gateway/StockDisplay', 'catalog/a%20b']) {
      await refusal(admin.post(`/v1/admin/projections/${path}/replay`), 404);
    }
  });
});
