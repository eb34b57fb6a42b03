import { Transactions } from '@demae/saga';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Passwords } from '../accounts/passwords.js';
import { Sessions } from '../sessions/sessions.js';
import { OneTimeTokens } from './one-time-tokens.js';

/** Sets a new password and ends every session. Who has the token reads the mail there, so the address is verified. @throws Problem 422 */
export class ResetPassword extends Command<void> {
  constructor(
    readonly token: string,
    readonly password: string,
  ) {
    super();
  }
}

@CommandHandler(ResetPassword)
export class ResetPasswordHandler implements ICommandHandler<ResetPassword> {
  constructor(
    private readonly tokens: OneTimeTokens,
    private readonly transactions: Transactions,
    private readonly passwords: Passwords,
    private readonly sessions: Sessions,
  ) {}

  async execute({ token, password }: ResetPassword): Promise<void> {
    // A hash is too dear to make it for whoever guesses.
    const userId = await this.tokens.holder('PASSWORD_RESET', token);
    const passwordHash = await this.passwords.hash(password);
    const change = () =>
      this.transactions.run(async (tx) => {
        const account = await this.tokens.redeem(tx, 'PASSWORD_RESET', token);
        tx.save(Object.assign(account, { passwordHash, emailVerified: true }));
      });
    await this.sessions.endAllAround(userId, change);
  }
}
