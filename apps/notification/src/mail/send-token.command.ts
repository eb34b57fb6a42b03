import type { SendTokenRequest } from '@demae/contracts';
import { Settings } from '@demae/platform';
import { newId, Transactions } from '@demae/saga';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { MailChannel } from './mail-channel.js';
import { SentMail } from './sent-mail.js';
import { tokenMail } from './token-mail.js';

/**
 * Mails a one-time token. Not by an errand, as all other mail: the token would lie in its row. Who asks is told how it went, and asks again with
 * another token, hence another mail with an id of its own. @throws whatever keeps the mail from being taken.
 */
export class SendToken extends Command<void> {
  constructor(readonly request: SendTokenRequest) {
    super();
  }
}

@CommandHandler(SendToken)
export class SendTokenHandler implements ICommandHandler<SendToken> {
  constructor(
    private readonly channel: MailChannel,
    private readonly transactions: Transactions,
    private readonly settings: Settings,
  ) {}

  async execute({ request: { email, locale, purpose, token, userId } }: SendToken): Promise<void> {
    const mail = tokenMail(this.settings.get<string>('APP_URL'), email, locale, purpose, token);
    const id = newId();
    await this.channel.send(mail, id);
    const text = this.channel.leaves ? mail.text.replaceAll(token, '…') : mail.text;
    await this.transactions.run((tx) => Promise.resolve(tx.insert(SentMail.of(id, null, userId, this.channel, { ...mail, text }))));
  }
}
