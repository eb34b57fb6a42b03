import { Transactions } from '@demae/saga';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { MailToken } from './mail-token.worker.js';

/** Asks for a token to set a new password; says nothing about whether anybody has this address. */
export class ForgotPassword extends Command<void> {
  constructor(readonly email: string) {
    super();
  }
}

@CommandHandler(ForgotPassword)
export class ForgotPasswordHandler implements ICommandHandler<ForgotPassword> {
  constructor(private readonly transactions: Transactions) {}

  execute({ email }: ForgotPassword): Promise<void> {
    return this.transactions.run((tx) => Promise.resolve(MailToken.ask(tx, 'PASSWORD_RESET', email)));
  }
}
