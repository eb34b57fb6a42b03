import { Injectable } from '@nestjs/common';
import { Errand, type Task, type Tx } from '@demae/saga';
import { MailChannel, type Mail } from './mail-channel.js';
import { SentMail } from './sent-mail.js';

/** Carries mail out, outside of any transaction, and enters it as sent. */
@Injectable()
export class SendMail {
  constructor(private readonly channel: MailChannel) {}

  @Errand()
  async deliver({ id, key: notificationId, data: { to, subject, text } }: Task<Mail>) {
    await this.channel.send({ to, subject, text }, id);
    return (tx: Tx) => {
      tx.insert(SentMail.of(id, notificationId, this.channel, { to, subject, text }));
    };
  }
}
