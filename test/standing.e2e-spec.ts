import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aShop, type PlacedOrder, type Shop } from '@demae/testing';
import { storyLines } from '../scripts/story/story.js';
import { staff, type Person } from './http.js';

let shop: Shop;
let support: Person;
beforeAll(async () => {
  shop = await aShop();
  await shop.stocks({ cup: 100, nothing: 0 });
  support = await staff(shop, 'support');
});
afterAll(() => shop.close());

/** The last line of `npm run story`. */
async function lastLine({ id }: PlacedOrder): Promise<string> {
  const { body } = await support.get(`/v1/admin/orders/${id}/story`).expect(200);
  return storyLines(body as Parameters<typeof storyLines>[0]).at(-1)!;
}

async function placed(lines: Record<string, number>, wish: Parameters<Shop['places']>[1] = {}): Promise<PlacedOrder> {
  const order = await shop.places(lines, { fulfillment: 'pickup', ...wish });
  await shop.settles();
  return order;
}

describe('the story of an order ends with why it is where it is', () => {
  it('on its way', async () => {
    const order = await placed({ cup: 1 });
    expect(await lastLine(order)).toMatch(/^It waits for the store to accept it, until \d{4}-.*Z\.$/);
    await order.accepted();
    expect(await lastLine(order)).toMatch(/^It waits for the kitchen, until /);
    await order.cooked();
    expect(await lastLine(order)).toMatch(/^It waits for being handed over, until /);
    await order.handedOver();
    expect(await lastLine(order)).toBe('It was delivered.');
  });

  it('cancelled, whoever said no', async () => {
    expect(await lastLine(await placed({ cup: 1 }, { card: 'tok_declined' }))).toBe('It was cancelled by the system: card declined.');
    expect(await lastLine(await placed({ nothing: 1 }))).toMatch(/^It was cancelled by the system: .*out of stock/i);
    const rejected = await placed({ cup: 1 });
    await rejected.rejected('no more soup');
    expect(await lastLine(rejected)).toMatch(/^It was cancelled by the store: no more soup/);
    const regretted = await placed({ cup: 1 });
    await regretted.cancel('not hungry any more');
    await shop.settles();
    expect(await lastLine(regretted)).toBe('It was cancelled by the customer: not hungry any more.');
    const forgotten = await placed({ cup: 1 });
    await shop.passes('16m');
    expect(await lastLine(forgotten)).toMatch(/^It was cancelled by the system: .*store/);
  });

  it('waiting for a bank that does not answer', async () => {
    await shop.bank.behaves('stalls');
    const order = await shop.places({ cup: 1 }, { fulfillment: 'pickup' });
    let line = '';
    for (const end = Date.now() + 60_000; Date.now() < end && !line.includes('tried again'); await new Promise((resolve) => setTimeout(resolve, 200))) line = await lastLine(order);
    expect(line).toMatch(/^It waits for payment AuthorizePayment\.charge, which failed (once|\d+ times) and is tried again: .*did not answer.*, until /);
    await shop.bank.reset();
    await shop.settles();
  });

  it('waiting for a person', async () => {
    const order = await placed({ cup: 1 });
    await shop.query('fulfillment', 'alter table ticket rename to ticket_gone');
    await order.cancel('changed my mind');
    for (const end = Date.now() + 60_000; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 200))) if ((await lastLine(order)).includes('person')) break;
    expect(await lastLine(order)).toMatch(/^It waits for a person: fulfillment OpenTicket\.\w+ failed 5 times and is parked: .*ticket/);
    await shop.query('fulfillment', 'alter table ticket_gone rename to ticket');
  });
});
