import { Transactions } from '@demae/saga';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { OneTimeTokens } from './one-time-tokens.js';

/** Who has the token reads the mail there. @throws Problem 422 */
export class VerifyEmail extends Command<void> {
  constructor(readonly token: string) {
    super();
  }
}

@CommandHandler(VerifyEmail)
export class VerifyEmailHandler implements ICommandHandler<VerifyEmail> {
  constructor(
    private readonly tokens: OneTimeTokens,
    private readonly transactions: Transactions,
  ) {}

  async execute({ token }: VerifyEmail): Promise<void> {
    await this.transactions.run(async (tx) => {
      const account = await this.tokens.redeem(tx, 'EMAIL_VERIFICATION', token);
      tx.save(Object.assign(account, { emailVerified: true }));
    });
  }
}
