import { NotificationServiceService } from '@demae/contracts';
import { Peers } from '@demae/platform';
import { Errand, type Task, type Tx } from '@demae/saga';
import { Injectable } from '@nestjs/common';
import { normalized } from '../accounts/account.js';
import type { Purpose } from './one-time-token.js';
import { OneTimeTokens } from './one-time-tokens.js';

interface Wish {
  purpose: Purpose;
  email: string;
  askedAt: string;
}

/** Milliseconds for the notification service, which answers when the mail server has. */
const PATIENCE = 30_000;

/**
 * Makes a token and has it mailed. The token is made here, not where it is asked for: so it is in this process' memory, in the call and in the
 * mail, but in no event and in no row, not even that of this errand. What is not known to have been sent is therefore made and sent anew, and
 * the latest mail is the good one.
 */
@Injectable()
export class MailToken {
  private readonly notifications;

  constructor(
    private readonly tokens: OneTimeTokens,
    peers: Peers,
  ) {
    this.notifications = peers.client(NotificationServiceService);
  }

  /** Whether anybody has this address is looked up by the errand: to ask is the same work for all. */
  static ask(tx: Tx, purpose: Purpose, email: string): void {
    const address = normalized(email);
    tx.send(MailToken, 'deliver', keyOf(purpose, address), { purpose, email: address, askedAt: tx.now().toISOString() } satisfies Wish);
  }

  /** Mails nothing any more to an address, as accounts have it, that is nobody's from now on. */
  static forget(tx: Tx, email: string): void {
    for (const purpose of ['PASSWORD_RESET', 'EMAIL_VERIFICATION'] as const) tx.forget(MailToken, 'deliver', keyOf(purpose, email));
  }

  @Errand()
  async deliver({ data: { purpose, email, askedAt } }: Task<Wish>) {
    const fresh = await this.tokens.issue(purpose, email, new Date(askedAt));
    if (fresh) await this.notifications.sendToken(fresh, { deadline: PATIENCE });
    return () => undefined;
  }
}

const keyOf = (purpose: Purpose, address: string) => `${purpose} ${address}`;
