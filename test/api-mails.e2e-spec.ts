import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { newId } from '@demae/saga/events';
import { aShop, type Shop } from '@demae/testing';
import type { Mail, MailChannel } from '../apps/notification/src/mail/mail-channel.js';
import { PASSWORD, problemIn, refusal, register, staff, visitorOf, type Visitor } from './http.js';
import { standsStill } from './still-clock.js';

const NEXT = 'staple correct battery';

let shop: Shop;
let anyone: Visitor;
beforeAll(async () => {
  shop = await aShop({ env: { DEMAE_RATE_LIMIT: 'on', RATE_LIMIT_USER: '5000', RATE_LIMIT_ADDRESS: '5000', RATE_LIMIT_LOGIN_ADDRESS: '5000', RATE_LIMIT_MAIL_TO: '3', APP_URL: 'https://demae.example/app/' } });
  anyone = visitorOf(shop);
});
afterAll(() => shop.close());

interface Mailed {
  subject: string;
  body: string;
}

/** The mails with a token that went to this address, latest first. */
async function mailsTo(email: string): Promise<Mailed[]> {
  await shop.settles();
  return shop.query<Mailed>('notification', 'select subject, body from sent_mail where to_address = $1 and notification_id is null order by id desc', [email]);
}

/** What the latest of them with this subject says, by itself and in its link. */
async function tokenTo(email: string, subject: string, page: string): Promise<string> {
  const mail = (await mailsTo(email)).find((sent) => sent.subject === subject);
  const token = /^Token: ([\w-]{43})$/m.exec(mail?.body ?? '')?.[1];
  expect(mail?.body).toContain(`https://demae.example/app/${page}#token=${token}\n`);
  return token!;
}

const forgot = (email: string) => anyone.post('/v1/auth/password/forgot', { email });
const reset = (token: string, password = NEXT) => anyone.post('/v1/auth/password/reset', { token, password });
const verify = (token: string) => anyone.post('/v1/auth/email/verify', { token });
const verificationTo = (email: string) => tokenTo(email, 'Confirm your e-mail address', 'verify-email');

async function resetTo(email: string): Promise<string> {
  await forgot(email).expect(202);
  return tokenTo(email, 'Set a new password', 'reset-password');
}

async function noGood(test: ReturnType<typeof reset>): Promise<void> {
  expect(await refusal(test, 422)).toMatchObject({ detail: expect.stringContaining('Ask for a new one') });
}

describe('a forgotten password', () => {
  it('is set anew with the token of a mail, which ends all sessions', async () => {
    const ann = await register(shop);
    const phone = await ann.logsInAgain();
    const token = await resetTo(ann.email);
    for (const device of [ann, phone]) await device.get('/v1/me').expect(200);
    await reset(token).expect(204);
    for (const device of [ann, phone]) {
      await refusal(device.get('/v1/me'), 401);
      await refusal(anyone.post('/v1/auth/refresh', { refreshToken: device.refreshToken }), 401);
    }
    await refusal(anyone.post('/v1/auth/login', { email: ann.email, password: PASSWORD }), 401);
    await (await ann.logsInAgain(NEXT)).get('/v1/me').expect(200);
  });

  it('is nobody else\'s business: an unknown address gets the same answer, and no mail', async () => {
    const ann = await register(shop);
    const unknown = `${newId()}@example.com`;
    const [known, other] = [await forgot(ann.email), await forgot(unknown)];
    const seen = [known, other].map(({ status, text, headers }) => ({ status, text, headers: { ...headers, date: '', traceparent: '', 'ratelimit-reset': '' } }));
    expect(seen[0]).toMatchObject({ status: 202, text: '' });
    expect(seen[1]).toEqual(seen[0]);
    expect(await mailsTo(unknown)).toEqual([]);
    expect((await mailsTo(ann.email)).map(({ subject }) => subject)).toContain('Set a new password');
  });

  it('is set once per token, also by two at once', async () => {
    const ann = await register(shop);
    const token = await resetTo(ann.email);
    const answers = await Promise.all([reset(token), reset(token, 'yet another password')]);
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 422]);
    await noGood(reset(token));
    await ann.logsInAgain(answers[0].status === 204 ? NEXT : 'yet another password');
  });

  it('wants the latest token', async () => {
    const ann = await register(shop);
    const [first, second] = [await resetTo(ann.email), await resetTo(ann.email)];
    expect(second).not.toBe(first);
    await noGood(reset(first));
    await reset(second).expect(204);
  });

  it('can be set for an hour', async () => {
    const [ann, bob] = [await register(shop), await register(shop)];
    const [anns, bobs] = [await resetTo(ann.email), await resetTo(bob.email)];
    // Two minutes for what happens in between.
    await shop.passes('58m');
    await reset(anns).expect(204);
    await shop.passes('2m');
    await noGood(reset(bobs));
    await bob.get('/v1/me').expect(200);
    await bob.logsInAgain();
  });

  it('does not use up the token with a password that registering would refuse', async () => {
    const ann = await register(shop);
    const token = await resetTo(ann.email);
    expect(await refusal(reset(token, 'short'), 400)).toMatchObject({ errors: [{ path: 'password', message: expect.any(String) }] });
    await ann.get('/v1/me').expect(200);
    await reset(token).expect(204);
  });

  it('is not for guessing, nor for tokens that were mailed for something else', async () => {
    const ann = await register(shop);
    for (const token of ['x', 'mN0v'.repeat(10), await verificationTo(ann.email)]) await noGood(reset(token));
    await noGood(verify(await resetTo(ann.email)));
  });

  it('fills nobody\'s mailbox: three mails a minute, whether or not somebody has the address', async () => {
    const ann = await register(shop);
    const unknown = `${newId()}@example.com`;
    for (const email of [ann.email, unknown]) {
      const answers = [];
      // The minute may end in between.
      for (let n = 0; n < 7; n++) answers.push(await forgot(email));
      expect([...new Set(answers.map(({ status }) => status))]).toEqual([202, 429]);
      const refused = answers.find(({ status }) => status === 429)!;
      problemIn(refused, 429);
      expect(refused.headers['ratelimit-limit']).toBe('3');
    }
    expect((await mailsTo(ann.email)).filter(({ subject }) => subject === 'Set a new password').length).toBeLessThanOrEqual(6);
  });

  it('is written about in one\'s own language', async () => {
    const email = `${newId()}@example.com`;
    await anyone.post('/v1/auth/register', { email, password: PASSWORD, name: 'Aiko', locale: 'ja' }).expect(201);
    await forgot(email).expect(202);
    expect((await mailsTo(email)).map(({ subject }) => subject).sort()).toEqual(['パスワードの再設定', 'メールアドレスの確認']);
  });
});

describe('an e-mail address', () => {
  it('is verified with the token that a new account is mailed, once', async () => {
    const ann = await register(shop);
    const token = await verificationTo(ann.email);
    expect((await ann.get('/v1/me').expect(200)).body).toMatchObject({ emailVerified: false });
    await verify(token).expect(204);
    expect((await ann.get('/v1/me').expect(200)).body).toMatchObject({ emailVerified: true });
    await noGood(verify(token));
    expect((await ann.get('/v1/me').expect(200)).body).toMatchObject({ emailVerified: true });
  });

  it('can be verified for three days; later by a reset of the password', async () => {
    const [ann, bob] = [await register(shop), await register(shop)];
    const [anns, bobs] = [await verificationTo(ann.email), await verificationTo(bob.email)];
    await shop.passes('71h');
    await verify(anns).expect(204);
    await shop.passes('1h');
    await noGood(verify(bobs));
    await reset(await resetTo(bob.email)).expect(204);
    expect((await (await bob.logsInAgain(NEXT)).get('/v1/me').expect(200)).body).toMatchObject({ emailVerified: true });
  });

  it('of staff is known to be theirs', async () => {
    const yuki = await staff(shop, 'support');
    expect((await yuki.get('/v1/me').expect(200)).body).toMatchObject({ emailVerified: true });
    expect(await mailsTo(yuki.email)).toEqual([]);
  });
});

describe('a token', () => {
  afterEach(() => void jest.restoreAllMocks());
  const channel = () => shop.ground.provider!<MailChannel>('notification', 'MailChannel');
  const tokenIn = ({ text }: Mail) => /^Token: (.+)$/m.exec(text)![1]!;

  it('is made anew when nobody knows whether its mail went out; the latest mail is the good one', async () => {
    const ann = await register(shop);
    await shop.settles();
    const send = jest.spyOn(channel(), 'send').mockRejectedValueOnce(new Error('451 not now'));
    const good = await resetTo(ann.email);
    const sent = send.mock.calls.map(([mail]) => tokenIn(mail));
    expect(sent).toEqual([expect.any(String), good]);
    expect(new Set(send.mock.calls.map(([, id]) => id)).size).toBe(2);
    await noGood(reset(sent[0]!));
    await reset(good).expect(204);
  });

  it('is not asked for for ever where no mail gets to', async () => {
    const ann = await register(shop);
    await shop.settles();
    jest.spyOn(channel(), 'send').mockRejectedValue(new Error('550 no such mailbox'));
    await forgot(ann.email).expect(202);
    while ((await shop.query('user', 'select 1 from task where attempts > 0 and leased_until is null')).length === 0) await pause(5);
    await shop.passes('1h');
    expect(await shop.query('user', 'select 1 from task')).toEqual([]);
  });

  it('is blanked in the record of mail that leaves', async () => {
    jest.replaceProperty(channel() as { leaves: boolean }, 'leaves', true);
    const send = jest.spyOn(channel(), 'send');
    const ann = await register(shop);
    const [{ body }] = await mailsTo(ann.email) as [Mailed];
    const mail = send.mock.calls.map(([out]) => out).find(({ subject }) => subject === 'Confirm your e-mail address')!;
    await verify(tokenIn(mail)).expect(204);
    expect(body).toBe(mail.text.replaceAll(tokenIn(mail), '…'));
  });

  it('is in the mail and in no row, also while the mail waits to be taken', async () => {
    const ann = await register(shop);
    await shop.settles();
    const send = jest.spyOn(channel(), 'send').mockRejectedValue(new Error('451 not now'));
    // The next try makes another token: it is not before all rows were looked through.
    const goesOn = standsStill(shop);
    await forgot(ann.email).expect(202);
    while ((await shop.query('user', 'select 1 from task where attempts > 0 and leased_until is null')).length === 0) await pause(5);
    const token = tokenIn(send.mock.lastCall![0]);
    for (const service of ['user', 'notification']) {
      for (const { name } of await shop.query<{ name: string }>(service, "select tablename as name from pg_tables where schemaname = 'public'")) {
        const found = await shop.query<{ row: string }>(service, `select t::text as row from "${name}" t`);
        expect({ name, with: found.filter(({ row }) => row.includes(token)) }).toEqual({ name, with: [] });
      }
    }
    const hash = createHash('sha256').update(token).digest('base64url');
    expect(await shop.query('user', 'select purpose from one_time_token where hash = $1', [hash])).toEqual([{ purpose: 'PASSWORD_RESET' }]);
    send.mockRestore();
    goesOn();
    await shop.settles();
  });
});
