import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { newId } from '@demae/saga/events';
import { aShop, type Shop } from '@demae/testing';
import { PASSWORD, Person, refusal, register, staff, visitorOf, type ProblemBody, type SignedIn, type Visitor } from './http.js';
import { UUID } from './http-goods.js';
import { Browser, OidcServer, type KnownPerson } from './oidc-server.js';

let oidc: OidcServer;
let shop: Shop;
let anyone: Visitor;
beforeAll(async () => {
  // It says what it thinks of its own settings for development.
  jest.spyOn(console, 'warn').mockReturnValue(undefined);
  jest.spyOn(console, 'info').mockReturnValue(undefined);
  oidc = await OidcServer.start(() => `${shop.url}/v1/auth/oauth/acme/callback`);
  const acme = { issuer: oidc.issuer, clientId: 'demae', clientSecret: 'a secret between the two' };
  const gone = { ...acme, issuer: 'http://127.0.0.1:1' };
  shop = await aShop({ env: { OAUTH_PROVIDERS: JSON.stringify({ acme, gone, other: acme }) } });
  oidc.prepare();
  anyone = visitorOf(shop);
});
afterEach(() => void (oidc.instead = undefined));
afterAll(async () => {
  await shop.close();
  await oidc.close();
});

/** Somebody at the provider. */
function known(person: KnownPerson = {}): string {
  const login = newId();
  oidc.people.set(login, { email: `${login}@example.com`, email_verified: true, name: 'Ann of Acme', locale: 'ja-JP', ...person });
  return login;
}

const begin = (browser: Browser, provider = 'acme') => browser.ask(`${shop.url}/v1/auth/oauth/${provider}`);

/** As far as the provider sends the browser back. */
async function comesBack(browser: Browser, login: string): Promise<string> {
  const begun = await begin(browser);
  return browser.goThrough(begun.headers.get('location')!, login, oidc.issuer);
}

async function logsIn(login: string, browser = new Browser()): Promise<{ status: number; body: SignedIn & ProblemBody }> {
  const answer = await browser.ask(await comesBack(browser, login));
  return { status: answer.status, body: (await answer.json()) as SignedIn & ProblemBody };
}

const statusOf = async (browser: Browser, url: string) => (await browser.ask(url)).status;

async function verified(email: string): Promise<void> {
  await shop.settles();
  const [mail] = await shop.query<{ body: string }>('notification', "select body from sent_mail where to_address = $1 and notification_id is null order by id desc limit 1", [email]);
  await anyone.post('/v1/auth/email/verify', { token: /^Token: ([\w-]{43})$/m.exec(mail!.body)![1] }).expect(204);
}

describe('a login with a provider', () => {
  it('opens an account the first time, and is the same one ever after', async () => {
    const login = known();
    const { status, body } = await logsIn(login);
    expect({ status, body }).toEqual({
      status: 200,
      body: {
        user: { id: expect.stringMatching(UUID), email: `${login}@example.com`, name: 'Ann of Acme', roles: ['customer'] },
        accessToken: expect.any(String), refreshToken: expect.any(String), expiresIn: 3600,
      },
    });
    const ann = new Person(shop.url, body);
    expect((await ann.get('/v1/me').expect(200)).body).toMatchObject({ emailVerified: true, locale: 'ja' });
    // Who it is does not hang on the address.
    oidc.people.set(login, { email: `${newId()}@example.com`, email_verified: false });
    expect((await logsIn(login)).body.user).toEqual(body.user);
  });

  it('goes to the provider with state, nonce and PKCE, and binds them to the browser', async () => {
    const answer = await begin(new Browser());
    expect(answer.status).toBe(302);
    const url = new URL(answer.headers.get('location')!);
    expect(Object.fromEntries(url.searchParams)).toEqual({
      client_id: 'demae', response_type: 'code', scope: 'openid email profile', code_challenge_method: 'S256', code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      state: expect.stringMatching(/^[\w-]{43}$/), nonce: expect.stringMatching(/^[\w-]{43}$/), redirect_uri: `${shop.url}/v1/auth/oauth/acme/callback`,
    });
    expect(answer.headers.get('set-cookie')).toMatch(/^demae-oauth=[\w-]{43}; Path=\/v1\/auth\/oauth; Max-Age=600; HttpOnly; SameSite=Lax$/);
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  it('is of the browser that began it', async () => {
    const [victim, attacker] = [new Browser(), new Browser()];
    const back = await comesBack(attacker, known());
    await begin(victim);
    expect(await statusOf(victim, back)).toBe(400);
    expect(await statusOf(new Browser(), await comesBack(attacker, known()))).toBe(400);
  });

  it('wants the state that it began with, and takes it once', async () => {
    const browser = new Browser();
    const back = new URL(await comesBack(browser, known()));
    const strange = new URL(back);
    strange.searchParams.set('state', newId());
    const none = new URL(back);
    none.searchParams.delete('state');
    for (const url of [strange, none]) expect(await statusOf(browser, url.href)).toBe(400);
    // That has taken the cookie; a new one does not open what another one began.
    await begin(browser);
    expect(await statusOf(browser, back.href)).toBe(400);

    const again = new Browser();
    const good = await comesBack(again, known());
    expect(await Promise.all([good, good].map((url) => statusOf(again, url))).then((all) => all.sort())).toEqual([200, 400]);
    expect(await statusOf(again, good)).toBe(400);
  });

  it('takes a code once, also under another state', async () => {
    const browser = new Browser();
    const login = known();
    const used = new URL(await comesBack(browser, login));
    expect(await statusOf(browser, used.href)).toBe(200);
    const next = new URL(await comesBack(browser, login));
    next.searchParams.set('code', used.searchParams.get('code')!);
    expect(await statusOf(browser, next.href)).toBe(401);
  });

  it('is over when the provider says no', async () => {
    const browser = new Browser();
    const state = new URL((await begin(browser)).headers.get('location')!).searchParams.get('state')!;
    const answer = await browser.ask(`${shop.url}/v1/auth/oauth/acme/callback?error=access_denied&state=${state}&iss=${encodeURIComponent(oidc.issuer)}`);
    expect([answer.status, await answer.json()]).toEqual([401, expect.objectContaining({ type: 'urn:demae:problem:oauth' })]);
  });

  it('does not come back to another provider than it was sent to', async () => {
    const browser = new Browser();
    const back = await comesBack(browser, known());
    expect(await statusOf(browser, back.replace('/acme/', '/other/'))).toBe(400);
  });

  it('is not to be had with a provider that nobody has set up', async () => {
    for (const path of ['/v1/auth/oauth/nobody', '/v1/auth/oauth/nobody/callback?code=1&state=2', '/v1/auth/oauth/__proto__']) await refusal(anyone.get(path), 404);
  });

  it('has to wait while the provider is away', async () => {
    await refusal(anyone.get('/v1/auth/oauth/gone'), 503);
    const browser = new Browser();
    const back = await comesBack(browser, known());
    oidc.instead = (_request, response) => response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>Bad gateway</h1>');
    const answer = await browser.ask(back);
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
    oidc.instead = undefined;
    expect((await logsIn(known())).status).toBe(200);
  });

  it('is refused to who is suspended', async () => {
    const login = known();
    const { body } = await logsIn(login);
    await (await staff(shop, 'admin')).patch(`/v1/admin/users/${body.user.id}`, { suspended: true }).expect(200);
    expect(await logsIn(login)).toMatchObject({ status: 403, body: { type: 'urn:demae:problem:suspended' } });
  });
});

describe('an address that has an account', () => {
  it('is linked when both sides are sure of it', async () => {
    const ann = await register(shop);
    await verified(ann.email);
    const login = known({ email: ann.email.toUpperCase() });
    expect(await logsIn(login)).toMatchObject({ status: 200, body: { user: ann.signedIn.user } });
    await ann.logsInAgain();
  });

  it('is not, when the account has not shown to read mail there, or the provider is not sure', async () => {
    const ann = await register(shop);
    const login = known({ email: ann.email });
    expect(await logsIn(login)).toMatchObject({ status: 409, body: { state: 'ADDRESS_TAKEN', detail: expect.stringContaining('Log in with its password') } });
    await verified(ann.email);
    oidc.people.set(login, { email: ann.email, email_verified: false });
    expect(await logsIn(login)).toMatchObject({ status: 409, body: { detail: expect.stringContaining('Verify the address at acme') } });
    expect(await shop.query('user', 'select 1 from identity where user_id = $1', [ann.id])).toEqual([]);
    oidc.people.set(login, { email: ann.email, email_verified: true });
    expect(await logsIn(login)).toMatchObject({ status: 200, body: { user: { id: ann.id } } });
  });

  it('is needed, and has to be verified by the provider, for a new account', async () => {
    for (const person of [{ email_verified: false }, { email: undefined }]) {
      expect(await logsIn(known(person as KnownPerson))).toMatchObject({ status: 422, body: { detail: expect.stringContaining('begin again') } });
    }
  });

  it('is opened once by two windows', async () => {
    const login = known();
    const browsers = [new Browser(), new Browser()];
    const backs = await Promise.all(browsers.map((browser) => comesBack(browser, login)));
    expect(await Promise.all(browsers.map((browser, n) => statusOf(browser, backs[n]!)))).toEqual([200, 200]);
  });
});

describe('an account without a password', () => {
  it('lets nobody in with one, until its owner sets it by mail', async () => {
    const login = known();
    const ann = new Person(shop.url, (await logsIn(login)).body);
    for (const password of [PASSWORD, 'x']) await refusal(anyone.post('/v1/auth/login', { email: ann.email, password }), 401);
    expect(await refusal(ann.post('/v1/me/password', { current: 'x', next: 'a new password' }), 422)).toMatchObject({ detail: expect.stringContaining('forgot') });
    await anyone.post('/v1/auth/password/forgot', { email: ann.email }).expect(202);
    await shop.settles();
    const [mail] = await shop.query<{ body: string }>('notification', 'select body from sent_mail where to_address = $1 and notification_id is null order by id desc limit 1', [ann.email]);
    await anyone.post('/v1/auth/password/reset', { token: /Token: ([\w-]{43})/.exec(mail!.body)![1], password: PASSWORD }).expect(204);
    await (await ann.logsInAgain()).get('/v1/me').expect(200);
  });

  it('is erased without one, and the provider\'s word with it', async () => {
    const login = known();
    const { body } = await logsIn(login);
    const ann = new Person(shop.url, body);
    await ann.delete('/v1/me').expect(204);
    expect(await shop.query('user', 'select 1 from identity where subject = $1', [login])).toEqual([]);
    expect((await logsIn(login)).body.user.id).not.toBe(body.user.id);
  });
});
