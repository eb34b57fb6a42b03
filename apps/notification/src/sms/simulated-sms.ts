import { SmsChannel } from './sms-channel.js';

/** Goes nowhere: what would have been sent is in the table of sent messages. */
export class SimulatedSms extends SmsChannel {
  readonly name = 'simulated';
  readonly leaves = false;

  send(): Promise<void> {
    return Promise.resolve();
  }
}
