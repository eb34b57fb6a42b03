import type { SignedIn } from '@demae/contracts';
import { Problem } from '@demae/platform';
import { Injectable } from '@nestjs/common';
import { asUser, suspended, type Account } from '../accounts/account.js';
import { Accounts } from '../accounts/accounts.js';
import { ACCESS_SECONDS, AccessTokens } from './access-tokens.js';
import { Sessions } from './sessions.js';

/** Signs people in whose identity has been checked. */
@Injectable()
export class SignIns {
  constructor(
    private readonly sessions: Sessions,
    private readonly accessTokens: AccessTokens,
    private readonly accounts: Accounts,
  ) {}

  /**
   * Opens a session. The account is looked at again when the session is there: whoever has changed the password, suspended the account or erased it
   * since the identity was checked may have looked for sessions to end before this one was to be found.
   * @throws Problem 403 when it is suspended, 401 when the identity has to be shown again.
   */
  async open(account: Account, userAgent: string): Promise<SignedIn> {
    if (account.suspendedAt) throw suspended();
    const { sid, refreshToken } = await this.sessions.open(account.id, userAgent);
    const now = await this.accounts.find(account.id);
    if (now?.passwordHash === account.passwordHash && !now.suspendedAt) return this.answer(now, sid, refreshToken);
    await this.sessions.end(account.id, sid);
    if (now?.suspendedAt) throw suspended();
    throw new Problem({ status: 401, detail: now ? 'The password has changed this moment; log in with the new one.' : 'This account is gone.', code: 'credentials' });
  }

  async answer(account: Account, sid: string, refreshToken: string): Promise<SignedIn> {
    return { user: asUser(account), accessToken: await this.accessTokens.sign(account, sid), refreshToken, expiresIn: ACCESS_SECONDS };
  }
}
