import { expect, it } from '@jest/globals';
import { classify } from './failure.js';

it('a server whose certificate is not believed is away, so that nothing is parked until it has another one', () => {
  for (const code of ['CERT_HAS_EXPIRED', 'ERR_TLS_CERT_ALTNAME_INVALID', 'SELF_SIGNED_CERT_IN_CHAIN', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'ECONNREFUSED', '57P03']) {
    expect([code, classify(Object.assign(new Error('no'), { code }))]).toEqual([code, 'away']);
  }
  expect(classify(Object.assign(new Error('no'), { code: '22P02' }))).toBe('broken');
});
