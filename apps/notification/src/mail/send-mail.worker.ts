import { Injectable } from '@nestjs/common';
import { Errand, type Task, type Tx } from '@demae/saga';
import { ErasedUser } from '../erasure/erased-user.js';
import { MailChannel, type Mail } from './mail-channel.js';
import { SentMail } from './sent-mail.js';

/** A mail, and whose it is: errands of before do not say that. */
export type MailTo = Mail & { userId?: string };

/** Carries mail out, outside of any transaction, and enters it as sent. */
@Injectable()
export class SendMail {
  constructor(private readonly channel: MailChannel) {}

  @Errand()
  async deliver({ id, key: notificationId, data: { to, subject, text, userId } }: Task<MailTo>) {
    await this.channel.send({ to, subject, text }, id);
    return async (tx: Tx) => {
      // Erased while it was on its way.
      if (userId !== undefined && (await tx.load(ErasedUser, userId))) return;
      tx.insert(SentMail.of(id, notificationId, userId, this.channel, { to, subject, text }));
    };
  }
}
