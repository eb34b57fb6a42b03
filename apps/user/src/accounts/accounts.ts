import { UserRegistered } from '@demae/contracts';
import { conflict, notFound } from '@demae/platform';
import { Transactions, type Tx } from '@demae/saga';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { MailToken } from '../tokens/mail-token.worker.js';
import { Account, normalized } from './account.js';

/** SQLSTATE unique_violation. */
const TAKEN = '23505';

/** Finding accounts, and opening them so that an address has one only. */
@Injectable()
export class Accounts {
  constructor(
    private readonly dataSource: DataSource,
    private readonly transactions: Transactions,
  ) {}

  withEmail(email: string): Promise<Account | null> {
    return this.dataSource.getRepository(Account).findOneBy({ email: normalized(email) });
  }

  find(id: string): Promise<Account | null> {
    return this.dataSource.getRepository(Account).findOneBy({ id });
  }

  /** @throws Problem 404 */
  async withId(id: string): Promise<Account> {
    const account = await this.find(id);
    if (!account) throw notFound('user', id);
    return account;
  }

  /** Opens the account and says so; its owner is mailed a token to verify the address with. @throws Problem 409 when its address is taken. */
  async open(account: Account, also: (tx: Tx) => unknown = () => undefined): Promise<Account> {
    try {
      return await this.transactions.run((tx) => {
        tx.insert(account);
        also(tx);
        tx.emit(UserRegistered({ userId: account.id, email: account.email, name: account.name, locale: account.locale }));
        if (!account.emailVerified) MailToken.ask(tx, 'EMAIL_VERIFICATION', account.email);
        return Promise.resolve(account);
      });
    } catch (error) {
      if ((error as { code?: unknown }).code === TAKEN) throw addressTaken();
      throw error;
    }
  }

  /** Changes one account. @throws Problem 404 */
  change(id: string, how: (account: Account) => void): Promise<Account> {
    return this.transactions.run(async (tx) => {
      const account = await tx.load(Account, id);
      if (!account) throw notFound('user', id);
      how(account);
      return tx.save(account);
    });
  }
}

export function addressTaken() {
  return conflict('This e-mail address has an account already; log in instead.');
}
