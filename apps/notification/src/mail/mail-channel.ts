export interface Mail {
  to: string;
  subject: string;
  text: string;
}

/** Whoever carries mail out. Also the token to inject. */
export abstract class MailChannel {
  /** As the record of sent mail names it. */
  abstract readonly name: string;

  /** Whether mail leaves this machine. What does not can be read in the record only, which then has it whole. */
  abstract readonly leaves: boolean;

  /**
   * @param id the same when the same mail is tried again, because it was not known whether it went out.
   * @throws when it is not known to have been taken on.
   */
  abstract send(mail: Mail, id: string): Promise<void>;
}
