import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@demae/saga/events';
import { aShop, type Shop } from '@demae/testing';
import { refusal, staff, visitorOf } from './http.js';
import { sells, yen } from './http-goods.js';
import { Street } from './http-orders.js';

let shop: Shop;
let street: Street;
const ids: Record<string, string> = {};

beforeAll(async () => {
  shop = await aShop();
  street = await Street.of(shop);
  for (const [name, section] of [['Ramen', 'Noodles'], ['Udon', 'Noodles'], ['Gyoza', 'Sides'], ['Beer', 'Drinks'], ['Tea', 'Drinks'], ['Plate', 'Goods']] as const) {
    const trackStock = name === 'Plate';
    ids[name] = (await sells(street.merchant, street.store.id, { name, section, trackStock, variants: [{ sku: name, price: yen(500) }] })).id;
  }
  await street.merchant.put(`/v1/stores/${street.store.id}/stock/Plate`, { onHand: 3 }).expect(200);
  await shop.settles();
});
afterAll(() => shop.close());

async function eats(...names: string[]): Promise<string> {
  const { id } = await street.placed(names[0]!, { lines: names.map((sku) => ({ sku, quantity: 1 })) });
  await street.kitchen(id, 'accept', 'start', 'ready', 'hand-over');
  return id;
}
const recommended = async (name: string, limit = 10) => {
  const { body } = await visitorOf(shop).get(`/v1/products/${ids[name]!}/recommendations?limit=${limit}`).expect(200);
  return (body as { items: { name: string }[] }).items.map((item) => item.name);
};

describe('recommendations', () => {
  it('are what stands beside it, as long as nobody has bought it with anything', async () => {
    expect(await recommended('Ramen')).toEqual(['Udon']);
    expect(await recommended('Plate')).toEqual([]);
    await refusal(visitorOf(shop).get(`/v1/products/${newId()}/recommendations`), 404);
  });

  it('are what is most often in the same orders, of those that were delivered', async () => {
    await eats('Ramen', 'Gyoza', 'Beer');
    await eats('Ramen', 'Beer');
    await eats('Tea', 'Gyoza');
    await street.placed('Ramen', { lines: [{ sku: 'Ramen', quantity: 1 }, { sku: 'Tea', quantity: 9 }] });
    expect(await recommended('Ramen')).toEqual(['Beer', 'Gyoza', 'Udon']);
    expect(await recommended('Ramen', 1)).toEqual(['Beer']);
    expect((await recommended('Gyoza')).sort()).toEqual(['Beer', 'Ramen', 'Tea']);
    expect(await recommended('Udon')).toEqual(['Ramen']);
  });

  it('can be bought', async () => {
    await eats('Udon', 'Plate');
    expect(await recommended('Udon')).toEqual(['Plate', 'Ramen']);
    await street.merchant.put(`/v1/stores/${street.store.id}/stock/Plate`, { onHand: 0 }).expect(200);
    await shop.settles();
    expect(await recommended('Udon')).toEqual(['Ramen']);
    await street.merchant.delete(`/v1/products/${ids['Beer']!}`).expect(204);
    expect(await recommended('Ramen')).toEqual(['Gyoza', 'Udon']);
  });

  it('are made anew from the log, as is who may review what', async () => {
    const admin = await staff(shop, 'admin');
    const rows = () => Promise.all([
      shop.query('catalog', 'select product_id, other_id, times from bought_together order by product_id, other_id'),
      shop.query('catalog', 'select order_id, customer_id, product_ids from delivered_order order by order_id'),
    ]);
    const right = await rows();
    expect(right.map((found) => found.length)).toEqual([10, 4]);
    await shop.query('catalog', 'delete from bought_together where times = 1');
    await shop.query('catalog', 'delete from delivered_order');
    for (const projection of ['CountTogether', 'DeliveredOrders']) {
      const route = `/v1/admin/projections/catalog/${projection}/replay`;
      await admin.post(route).expect(202);
      for (const end = Date.now() + 60_000; ; await new Promise((resolve) => setTimeout(resolve, 20))) {
        const { phase } = (await admin.get(route).expect(200)).body as { phase: string };
        if (phase === 'done') break;
        if (phase === 'failed' || Date.now() > end) throw new Error(`the replay of ${projection}: ${phase}`);
      }
    }
    expect(await rows()).toEqual(right);
    await eats('Ramen', 'Gyoza');
    expect((await recommended('Ramen'))[0]).toBe('Gyoza');
  });
});
