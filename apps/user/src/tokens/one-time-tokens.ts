import { refused, Settings, type Problem } from '@demae/platform';
import { Transactions, type Tx } from '@demae/saga';
import { Injectable } from '@nestjs/common';
import { createHash, randomBytes } from 'node:crypto';
import { Account } from '../accounts/account.js';
import { OneTimeToken, type Purpose } from './one-time-token.js';

const sha256 = (token: string) => createHash('sha256').update(token).digest('base64url');

/** A token that was just made, and whom it is for. */
export interface Fresh {
  userId: string;
  email: string;
  /** en or ja */
  locale: string;
  purpose: Purpose;
  /** 256 bits; only its hash is kept. */
  token: string;
}

/** Gives out tokens by mail and takes them back, each once. */
@Injectable()
export class OneTimeTokens {
  /** Milliseconds for which a token is good. */
  private readonly lasts: Record<Purpose, number>;

  constructor(
    private readonly transactions: Transactions,
    settings: Settings,
  ) {
    this.lasts = { PASSWORD_RESET: settings.get<number>('PASSWORD_RESET_LASTS'), EMAIL_VERIFICATION: settings.get<number>('EMAIL_VERIFICATION_LASTS') };
  }

  /**
   * A new token, in the place of the one before it; undefined when nobody has this address or has a use for it (any more).
   * @param email as accounts have it: normalized
   */
  issue(purpose: Purpose, email: string, askedAt: Date): Promise<Fresh | undefined> {
    return this.transactions.run(async (tx) => {
      const lasts = this.lasts[purpose];
      const now = tx.now().getTime();
      // Who asked that long ago has given up, or no mail gets there.
      if (now >= askedAt.getTime() + lasts) return undefined;
      const [account] = await tx.loadAll(Account, { email });
      if (!account || (purpose === 'EMAIL_VERIFICATION' && account.emailVerified)) return undefined;
      const token = randomBytes(32).toString('base64url');
      const key = { userId: account.id, purpose };
      const fresh = { ...key, hash: sha256(token), expiresAt: new Date(now + lasts) };
      const open = await tx.load(OneTimeToken, key);
      if (open) tx.save(Object.assign(open, fresh));
      else tx.insert(Object.assign(new OneTimeToken(), fresh));
      return { userId: account.id, email: account.email, locale: account.locale, purpose, token };
    });
  }

  /** Whose it is; it stays good. @throws Problem 422 */
  holder(purpose: Purpose, token: string): Promise<string> {
    return this.transactions.run(async (tx) => (await this.open(tx, purpose, token)).account.id);
  }

  /** Uses it up; its owner's account, to be saved. @throws Problem 422 */
  async redeem(tx: Tx, purpose: Purpose, token: string): Promise<Account> {
    const { account, open } = await this.open(tx, purpose, token);
    tx.remove(open);
    return account;
  }

  private async open(tx: Tx, purpose: Purpose, token: string): Promise<{ account: Account; open: OneTimeToken }> {
    const hash = sha256(token);
    const [found] = await tx.query<{ id: string }>('select user_id as id from one_time_token where hash = $1 and purpose = $2', [hash, purpose]);
    if (!found) throw noGood();
    // The account's row first, as in giving one out: whoever uses or replaces this token at the same time waits here.
    const account = await tx.load(Account, found.id);
    const open = await tx.load(OneTimeToken, { userId: found.id, purpose });
    if (!account || open?.hash !== hash || open.expiresAt <= tx.now()) throw noGood();
    return { account, open };
  }
}

/** The same for all: whoever guesses learns nothing. */
function noGood(): Problem {
  return refused('This token is wrong, used or too old. Ask for a new one: with POST /v1/auth/password/forgot, or with POST /v1/me/email/verification to verify the address.', 'token');
}
