import { conflict, notFound } from '@demae/platform';
import { Transactions } from '@demae/saga';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Account } from '../accounts/account.js';
import { MailToken } from './mail-token.worker.js';

/** Mails a new token to verify somebody's own address with. @throws Problem 409 when it is verified already. */
export class AskVerification extends Command<void> {
  constructor(readonly userId: string) {
    super();
  }
}

@CommandHandler(AskVerification)
export class AskVerificationHandler implements ICommandHandler<AskVerification> {
  constructor(private readonly transactions: Transactions) {}

  execute({ userId }: AskVerification): Promise<void> {
    return this.transactions.run(async (tx) => {
      const account = await tx.load(Account, userId);
      if (!account) throw notFound('user', userId);
      if (account.emailVerified) throw conflict('Your address is verified already.', { state: 'VERIFIED' });
      MailToken.ask(tx, 'EMAIL_VERIFICATION', account.email);
    });
  }
}
