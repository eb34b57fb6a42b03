import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { newId } from '@demae/saga/events';
import { aShop, type Shop } from '@demae/testing';
import { PASSWORD, refusal, staff, visitorOf, type Person } from './http.js';
import { INSTANT, stocks, UUID } from './http-goods.js';
import { Street } from './http-orders.js';

interface Letter extends Record<string, unknown> {
  id: string;
  key: string;
  handler: string;
}

interface Page {
  items: Letter[];
  nextCursor: string | null;
  missing?: string[];
}

interface Redrive {
  dryRun: boolean;
  items: { id: string; outcome: string; says: string[]; error?: string }[];
  left: number;
  missing?: string[];
}

const ROUTE = '/v1/admin/dead-letters';

let shop: Shop;
let street: Street;
let admin: Person;

beforeAll(async () => {
  shop = await aShop();
  [street, admin] = await Promise.all([Street.of(shop), staff(shop, 'admin')]);
});
afterAll(() => shop.close());

const list = async (query = '') => (await admin.get(`${ROUTE}${query}`).expect(200)).body as Page;
const show = async (id: string) => (await admin.get(`${ROUTE}/${id}`).expect(200)).body as Letter & { audit: object[] };
const redrive = async (path: string) => (await admin.post(`${ROUTE}/${path}`).expect(200)).body as Redrive;

/** Inventory has a mistake: it cannot put anything aside. Returns how to mend it. */
async function aMistake(): Promise<() => Promise<unknown>> {
  await shop.query('inventory', `create function fail() returns trigger language plpgsql as $$ begin raise exception 'the shelf is nailed up'; end $$`);
  await shop.query('inventory', 'create trigger mistake before insert on reservation for each row execute function fail()');
  return () => shop.query('inventory', 'drop trigger mistake on reservation; drop function fail()');
}

/** Bytes that are no event, under the names of two. */
async function poison(key: string): Promise<void> {
  const value = Buffer.from([0xff, 0xff, 0xff]);
  await shop.log.publish(['order.created', 'order.confirmed'].map((type) => ({ topic: 'order.events', key, value, headers: { ce_id: newId(), ce_type: type } })));
  await shop.settles();
}

describe('an order that a mistake has stopped', () => {
  it('is found among the dead letters, tried dry, sent back, and goes its way', async () => {
    const mend = await aMistake();
    const sku = await stocks(street.merchant, street.store.id, 5);
    const { id } = await street.placed(sku);
    expect((await street.order(id)).status).toBe('PENDING');

    const { items, nextCursor } = await list(`?key=${id}`);
    expect({ items, nextCursor }).toEqual({
      nextCursor: null,
      items: [
        {
          id: expect.stringMatching(/^inventory\.\d+$/), service: 'inventory', kind: 'message', consumer: 'inventory.HoldStock', handler: 'inventory/HoldStock.hold', key: id,
          eventId: expect.stringMatching(UUID), eventType: 'order.created', attempts: 5, error: expect.stringMatching(/^\w*Error: the shelf is nailed up$/i), holdsKey: true,
          at: expect.stringMatching(INSTANT),
        },
      ],
    });
    const [letter] = items;
    expect(await show(letter!.id)).toMatchObject({ ...letter, error: expect.stringContaining('nailed up'), present: true, place: expect.stringMatching(/^order\.events\//), payload: { orderId: id }, audit: [] });

    expect(await redrive(`${letter!.id}/redrive`)).toMatchObject({ dryRun: false, left: 0, items: [{ id: letter!.id, outcome: 'failed', error: expect.stringContaining('nailed up') }] });
    await mend();
    expect(await redrive(`${letter!.id}/redrive?dryRun=true`)).toMatchObject({ dryRun: true, items: [{ outcome: 'done', says: expect.arrayContaining(['inventory.reserved']) }] });
    await shop.settles();
    expect((await street.order(id)).status).toBe('PENDING');
    expect(await redrive(`${letter!.id}/redrive?dryRun=false`)).toMatchObject({ dryRun: false, items: [{ outcome: 'done' }] });
    await shop.settles();
    expect((await street.order(id)).status).toBe('CONFIRMED');

    expect((await list(`?key=${id}`)).items).toEqual([]);
    const asked = `id ${letter!.id.split('.')[1]}`;
    expect(await show(letter!.id)).toMatchObject({
      present: false, key: id,
      audit: [['failed', false], ['done', true], ['done', false]].map(([outcome, dryRun]) => ({ by: admin.id, asked, outcome, dryRun, at: expect.stringMatching(INSTANT) })),
    });
    await refusal(admin.post(`${ROUTE}/${letter!.id}/redrive`), 404);
  });

  it('is sent back with all others, too', async () => {
    const mend = await aMistake();
    const sku = await stocks(street.merchant, street.store.id, 5);
    const ids = [(await street.placed(sku)).id, (await street.placed(sku)).id];
    await street.customer.post(`/v1/orders/${ids[1]}/cancel`, {}).expect(202);
    await shop.settles();
    await mend();
    const { items } = await redrive('redrive?service=inventory&consumer=inventory.HoldStock');
    expect(items.map(({ outcome }) => outcome)).toEqual(['done', 'done', 'done']);
    await shop.settles();
    expect(await Promise.all(ids.map(async (id) => (await street.order(id)).status))).toEqual(['CONFIRMED', 'CANCELLED']);
    expect(await shop.query('inventory', 'select on_hand::int h, reserved::int r from stock_item where sku = $1', [sku])).toEqual([{ h: 5, r: 1 }]);
  });
});

describe('the list of dead letters', () => {
  it('goes over all services, in pages, and can be narrowed', async () => {
    const keys = [newId(), newId()];
    for (const key of keys) await poison(key);
    const { items: all, missing } = await list('?limit=100');
    expect([missing, new Set(all.map(({ key }) => key))]).toEqual([undefined, new Set(keys)]);
    expect(all.map(({ service }) => service)).toContain('notification');
    const paged: Letter[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: Page = await list(`?limit=2${cursor && `&cursor=${cursor}`}`);
      expect(page.items.length).toBeLessThanOrEqual(2);
      paged.push(...page.items);
      cursor = page.nextCursor;
    }
    expect(paged).toEqual(all);
    expect(all.map(({ at }) => at)).toEqual(all.map(({ at }) => at).sort());
    expect((await list('?service=inventory')).items.map(({ key }) => key)).toEqual(keys);
    expect((await list(`?consumer=inventory.HoldStock&key=${keys[1]}`)).items).toHaveLength(1);
    const [undecodable] = (await list('?service=inventory')).items;
    expect(await show(undecodable!.id)).toMatchObject({ bytes: '////', headers: { ce_type: 'order.created' } });
    expect((await redrive('redrive?consumer=inventory.Nobody&dryRun=true')).items).toEqual([]);
    expect((await redrive('redrive?service=inventory&dryRun=true')).items.map(({ outcome }) => outcome)).toEqual(['failed', 'failed']);
  });

  it('is for admins only', async () => {
    const support = await staff(shop, 'support');
    for (const who of [street.customer, street.merchant, street.courier, support]) {
      await refusal(who.get(ROUTE), 403);
      await refusal(who.get(`${ROUTE}/inventory.1`), 403);
      await refusal(who.post(`${ROUTE}/inventory.1/redrive`), 403);
      await refusal(who.post(`${ROUTE}/inventory.1/discard`, { reason: 'mine' }), 403);
      await refusal(who.post(`${ROUTE}/redrive`), 403);
    }
    await refusal(visitorOf(shop).get(ROUTE), 401);
    await refusal(visitorOf(shop).post(`${ROUTE}/redrive`), 401);
  });

  it('has what it has, and takes what it knows', async () => {
    for (const id of ['inventory.999999', `inventory.${newId()}`, 'nobody.1', 'gateway.1', 'inventory', '12', newId(), 'inventory.1;2']) {
      await refusal(admin.get(`${ROUTE}/${id}`), 404);
      await refusal(admin.post(`${ROUTE}/${id}/redrive`), 404);
      await refusal(admin.post(`${ROUTE}/${id}/discard`, { reason: 'not there' }), 404);
    }
    for (const query of ['?service=nobody', '?cursor=x', '?limit=0', '?state=dead']) await refusal(admin.get(`${ROUTE}${query}`), 400);
    for (const word of ['=perhaps', '=', '']) await refusal(admin.post(`${ROUTE}/inventory.1/redrive?dryRun${word}`), 400);
  });
});

describe('bytes that nobody can read', () => {
  const discard = (id: string, body: object = { reason: 'A test wrote them.' }) => admin.post(`${ROUTE}/${id}/discard`, body);

  it('are thrown away by an admin who says why, oldest first', async () => {
    const key = newId();
    await poison(key);
    const { items: [first, second] } = await list(`?key=${key}&consumer=inventory.HoldStock`);
    await poison(key);
    const waiting = (await list(`?key=${key}&consumer=inventory.HoldStock`)).items[1]!;
    expect([first!.id, second]).toEqual([expect.stringMatching(/^inventory\.\d+$/), undefined]);

    await refusal(discard(first!.id, {}), 400);
    await refusal(discard(waiting.id), 409);
    const { id, handler } = first!;
    expect((await discard(id).expect(200)).body).toEqual({
      id, service: 'inventory', kind: 'message', consumer: 'inventory.HoldStock', handler, key, eventId: expect.stringMatching(UUID), eventType: 'order.created', outcome: 'discarded', says: [], error: 'A test wrote them.',
    });
    expect(await show(id)).toMatchObject({ present: false, key, audit: [{ by: admin.id, dryRun: false, outcome: 'discarded', detail: 'A test wrote them.' }] });
    expect((await list(`?key=${key}&consumer=inventory.HoldStock`)).items.map((letter) => letter.id)).toEqual([waiting.id]);
    await refusal(discard(id), 404);
    expect((await discard(waiting.id).expect(200)).body).toMatchObject({ outcome: 'discarded' });
  });

  it('are no task: that is mended, and sent back', async () => {
    const [id, key] = [newId(), newId()];
    await shop.query('inventory', `insert into task (id, handler, key, data, due_at, given_up_at, error) values ($1, 'inventory/HoldStock.expire', $2, '{}', now(), now(), 'no')`, [id, key]);
    expect((await refusal(discard(`inventory.${id}`), 422)).detail).toBe('A task is never thrown away: mend what is in its way, and redrive it.');
    expect((await list(`?key=${key}`)).items).toMatchObject([{ id: `inventory.${id}`, kind: 'task' }]);
  });

  it('are thrown away on the command line, too', async () => {
    const key = newId();
    await poison(key);
    const env = { PATH: process.env['PATH'], DEMAE_URL: shop.url, DEMAE_ADMIN_EMAIL: admin.email, DEMAE_ADMIN_PASSWORD: PASSWORD };
    const command = async (...words: string[]) => {
      const { stdout } = await promisify(execFile)(process.execPath, ['dist/scripts/dead-letters.js', ...words], { env }).catch((error: { code: number; stdout: string; stderr: string }) => ({ stdout: `${error.code} ${error.stdout}${error.stderr}` }));
      return stdout;
    };
    const [letter] = (await list(`?key=${key}&service=inventory`)).items;
    const { id } = letter!;
    expect(await command('redrive', id)).toMatch(/^1 inventory[^]*0 gone, 1 stay/);
    expect(await command('discard', id)).toMatch(/^2 Which, and why\?/);
    expect(await command('discard', id, '--reason', 'nobody can read it')).toContain(`${id} is thrown away: order.created of ${key}`);
    expect(await command('show', id)).toMatch(/has left[^]*failed[^]*discarded +nobody can read it/);
  }, 60_000);
});

describe('services that are away', () => {
  it('are named by who lists, or sends back', async () => {
    await shop.ground.demae!.services.get('notification')!.close();
    const { items, missing } = await list('?limit=100');
    expect(missing).toEqual(['notification']);
    expect(items.length).toBeGreaterThan(0);
    expect(await list('?service=notification')).toEqual({ items: [], nextCursor: null, missing: ['notification'] });
    expect(await redrive('redrive?dryRun=true')).toMatchObject({ missing: ['notification'] });
    await refusal(admin.get(`${ROUTE}/notification.1`), 503);
  });
});
