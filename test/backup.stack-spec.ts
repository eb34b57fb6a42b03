import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { catalogue } from '@demae/contracts';
import { newId } from '@demae/saga/events';
import { aShop, type PlacedOrder, type Shop } from '@demae/testing';
import { backUp } from '../scripts/backup/backup.js';
import { rejoin, restore, runOnce } from '../scripts/backup/restore.js';
import { findPrograms } from '../scripts/stack/programs.js';
import { hold, letGo } from '../scripts/stack/held.js';
import { RunningStack } from '../scripts/stack/running.js';
import { SERVICES } from '../scripts/stack/services.js';
import { allAnswer } from './patience.js';

const folder = mkdtempSync(join(tmpdir(), 'demae-backup-'));
let shop: Shop;
let stack: RunningStack;
let programs: string;
const places = () => shop.places({ cup: 1 }, { fulfillment: 'pickup' });
/** By what comes of them. */
const orders: Record<string, PlacedOrder> = {};

beforeAll(async () => {
  shop = await aShop();
  stack = RunningStack.at(process.env['DEMAE_TEST_STACK']!);
  programs = (await findPrograms(() => undefined)).postgres;
  await shop.stocks({ cup: 100 });
  await shop.settles();
  for (const name of ['delivered', 'cancelled later', 'delivered later', 'waiting']) orders[name] = await places();
  await shop.settles();
  await hasAllDay(orders['waiting']!);
  await delivered(orders['delivered']!);
  await backUp(stack, programs, folder, ['order', 'inventory', 'payment', 'fulfillment', 'delivery', 'notification']);
  for (const name of ['new and cancelled', 'new and delivered']) orders[name] = await places();
  orders['new and declined'] = await shop.places({ cup: 1 }, { fulfillment: 'pickup', card: 'tok_declined' });
  await shop.settles();
  await orders['cancelled later']!.cancel();
  await orders['new and cancelled']!.cancel();
  await delivered(orders['delivered later']!);
  await delivered(orders['new and delivered']!);
  await shop.payments.refundPayment({ actor: shop.merchant, orderId: orders['new and delivered']!.id, amount: { amount: 300, currency: 'JPY' }, lines: [], reason: 'cold', restock: false });
  await shop.settles();
});
afterAll(async () => {
  await stack.close();
  await shop.close();
  rmSync(folder, { recursive: true, force: true });
});

async function delivered(order: PlacedOrder): Promise<void> {
  await order.accepted();
  await order.cooked();
  await order.handedOver();
}

const support = { userId: newId(), roles: ['support'] };

/**
 * A store has five minutes to answer, and a courier is looked for for ten: both would pass while a slow machine puts databases back. So each
 * test begins with orders that have just come in, and those of the one before are over.
 */
async function comeIn(): Promise<void> {
  for (const [name, fulfillment] of [['new', 'pickup'], ['new and brought', 'delivery']] as const) {
    const before = orders[name];
    if (before) {
      await shop.cancelOrder(support, before.id);
      orders[`${name}, of before ${Object.keys(orders).length}`] = before;
    }
    orders[name] = await shop.places({ cup: 1 }, { fulfillment });
  }
  await shop.settles();
  await orders['new and brought']!.accepted();
}

/** Of an order that the store has still to answer: its deadlines are put off. */
async function hasAllDay({ id }: PlacedOrder): Promise<void> {
  for (const service of ['order', 'fulfillment']) await stack.query(service, `update task set due_at = due_at + interval '1 day' where key = $1`, [id]);
}

/** All that the services, and the bank, have on record about these orders and their shelf. */
async function standing() {
  const ids = Object.values(orders).map(({ id }) => id);
  const of = (service: string, sql: string) => stack.query<Record<string, unknown>>(service, sql, [ids]);
  return {
    orders: await of('order', 'select id, number, status, cancel_reason, cancelled_by from customer_order where id = any($1) order by id'),
    history: await of('order', 'select order_id, status, by from order_history where order_id = any($1) order by order_id, at, status'),
    payments: await of('payment', `select id, order_id, status, amount, captured, refunded from payment where order_id = any($1) and status <> 'FAILED' order by order_id`),
    ledger: await of('payment', 'select account, sum(debit) debit, sum(credit) credit from ledger_entry where payment_id in (select id from payment where order_id = any($1)) group by 1 order by 1'),
    refunds: await of('payment', 'select id, amount, status from refund where payment_id in (select id from payment where order_id = any($1)) order by id'),
    moved: await of('inventory', 'select order_id, kind, quantity from movement where order_id = any($1) order by order_id, kind'),
    shelf: await stack.query('inventory', 'select on_hand, reserved from stock_item where store_id = $1', [shop.store.id]),
    tickets: await of('fulfillment', 'select id, order_id, status from ticket where order_id = any($1) order by order_id'),
    deliveries: await of('delivery', 'select id, order_id, status from delivery where order_id = any($1) order by order_id'),
    told: await of('notification', 'select order_id, kind from notification where order_id = any($1) order by order_id, kind'),
    bank: (await shop.bank.books()).filter(({ orderId }) => ids.includes(orderId)),
  };
}

describe('a database that is put back while the log goes on', () => {
  it.each([['order'], ['inventory'], ['payment'], ['fulfillment and delivery and notification']])('%s knows again what it had forgotten, and nothing happens twice', async (services) => {
    await comeIn();
    const before = await standing();
    const restored = await restore(stack, programs, folder, services.split(' and '));
    await allAnswer(shop);
    await shop.settles();
    expect(await standing()).toEqual(before);
    for (const { report } of restored) {
      expect(report).toMatchObject({ lost: [], toLookAt: [] });
      expect(report.moved.length).toBeGreaterThan(0);
    }
  });
});

describe('a log that has lost everything', () => {
  it('is refused by who knows more; and is told again', async () => {
    await comeIn();
    await shop.cancelOrder(support, orders['new and brought']!.id);
    await orders['new']!.cancel();
    await delivered(orders['waiting']!);
    orders['late'] = await places();
    await shop.settles();
    await hasAllDay(orders['late']);
    const before = await standing();
    await hold(stack.home, SERVICES);
    await (await stack.admin()).makeAnew(catalogue.topics());
    await expect(runOnce(stack.home, 'order', [])).rejects.toThrow(/Kafka has lost events: .* ends at 0, and the database of order has heard it up to \d+/);
    for (const pair of [0, 2, 4, 6]) await Promise.all(SERVICES.slice(pair, pair + 2).map((service) => rejoin(stack.home, service, ['--resay'])));
    await letGo(stack.home, SERVICES);
    await allAnswer(shop);
    await shop.settles();
    expect(await standing()).toEqual(before);
  });

  it('and everything comes to its end', async () => {
    await delivered(orders['late']!);
    await shop.settles();
    const { bank } = await standing();
    expect(bank.filter(({ authorized, captured, voided }) => authorized !== captured + voided)).toEqual([]);
  });
});
