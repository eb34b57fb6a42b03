import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@demae/saga/events';
import { aShop, type Shop } from '@demae/testing';
import { PASSWORD, problemIn, refusal, register, visitorOf, type Person, type SignedIn, type Visitor } from './http.js';
import { HOME, INSTANT, UUID } from './http-goods.js';

let shop: Shop;
let anyone: Visitor;
beforeAll(async () => {
  shop = await aShop({ env: { DEMAE_RATE_LIMIT: 'on', RATE_LIMIT_USER: '30', RATE_LIMIT_ADDRESS: '5000', RATE_LIMIT_LOGIN_ADDRESS: '5000', RATE_LIMIT_LOGIN_NAME: '10' } });
  anyone = visitorOf(shop);
});
afterAll(() => shop.close());

describe('an account', () => {
  it('is opened once for an address, and lets its owner in', async () => {
    const email = `Ann.${newId()}@Example.com`;
    const answer = await anyone.post('/v1/auth/register', { email, password: PASSWORD, name: ' Ann ', locale: 'ja' }).expect(201);
    expect(answer.body).toEqual({
      user: { id: expect.stringMatching(UUID), email: email.toLowerCase(), name: 'Ann', roles: ['customer'] },
      accessToken: expect.any(String),
      refreshToken: expect.any(String),
      expiresIn: 3600,
    });
    await refusal(anyone.post('/v1/auth/register', { email: email.toUpperCase(), password: PASSWORD, name: 'Other' }), 409);
    const { body } = await anyone.post('/v1/auth/login', { email: email.toUpperCase(), password: PASSWORD }).expect(200);
    expect((body as SignedIn).user).toEqual((answer.body as SignedIn).user);
  });

  it('is for customers, merchants and drivers to open, not for staff', async () => {
    for (const role of ['customer', 'merchant', 'driver'] as const) expect((await register(shop, role)).signedIn.user.roles).toEqual([role]);
    const { errors } = await refusal(anyone.post('/v1/auth/register', { email: 'a@example.com', password: PASSWORD, name: 'A', role: 'admin' }), 400);
    expect(errors).toEqual([{ path: 'role', message: expect.stringContaining('customer') }]);
  });

  it('tells nobody whether the address or the password is wrong', async () => {
    const ann = await register(shop);
    const wrong = await refusal(anyone.post('/v1/auth/login', { email: ann.email, password: 'wrong' }), 401);
    const unknown = await refusal(anyone.post('/v1/auth/login', { email: `${newId()}@example.com`, password: 'wrong' }), 401);
    expect({ ...unknown, traceId: '' }).toEqual({ ...wrong, traceId: '' });
  });

  it('is not for guessing: after ten wrong passwords nobody gets in for a while', async () => {
    const ann = await register(shop);
    const guess = () => anyone.post('/v1/auth/login', { email: ann.email, password: 'wrong' });
    let answer = await guess();
    // Ten a minute, and the minute may end in between.
    for (let guesses = 1; answer.status === 401 && guesses < 21; guesses++) answer = await guess();
    problemIn(answer, 429);
    expect(answer.headers).toMatchObject({ 'ratelimit-limit': '10', 'ratelimit-remaining': '0' });
    if (Number(answer.headers['retry-after']) > 10) await refusal(anyone.post('/v1/auth/login', { email: ann.email, password: PASSWORD }), 429);
  });

  it('has a profile to read and change', async () => {
    const ann = await register(shop);
    const { body } = await ann.get('/v1/me').expect(200);
    expect(body).toEqual({ ...ann.signedIn.user, emailVerified: false, locale: 'en', createdAt: expect.stringMatching(INSTANT) });
    await ann.patch('/v1/me', { name: ' Anna ', locale: 'ja' }).expect(200, { ...body as object, name: 'Anna', locale: 'ja' });
    await ann.patch('/v1/me', {}).expect(200, { ...body as object, name: 'Anna', locale: 'ja' });
    expect((await ann.get('/v1/me').expect(200)).body).toMatchObject({ name: 'Anna', locale: 'ja' });
  });

  it('may become a driver without a new login', async () => {
    const ann = await register(shop);
    await refusal(ann.put('/v1/drivers/me/status', { status: 'online' }), 403);
    expect((await ann.post('/v1/me/driver', { vehicle: 'bicycle' }).expect(200)).body).toMatchObject({ roles: ['customer', 'driver'] });
    await ann.put('/v1/drivers/me/status', { status: 'online' }).expect(200);
    await ann.put('/v1/drivers/me/status', { status: 'offline' }).expect(200);
  });

  it('is welcomed; what it was told is its own to read and to remove', async () => {
    const [ann, bob] = [await register(shop), await register(shop)];
    await shop.settles();
    const { items } = (await ann.get('/v1/me/notifications').expect(200)).body as { items: { id: string }[] };
    expect(items).toEqual([{ id: expect.stringMatching(UUID), kind: 'user.registered', title: expect.any(String), body: expect.stringContaining('Ann'), at: expect.stringMatching(INSTANT) }]);
    const path = `/v1/me/notifications/${items[0]!.id}`;
    for (const test of [bob.put(`${path}/read`), bob.delete(path)]) await refusal(test, 404);
    const first = (await ann.put(`${path}/read`).expect(200)).body as object;
    expect(first).toEqual({ ...items[0], readAt: expect.stringMatching(INSTANT) });
    await ann.put(`${path}/read`).expect(200, first);
    await ann.delete(path).expect(204);
    await refusal(ann.delete(path), 404);
    await ann.get('/v1/me/notifications').expect(200, { items: [], nextCursor: null });
  });
});

describe('a session', () => {
  const refresh = (refreshToken: string) => anyone.post('/v1/auth/refresh', { refreshToken });

  it('goes on with a new refresh token at each use', async () => {
    const ann = await register(shop);
    const next = (await refresh(ann.refreshToken).expect(200)).body as SignedIn;
    expect(next).toMatchObject({ user: ann.signedIn.user, expiresIn: 3600 });
    expect(next.refreshToken).not.toBe(ann.refreshToken);
    expect((await refresh(next.refreshToken).expect(200)).body).toMatchObject({ user: ann.signedIn.user });
  });

  it('ends when an old refresh token is used again, for whoever holds the new one too', async () => {
    const ann = await register(shop);
    const next = (await refresh(ann.refreshToken).expect(200)).body as SignedIn;
    await refusal(refresh(ann.refreshToken), 401);
    await refusal(refresh(next.refreshToken), 401);
    for (const token of [ann.accessToken, next.accessToken]) {
      ann.accessToken = token;
      await refusal(ann.get('/v1/me'), 401);
    }
  });

  it('refreshed twice at once has one winner at most, and is over', async () => {
    const ann = await register(shop);
    const answers = await Promise.all([refresh(ann.refreshToken), refresh(ann.refreshToken)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401]);
    const winner = answers.find(({ status }) => status === 200)!.body as SignedIn;
    await refusal(refresh(winner.refreshToken), 401);
  });

  it('ends with logging out: neither token is good any more', async () => {
    const ann = await register(shop);
    await ann.post('/v1/auth/logout').expect(204);
    await refusal(ann.get('/v1/me'), 401);
    await refusal(refresh(ann.refreshToken), 401);
    await refusal(refresh('mN0v'), 401);
  });

  it('is listed, and can be ended from another one', async () => {
    const ann = await register(shop);
    const phone = await ann.logsInAgain();
    const { items } = (await ann.get('/v1/auth/sessions').set('user-agent', 'x').expect(200)).body as { items: { id: string; current: boolean }[] };
    expect(items.map(({ current }) => current).sort()).toEqual([false, true]);
    expect(items[0]).toEqual({ id: expect.stringMatching(UUID), userAgent: expect.any(String), createdAt: expect.stringMatching(INSTANT), lastUsedAt: expect.stringMatching(INSTANT), current: expect.any(Boolean) });
    const other = items.find(({ current }) => !current)!.id;
    await refusal((await register(shop)).delete(`/v1/auth/sessions/${other}`), 404);
    await ann.delete(`/v1/auth/sessions/${other}`).expect(204);
    await refusal(phone.get('/v1/me'), 401);
    await refusal(ann.delete(`/v1/auth/sessions/${other}`), 404);
    await ann.get('/v1/me').expect(200);
    const tablet = await ann.logsInAgain();
    await ann.delete('/v1/auth/sessions').expect(204);
    for (const device of [ann, tablet]) await refusal(device.get('/v1/me'), 401);
    await refusal(refresh(tablet.refreshToken), 401);
  });

  it('outlives a change of the password; the other ones do not', async () => {
    const ann = await register(shop);
    const phone = await ann.logsInAgain();
    await refusal(ann.post('/v1/me/password', { current: 'wrong', next: 'a new password' }), 422);
    await phone.get('/v1/me').expect(200);
    await ann.post('/v1/me/password', { current: PASSWORD, next: 'a new password' }).expect(204);
    await refusal(phone.get('/v1/me'), 401);
    await refusal(refresh(phone.refreshToken), 401);
    await ann.get('/v1/me').expect(200);
    await refresh(ann.refreshToken).expect(200);
    await refusal(anyone.post('/v1/auth/login', { email: ann.email, password: PASSWORD }), 401);
    await ann.logsInAgain('a new password');
  });

  it('asks so often a minute and no more', async () => {
    const ann = await register(shop);
    const answers = await Promise.all(Array.from({ length: 70 }, () => ann.get('/v1/auth/sessions')));
    const refused = answers.filter(({ status }) => status !== 200);
    // At least one window was exceeded, even when a minute ended in between.
    expect(refused.length).toBeGreaterThanOrEqual(10);
    for (const { status, headers } of refused) {
      expect({ status, limit: headers['ratelimit-limit'], left: headers['ratelimit-remaining'] }).toEqual({ status: 429, limit: '30', left: '0' });
      expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    }
  });
});

describe('addresses', () => {
  let ann: Person;
  let bob: Person;
  beforeAll(async () => {
    [ann, bob] = [await register(shop), await register(shop)];
  });

  it('are kept, changed in part, and forgotten', async () => {
    const saved = (await ann.post('/v1/me/addresses', { label: 'Home', ...HOME }).expect(201)).body as { id: string };
    expect(saved).toEqual({ id: expect.stringMatching(UUID), label: 'Home', ...HOME });
    const path = `/v1/me/addresses/${saved.id}`;
    await ann.patch(path, { line2: 'Apt 401' }).expect(200, { ...saved, line2: 'Apt 401' });
    await ann.patch(path, { label: 'Office' }).expect(200, { ...saved, label: 'Office', line2: 'Apt 401' });
    expect((await ann.get('/v1/me/addresses').expect(200)).body).toEqual({ items: [{ ...saved, label: 'Office', line2: 'Apt 401' }], nextCursor: null });
    await ann.delete(path).expect(204);
    for (const test of [ann.patch(path, { label: 'x' }), ann.delete(path)]) await refusal(test, 404);
  });

  it('are nobody else\'s business', async () => {
    const { id } = (await ann.post('/v1/me/addresses', { label: 'Home', ...HOME }).expect(201)).body as { id: string };
    for (const test of [bob.patch(`/v1/me/addresses/${id}`, { label: 'Mine' }), bob.delete(`/v1/me/addresses/${id}`)]) await refusal(test, 404);
    await bob.get('/v1/me/addresses').expect(200, { items: [], nextCursor: null });
    expect((await ann.get('/v1/me/addresses').expect(200)).body).toMatchObject({ items: [{ id, label: 'Home' }] });
  });
});
