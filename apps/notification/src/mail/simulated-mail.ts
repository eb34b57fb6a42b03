import { MailChannel } from './mail-channel.js';

/** Goes nowhere: what would have been sent is in the table of sent mail, which every channel's mail is entered in. */
export class SimulatedMail extends MailChannel {
  readonly name = 'simulated';
  readonly leaves = false;

  send(): Promise<void> {
    return Promise.resolve();
  }
}
