/** @jest-environment node */
import { expect, it } from '@jest/globals';
import { newId } from '@demae/saga/events';
import { aShop } from '@demae/testing';
import { Passwords } from '../../apps/user/src/accounts/passwords.js';
import { PASSWORD, visitorOf } from '../http.js';

/** Milliseconds that the last one waits at most; who would have to wait for ten seconds is sent away. */
const PATIENCE = 4_000;

it('60 people who register in the same moment wait for their turn, and all get in', async () => {
  const shop = await aShop();
  const anyone = visitorOf(shop);
  // A machine that is so slow that they would be sent away sees fewer of them.
  const passwords = shop.ground.demae!.services.get('user')!.app.get(Passwords);
  const began = performance.now();
  await Promise.all(Array.from({ length: 8 }, () => passwords.hash(PASSWORD)));
  const people = Math.min(60, Math.floor(PATIENCE / ((performance.now() - began) / 8)));
  expect(people).toBeGreaterThan(8);
  const answers = await Promise.all(Array.from({ length: people }, () => anyone.post('/v1/auth/register', { email: `${newId()}@example.com`, password: PASSWORD, name: 'Ann' })));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
  await shop.settles();
  await shop.close();
}, 180_000);
