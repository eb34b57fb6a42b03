import { conflict, Problem, refused } from '@demae/platform';
import { Transactions } from '@demae/saga';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Account } from '../accounts/account.js';
import { Accounts } from '../accounts/accounts.js';
import { Identity } from './identity.js';

/** What a provider says of somebody. */
export interface Vouched {
  issuer: string;
  subject: string;
  email: string | undefined;
  emailVerified: boolean;
  name: string | undefined;
  locale: string | undefined;
}

// What the public API takes for a name.
const LONGEST_NAME = 100;
const UNPRINTABLE = /[\p{C}]+/gu;

/** Whose account it is. */
@Injectable()
export class Identities {
  constructor(
    private readonly dataSource: DataSource,
    private readonly accounts: Accounts,
    private readonly transactions: Transactions,
  ) {}

  /**
   * The account of whom the provider knows; else the one with that address, when both sides are sure of it; else a new one without a password.
   * @throws Problem 409 when the address is of an account that has not shown to read mail there, 422 when the provider is not sure of it.
   */
  async account(provider: string, vouched: Vouched): Promise<Account> {
    const { issuer, subject, email, emailVerified } = vouched;
    const known = await this.dataSource.getRepository(Identity).findOneBy({ issuer, subject });
    if (known) return this.accounts.withId(known.userId);
    if (email === undefined) throw refused(`${provider} does not say your e-mail address; allow it to, and begin again.`, 'email-missing');
    const owner = await this.accounts.withEmail(email);
    if (owner) return this.link(provider, owner, vouched);
    // Or somebody could wait in another's address for them to come.
    if (!emailVerified) throw refused(`${provider} is not sure that ${email} is yours; verify it there, and begin again.`, 'email-unverified');
    return this.open(vouched, email).catch(async (error: unknown) => {
      // The same person a moment ago, in another window.
      const other = error instanceof Problem ? await this.dataSource.getRepository(Identity).findOneBy({ issuer, subject }) : null;
      if (other) return this.accounts.withId(other.userId);
      throw error;
    });
  }

  private link(provider: string, { id }: Account, vouched: Vouched): Promise<Account> {
    return this.transactions.run(async (tx) => {
      const account = await tx.load(Account, id);
      if (!account?.emailVerified || !vouched.emailVerified) {
        const first = vouched.emailVerified ? 'Log in with its password and verify the address (or set a new password by mail, which does both)' : `Verify the address at ${provider}`;
        throw conflict(`This address has an account already. ${first}, then log in with ${provider} again.`, { state: 'ADDRESS_TAKEN' });
      }
      // In two windows at once, it is linked once.
      if (!(await tx.load(Identity, { issuer: vouched.issuer, subject: vouched.subject }))) tx.insert(Identity.of(vouched, id));
      return account;
    });
  }

  private open(vouched: Vouched, email: string): Promise<Account> {
    const name = (vouched.name ?? '').replace(UNPRINTABLE, ' ').trim().slice(0, LONGEST_NAME) || email.split('@')[0]!.slice(0, LONGEST_NAME);
    const locale = vouched.locale?.startsWith('ja') ? 'ja' : 'en';
    const account = Account.open({ email, name, locale, roles: ['customer'], passwordHash: null, emailVerified: true });
    return this.accounts.open(account, (tx) => tx.insert(Identity.of(vouched, account.id)));
  }
}
