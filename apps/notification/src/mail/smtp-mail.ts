import type { OutsideCalls } from '@demae/platform';
import type { OnModuleDestroy } from '@nestjs/common';
import { createTransport } from 'nodemailer';
import { MailChannel, type Mail } from './mail-channel.js';

/** Well below the time after which an errand counts as lost. */
const PATIENCE = 10_000;

/** Over SMTP. A mail tried again has the same Message-ID, by which mailboxes know it for the same. */
export class SmtpMail extends MailChannel implements OnModuleDestroy {
  readonly name = 'smtp';
  readonly leaves = true;
  private readonly transport;

  /** @param url smtp://user:password@host:587, or smtps:// */
  constructor(
    private readonly url: string,
    private readonly from: string,
    private readonly calls: OutsideCalls,
  ) {
    super();
    this.transport = createTransport({ url, pool: true, maxConnections: 4, connectionTimeout: PATIENCE, greetingTimeout: PATIENCE, socketTimeout: PATIENCE });
  }

  async send({ to, subject, text }: Mail, id: string): Promise<void> {
    const call = this.calls.beginAs('SMTP send', new URL(this.url), { 'network.protocol.name': 'smtp' });
    try {
      await this.transport.sendMail({ from: this.from, to, subject, text, messageId: `<${id}@demae>` });
      call.end(undefined);
    } catch (error) {
      call.end(undefined, error);
      throw error;
    }
  }

  onModuleDestroy(): void {
    this.transport.close();
  }
}
