import type { SignedIn } from '@demae/contracts';
import { Problem } from '@demae/platform';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { suspended } from '../accounts/account.js';
import { Accounts } from '../accounts/accounts.js';
import { Sessions } from './sessions.js';
import { SignIns } from './sign-ins.js';

/** A new access token, with the roles of now, and the next refresh token. @throws Problem 401 for a token that is not good (any more), 403 when the account is suspended. */
export class Refresh extends Command<SignedIn> {
  constructor(readonly refreshToken: string) {
    super();
  }
}

@CommandHandler(Refresh)
export class RefreshHandler implements ICommandHandler<Refresh> {
  constructor(
    private readonly accounts: Accounts,
    private readonly sessions: Sessions,
    private readonly signIns: SignIns,
  ) {}

  async execute({ refreshToken }: Refresh): Promise<SignedIn> {
    const next = await this.sessions.rotate(refreshToken);
    const account = next && (await this.accounts.find(next.userId));
    if (!account) {
      throw new Problem({ status: 401, title: 'Not logged in', detail: 'This refresh token is not good any more; log in again.', code: 'refresh-token' });
    }
    if (account.suspendedAt) {
      await this.sessions.end(account.id, next.sid);
      throw suspended();
    }
    return this.signIns.answer(account, next.sid, next.refreshToken);
  }
}
