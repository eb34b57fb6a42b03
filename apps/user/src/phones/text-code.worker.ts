import { NotificationServiceService } from '@demae/contracts';
import { Peers } from '@demae/platform';
import { Errand, Transactions, type Task, type Tx } from '@demae/saga';
import { Injectable } from '@nestjs/common';
import { randomInt } from 'node:crypto';
import { Account } from '../accounts/account.js';
import { Passwords } from '../accounts/passwords.js';
import { PhoneNumber } from './phone-number.js';

interface Wish {
  askedAt: string;
}

/** Milliseconds that a code is good for. */
const LASTS = 600_000;
/** Milliseconds for the notification service, which answers when the provider has. */
const PATIENCE = 30_000;

/** Makes a code and has it sent, as MailToken does with tokens: it is in the message, and in no event and no row but for its hash. */
@Injectable()
export class TextCode {
  private readonly notifications;

  constructor(
    private readonly transactions: Transactions,
    private readonly passwords: Passwords,
    peers: Peers,
  ) {
    this.notifications = peers.client(NotificationServiceService);
  }

  static ask(tx: Tx, { id }: PhoneNumber): void {
    tx.send(TextCode, 'deliver', id, { askedAt: tx.now().toISOString() } satisfies Wish);
  }

  @Errand()
  async deliver({ key: id, data: { askedAt } }: Task<Wish>) {
    const code = String(randomInt(1_000_000)).padStart(6, '0');
    const hash = await this.passwords.hash(code);
    const fresh = await this.issue(id, hash, new Date(askedAt));
    if (fresh) await this.notifications.sendCode({ ...fresh, code }, { deadline: PATIENCE });
    return () => undefined;
  }

  /** Where the code goes; undefined when nobody waits for it (any more). */
  private issue(id: string, hash: string, askedAt: Date): Promise<{ userId: string; number: string; locale: string } | undefined> {
    return this.transactions.run(async (tx) => {
      const now = tx.now().getTime();
      const phone = await tx.load(PhoneNumber, id);
      if (!phone || phone.verifiedAt || now >= askedAt.getTime() + LASTS) return undefined;
      phone.expect(hash, new Date(now + LASTS));
      tx.save(phone);
      const [owner] = await tx.query<Pick<Account, 'locale'>>('select locale from account where id = $1', [phone.userId]);
      return { userId: phone.userId, number: phone.number, locale: owner!.locale };
    });
  }
}
