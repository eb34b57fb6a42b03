import type { ChangePasswordRequest } from '@demae/contracts';
import { refused } from '@demae/platform';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Sessions } from '../sessions/sessions.js';
import { Accounts } from './accounts.js';
import { Passwords } from './passwords.js';

/** Sets a new password and ends every other session. @throws Problem 422 when the current one is wrong. */
export class ChangePassword extends Command<void> {
  constructor(readonly request: ChangePasswordRequest) {
    super();
  }
}

@CommandHandler(ChangePassword)
export class ChangePasswordHandler implements ICommandHandler<ChangePassword> {
  constructor(
    private readonly accounts: Accounts,
    private readonly passwords: Passwords,
    private readonly sessions: Sessions,
  ) {}

  async execute({ request }: ChangePassword): Promise<void> {
    const { actor, current, next, sessionId } = request;
    const account = await this.accounts.withId(actor.userId);
    if (account.passwordHash === null) throw refused('This account has no password yet; set one with POST /v1/auth/password/forgot.', 'password');
    if (!(await this.passwords.matches(account.passwordHash, current))) throw refused('The current password is wrong.', 'password');
    const passwordHash = await this.passwords.hash(next);
    await this.sessions.endAllAround(actor.userId, () => this.accounts.change(actor.userId, (found) => (found.passwordHash = passwordHash)), sessionId);
  }
}
