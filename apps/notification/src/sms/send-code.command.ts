import type { SendCodeRequest } from '@demae/contracts';
import { newId, Transactions } from '@demae/saga';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { SentSms } from './sent-sms.js';
import { SmsChannel } from './sms-channel.js';

/** Sends a code while the user service waits, for the same reasons as SendToken. @throws whatever keeps the message from being taken. */
export class SendCode extends Command<void> {
  constructor(readonly request: SendCodeRequest) {
    super();
  }
}

const TEXTS = {
  en: (code: string) => `${code} is your Demae code. It is good for 10 minutes. We never ask you for it.`,
  ja: (code: string) => `出前の確認コードは ${code} です。10分間有効です。他人に教えないでください。`,
};

@CommandHandler(SendCode)
export class SendCodeHandler implements ICommandHandler<SendCode> {
  constructor(
    private readonly channel: SmsChannel,
    private readonly transactions: Transactions,
  ) {}

  async execute({ request: { number, locale, code, userId } }: SendCode): Promise<void> {
    const sms = { to: number, text: TEXTS[locale === 'ja' ? 'ja' : 'en'](code) };
    const id = newId();
    await this.channel.send(sms, id);
    const text = this.channel.leaves ? sms.text.replaceAll(code, '…') : sms.text;
    await this.transactions.run((tx) => Promise.resolve(tx.insert(SentSms.of(id, userId, this.channel, { ...sms, text }))));
  }
}
