import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { newId } from '@demae/saga/events';
import { aShop, type Shop } from '@demae/testing';
import type { Response } from 'supertest';
import type { Passwords } from '../apps/user/src/accounts/passwords.js';
import type { Sessions } from '../apps/user/src/sessions/sessions.js';
import { PASSWORD, problemIn, refusal, register, staff, visitorOf, type Person, type Visitor } from './http.js';
import { INSTANT, pages } from './http-goods.js';

let shop: Shop;
let anyone: Visitor;
let admin: Person;
beforeAll(async () => {
  shop = await aShop();
  anyone = visitorOf(shop);
});
beforeEach(async () => {
  admin = await staff(shop, 'admin');
});
afterAll(() => shop.close());

const login = (email: string, password = PASSWORD) => anyone.post('/v1/auth/login', { email, password });
const change = (who: Person, by = admin) => (body: object) => by.patch(`/v1/admin/users/${who.id}`, body);

describe('the list of people', () => {
  interface Item {
    id: string;
    email: string;
    roles: string[];
    suspended: boolean;
  }
  const found = async (query: string) => (await pages<Item>(admin, `/v1/admin/users?${query}`, 50)).flat();

  it('shows everybody, latest first, page by page, whoever comes meanwhile', async () => {
    const name = `Page ${newId()}`;
    const people = [];
    for (let n = 0; n < 5; n++) people.push(await register(shop, 'customer', name));
    const seen = await pages<Item>(admin, `/v1/admin/users?q=${encodeURIComponent(name)}`, 2, () => register(shop, 'customer', name));
    expect(seen.map((items) => items.length)).toEqual([2, 2, 1]);
    expect(seen.flat().map(({ id }) => id)).toEqual(people.map(({ id }) => id).reverse());
    expect(seen[0]![0]).toEqual({
      id: people[4]!.id, email: people[4]!.email, name, roles: ['customer'], emailVerified: false, locale: 'en', createdAt: expect.stringMatching(INSTANT), suspended: false,
    });
  });

  it('is searched by part of a name or an address, as it is written', async () => {
    const ann = await register(shop, 'customer', `50%_off ${newId()}`);
    expect((await found(`q=${encodeURIComponent('50%_OFF')}`)).map(({ id }) => id)).toEqual([ann.id]);
    expect((await found(`q=${ann.email.slice(0, 30)}`)).map(({ id }) => id)).toEqual([ann.id]);
    expect(await found('q=50__off')).toEqual([]);
  });

  it('is narrowed to a role, and to who is suspended', async () => {
    const driver = await register(shop, 'driver');
    await change(driver)({ suspended: true }).expect(200);
    expect((await found('role=driver')).every(({ roles }) => roles.includes('driver'))).toBe(true);
    expect((await found('suspended=true')).map(({ id }) => id)).toContain(driver.id);
    expect((await found('suspended=false&role=driver')).map(({ id }) => id)).not.toContain(driver.id);
  });

  it('is for admins', async () => {
    for (const who of [await register(shop), await staff(shop, 'support')]) {
      await refusal(who.get('/v1/admin/users'), 403);
      await refusal(change(admin, who)({ suspended: true }), 403);
    }
  });
});

describe('somebody suspended', () => {
  it('is out at once, on all devices, and cannot come back', async () => {
    const ann = await register(shop);
    const phone = await ann.logsInAgain();
    await ann.get('/v1/me').expect(200);
    expect((await change(ann)({ suspended: true }).expect(200)).body).toMatchObject({ id: ann.id, suspended: true });
    for (const device of [ann, phone]) {
      await refusal(device.get('/v1/me'), 401);
      await refusal(anyone.post('/v1/auth/refresh', { refreshToken: device.refreshToken }), 401);
    }
    expect(await refusal(login(ann.email), 403)).toMatchObject({ type: 'urn:demae:problem:suspended', detail: expect.stringContaining('Ask support') });
  });

  it('is told so with the right password only', async () => {
    const ann = await register(shop);
    await change(ann)({ suspended: true }).expect(200);
    const wrong = await refusal(login(ann.email, 'wrong'), 401);
    const unknown = await refusal(login(`${newId()}@example.com`, 'wrong'), 401);
    expect({ ...wrong, traceId: '' }).toEqual({ ...unknown, traceId: '' });
  });

  it('comes back when let in again', async () => {
    const ann = await register(shop);
    await change(ann)({ suspended: true }).expect(200);
    expect((await change(ann)({ suspended: false }).expect(200)).body).toMatchObject({ suspended: false });
    await (await ann.logsInAgain()).get('/v1/me').expect(200);
  });

  it('has no session left who was just logging in', async () => {
    const ann = await register(shop);
    problemIn(await duringLogin(ann, () => change(ann)({ suspended: true }).expect(200)), 403);
    expect(await sessionsOf(ann)).toEqual([]);
  });
});

describe('roles', () => {
  it('are given and taken at once: who has them logs in anew', async () => {
    const ann = await register(shop);
    await refusal(ann.get('/v1/drivers/me/jobs'), 403);
    expect((await change(ann)({ roles: ['customer', 'support'] }).expect(200)).body).toMatchObject({ roles: ['customer', 'support'] });
    await refusal(ann.get('/v1/me'), 401);
    const supporter = await ann.logsInAgain();
    expect(supporter.signedIn.user.roles).toEqual(['customer', 'support']);
    await supporter.get(`/v1/admin/orders/${newId()}/story`);
    await change(ann)({ roles: ['customer'] }).expect(200);
    await refusal(supporter.get('/v1/me'), 401);
    await refusal((await ann.logsInAgain()).get(`/v1/admin/orders/${newId()}/story`), 403);
  });

  it('that stay as they are end no session', async () => {
    const ann = await register(shop);
    await change(ann)({ roles: ['customer'], suspended: false }).expect(200);
    await change(ann)({}).expect(200);
    await ann.get('/v1/me').expect(200);
  });

  it('are known ones, at least one, of somebody who is there', async () => {
    const ann = await register(shop);
    for (const roles of [[], ['king'], ['customer', 'customer'], 'admin']) await refusal(change(ann)({ roles }), 400);
    await refusal(admin.patch(`/v1/admin/users/${newId()}`, { roles: ['customer'] }), 404);
    await refusal(admin.patch('/v1/admin/users/me', { roles: ['customer'] }), 404);
  });
});

describe('admins', () => {
  it('cannot suspend themselves', async () => {
    expect(await refusal(change(admin)({ suspended: true }), 409)).toMatchObject({ state: 'OWN_ACCOUNT' });
    await admin.get('/v1/me').expect(200);
  });

  it('are never all gone, also when two of them take the other\'s role at once', async () => {
    const others = (await pages<{ id: string }>(admin, '/v1/admin/users?role=admin&suspended=false', 50)).flat().filter(({ id }) => id !== admin.id);
    for (const { id } of others) await admin.patch(`/v1/admin/users/${id}`, { suspended: true }).expect(200);
    expect(await refusal(change(admin)({ roles: ['customer'] }), 409)).toMatchObject({ state: 'LAST_ADMIN' });
    for (let round = 0; round < 3; round++) {
      const other = await staff(shop, 'admin');
      const answers = await Promise.all([change(admin, other)({ roles: ['customer'] }), change(other, admin)({ roles: ['customer'] })]);
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
      const left = await shop.query('user', `select id from account where roles @> '["admin"]' and suspended_at is null`);
      expect(left).toHaveLength(1);
      admin = await [admin, other].find(({ id }) => id === (left[0] as { id: string }).id)!.logsInAgain();
    }
    await change(admin)({ roles: ['admin', 'support'] }).expect(200);
  });
});

describe('a login with a password that is being replaced', () => {
  it('leaves no session', async () => {
    const ann = await register(shop);
    const racing = await duringLogin(ann, () => ann.post('/v1/me/password', { current: PASSWORD, next: 'staple correct battery' }).expect(204));
    expect(problemIn(racing, 401)).toMatchObject({ detail: expect.stringContaining('new one') });
    expect(await sessionsOf(ann)).toHaveLength(1);
  });
});

function sessionsOf({ id }: Person): Promise<unknown[]> {
  return shop.ground.provider!<Sessions>('user', 'Sessions').of(id);
}

/** Logs in while something else happens, and is done, between the look at the password and the opening of the session. */
async function duringLogin({ email }: Person, what: () => PromiseLike<unknown>): Promise<Response> {
  const passwords = shop.ground.provider!<Passwords>('user', 'Passwords');
  const matches = passwords.matches.bind(passwords);
  jest.spyOn(passwords, 'matches').mockImplementationOnce(async (stored, password) => {
    const right = await matches(stored, password);
    await what();
    return right;
  });
  return login(email);
}
