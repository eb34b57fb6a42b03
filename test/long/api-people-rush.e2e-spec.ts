import { expect, it } from '@jest/globals';
import { newId } from '@demae/saga';
import { aShop } from '@demae/testing';
import { PASSWORD, visitorOf } from '../http.js';

it('60 people who register in the same moment wait for their turn, and all get in', async () => {
  const shop = await aShop();
  const anyone = visitorOf(shop);
  const answers = await Promise.all(Array.from({ length: 60 }, () => anyone.post('/v1/auth/register', { email: `${newId()}@example.com`, password: PASSWORD, name: 'Ann' })));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
  await shop.settles();
  await shop.close();
}, 60_000);
