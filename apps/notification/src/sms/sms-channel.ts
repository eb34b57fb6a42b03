export interface Sms {
  /** E.164 */
  to: string;
  text: string;
}

/** Whoever carries text messages out. Also the token to inject. */
export abstract class SmsChannel {
  /** As the record of sent messages names it. */
  abstract readonly name: string;

  /** Whether they leave this machine. What does not can be read in the record only, which then has it whole. */
  abstract readonly leaves: boolean;

  /** @throws when it is not known to have been taken on. */
  abstract send(sms: Sms, id: string): Promise<void>;
}
