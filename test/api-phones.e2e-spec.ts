import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { aShop, type Shop } from '@demae/testing';
import type { Sms, SmsChannel } from '../apps/notification/src/sms/sms-channel.js';
import { refusal, register, visitorOf, type Person } from './http.js';
import { UUID } from './http-goods.js';
import { standsStill } from './still-clock.js';

let shop: Shop;
let ann: Person;
beforeAll(async () => {
  shop = await aShop({ env: { DEMAE_RATE_LIMIT: 'on', RATE_LIMIT_USER: '5000', RATE_LIMIT_ADDRESS: '5000', RATE_LIMIT_LOGIN_ADDRESS: '5000', RATE_LIMIT_MAIL_TO: '3' } });
});
afterEach(() => void jest.restoreAllMocks());
afterAll(() => shop.close());

interface Phone {
  id: string;
  number: string;
  verified: boolean;
}

const start = Math.floor(Math.random() * 1e8);
let numbers = 0;
const newNumber = () => `+8190${String(start + (numbers += 1)).padStart(8, '0')}`;
const add = (number: string, who = ann) => who.post('/v1/me/phone-numbers', { number });
const verify = (id: string, code: string, who = ann) => who.post(`/v1/me/phone-numbers/${id}/verify`, { code });
const list = async (who = ann) => (await who.get('/v1/me/phone-numbers').expect(200)).body as { items: Phone[]; nextCursor: null };

/** The latest code sent to it. */
async function codeTo(number: string): Promise<string> {
  await shop.settles();
  const [sms] = await shop.query<{ body: string }>('notification', 'select body from sent_sms where to_number = $1 order by id desc limit 1', [number]);
  return /\b\d{6}\b/.exec(sms?.body ?? '')![0];
}

const other = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, '0');

async function added(number = newNumber(), who = ann): Promise<Phone & { code: string }> {
  const { body } = await add(number, who).expect(201);
  return { ...(body as Phone), code: await codeTo(number) };
}

describe('a phone number', () => {
  beforeAll(async () => {
    ann = await register(shop);
  });

  it('is verified with the code that was sent to it, and forgotten', async () => {
    const number = newNumber();
    const { code, ...phone } = await added(number);
    expect(phone).toEqual({ id: expect.stringMatching(UUID), number, verified: false });
    expect((await verify(phone.id, code).expect(200)).body).toEqual({ ...phone, verified: true });
    expect(await list()).toEqual({ items: [{ ...phone, verified: true }], nextCursor: null });
    for (const again of [verify(phone.id, code), add(number)]) expect(await refusal(again, 409)).toMatchObject({ state: 'VERIFIED' });
    await ann.delete(`/v1/me/phone-numbers/${phone.id}`).expect(204);
    for (const gone of [ann.delete(`/v1/me/phone-numbers/${phone.id}`), verify(phone.id, code)]) await refusal(gone, 404);
  });

  it('is written as of E.164', async () => {
    for (const number of ['09012345678', '+81 90-1234-5678', '+0123456789', '+8190', '+1234567890123456', '+81901234567a']) {
      expect(await refusal(add(number), 400)).toMatchObject({ errors: [{ path: 'number', message: 'must look like +819012345678' }] });
    }
    const { id } = await added();
    for (const code of ['12345', '1234567', 'abcdef']) await refusal(verify(id, code), 400);
  });

  it('is nobody else\'s business, but two may share one', async () => {
    const bob = await register(shop);
    const { id, number, code } = await added();
    await refusal(verify(id, code, bob), 404);
    await refusal(bob.delete(`/v1/me/phone-numbers/${id}`), 404);
    const shared = await added(number, bob);
    await refusal(verify(shared.id, shared.code === code ? other(code) : code, bob), 422);
    await verify(shared.id, shared.code, bob).expect(200);
    await verify(id, code).expect(200);
  });
});

describe('a code', () => {
  beforeAll(async () => {
    ann = await register(shop);
  });

  it('bears five tries, also at once, and then not even the right one', async () => {
    const { id, code, number } = await added();
    const wrong = await Promise.all(Array.from({ length: 8 }, () => verify(id, other(code))));
    expect(wrong.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 422));
    expect(await refusal(verify(id, code), 422)).toMatchObject({ detail: expect.stringContaining('Ask for a new one') });
    await add(number).expect(201);
    await verify(id, await codeTo(number)).expect(200);
  });

  it('says how many tries are left', async () => {
    const { id, code } = await added();
    expect(await refusal(verify(id, other(code)), 422)).toMatchObject({ detail: expect.stringContaining('4 more') });
    await verify(id, code).expect(200);
  });

  it('is good for ten minutes', async () => {
    const goesOn = standsStill(shop);
    const [early, late] = [await added(), await added()];
    await shop.passes('599s');
    await verify(early.id, early.code).expect(200);
    await shop.passes('1s');
    await refusal(verify(late.id, late.code), 422);
    goesOn();
  });

  it('is replaced by the next one', async () => {
    const { id, code, number } = await added();
    await add(number).expect(201);
    const next = await codeTo(number);
    if (next !== code) await refusal(verify(id, code), 422);
    await verify(id, next).expect(200);
  });

  it('is in the message and in no row, and blanked in the record of what leaves', async () => {
    const channel = shop.ground.provider!<SmsChannel>('notification', 'SmsChannel');
    jest.replaceProperty(channel as { leaves: boolean }, 'leaves', true);
    const send = jest.spyOn(channel, 'send');
    const bob = await register(shop);
    const number = newNumber();
    const { id } = (await add(number, bob).expect(201)).body as Phone;
    await shop.settles();
    const [sms] = send.mock.lastCall! as [Sms, string];
    const code = /\b\d{6}\b/.exec(sms.text)![0];
    for (const service of ['user', 'notification']) {
      for (const { name } of await shop.query<{ name: string }>(service, "select tablename as name from pg_tables where schemaname = 'public'")) {
        const found = await shop.query<{ row: string }>(service, `select t::text as row from "${name}" t`);
        expect({ name, with: found.filter(({ row }) => new RegExp(`\\b${code}\\b`).test(row)) }).toEqual({ name, with: [] });
      }
    }
    await verify(id, code, bob).expect(200);
  });

  it('is sent again when it was not taken', async () => {
    const channel = shop.ground.provider!<SmsChannel>('notification', 'SmsChannel');
    jest.spyOn(channel, 'send').mockRejectedValueOnce(new Error('no answer'));
    const bob = await register(shop);
    const { id, code } = await added(newNumber(), bob);
    await verify(id, code, bob).expect(200);
  });
});

describe('limits', () => {
  it('are five numbers each', async () => {
    const bob = await register(shop);
    for (let n = 0; n < 5; n++) await add(newNumber(), bob).expect(201);
    await refusal(add(newNumber(), bob), 422);
    const { items: [first] } = await list(bob);
    await bob.delete(`/v1/me/phone-numbers/${first!.id}`).expect(204);
    await add(newNumber(), bob).expect(201);
  });

  it('are three codes in ten minutes for a number, whoever asks', async () => {
    const number = newNumber();
    const answers = [];
    // The ten minutes may end in between.
    for (let n = 0; n < 7; n++) answers.push(await add(number, await register(shop)));
    expect([...new Set(answers.map(({ status }) => status))]).toEqual([201, 429]);
    expect(Number(answers.find(({ status }) => status === 429)!.headers['retry-after'])).toBeGreaterThan(0);
  });

  it('are ten codes an hour for an account', async () => {
    const bob = await register(shop);
    const statuses = new Set<number>();
    for (let n = 0; n < 21; n++) {
      const { status, body } = await add(newNumber(), bob);
      statuses.add(status);
      if (status === 201) await bob.delete(`/v1/me/phone-numbers/${(body as Phone).id}`).expect(204);
    }
    expect([...statuses]).toEqual([201, 429]);
  });
});

describe('an address that was not verified yet', () => {
  const ask = (who: Person) => who.post('/v1/me/email/verification');
  const mailsTo = async (email: string) => {
    await shop.settles();
    return shop.query<{ body: string }>('notification', "select body from sent_mail where to_address = $1 and subject = 'Confirm your e-mail address' order by id desc", [email]);
  };

  it('is written to again, and verified with the latest token', async () => {
    const bob = await register(shop);
    const [first] = await mailsTo(bob.email);
    await ask(bob).expect(202);
    const mails = await mailsTo(bob.email);
    expect(mails).toHaveLength(2);
    const token = (mail: { body: string } | undefined) => /^Token: ([\w-]{43})$/m.exec(mail!.body)![1]!;
    const anyone = visitorOf(shop);
    await refusal(anyone.post('/v1/auth/email/verify', { token: token(first) }), 422);
    await anyone.post('/v1/auth/email/verify', { token: token(mails[0]) }).expect(204);
    expect(await refusal(ask(bob), 409)).toMatchObject({ state: 'VERIFIED' });
  });

  it('is written to three times a minute', async () => {
    const bob = await register(shop);
    const answers = [];
    for (let n = 0; n < 7; n++) answers.push(await ask(bob));
    expect([...new Set(answers.map(({ status }) => status))]).toEqual([202, 429]);
    await refusal(visitorOf(shop).post('/v1/me/email/verification'), 401);
  });
});
