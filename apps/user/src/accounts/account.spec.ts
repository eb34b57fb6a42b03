import { describe, expect, it } from '@jest/globals';
import { Account, asUser, normalized, rolesOnRegistration } from './account.js';

const details = { email: ' Ann@Example.COM', passwordHash: '$argon2id$…', name: 'Ann', roles: rolesOnRegistration('customer'), locale: 'en', emailVerified: false };

describe('an account', () => {
  it('knows its address in one spelling', () => {
    expect(Account.open(details).email).toBe('ann@example.com');
    expect(normalized('ANN@example.com ')).toBe('ann@example.com');
  });

  it('takes the role that was asked for, customer when none was', () => {
    expect(rolesOnRegistration('')).toEqual(['customer']);
    expect(rolesOnRegistration('merchant')).toEqual(['merchant']);
  });

  it.each(['admin', 'support', 'root'])('is never opened as %s', (role) => {
    expect(() => rolesOnRegistration(role)).toThrow(expect.objectContaining({ status: 422 }));
  });

  it('becomes a driver once, and keeps what it was', () => {
    const account = Account.open(details);
    account.becomeDriver('bicycle', undefined);
    account.becomeDriver('scooter', 'T-12');
    expect(account.roles).toEqual(['customer', 'driver']);
    expect(account).toMatchObject({ vehicle: 'scooter', licence: 'T-12' });
  });

  it('never shows its password', () => {
    expect(JSON.stringify(asUser(Account.open(details)))).not.toContain('argon2');
  });
});
