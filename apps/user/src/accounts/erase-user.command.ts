import { DeliveryServiceService, OrderServiceService, UserErased } from '@demae/contracts';
import { conflict, notFound, Peers, refused } from '@demae/platform';
import { Transactions, type CommandTx } from '@demae/saga';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Sessions } from '../sessions/sessions.js';
import { MailToken } from '../tokens/mail-token.worker.js';
import { Account } from './account.js';
import { Accounts } from './accounts.js';
import { lockAdmins } from './admins.js';
import { Passwords } from './passwords.js';

/**
 * Erases an account: its row goes, and with it whatever belongs to it; the other services blank their copies when they hear of it.
 * @throws Problem 422 without the right password; 409 while orders of theirs or of their stores are on their way, a courier has a job, or nobody would
 * be left to administrate.
 */
export class EraseUser extends Command<void> {
  constructor(
    readonly userId: string,
    readonly password: string | undefined,
  ) {
    super();
  }
}

@CommandHandler(EraseUser)
export class EraseUserHandler implements ICommandHandler<EraseUser> {
  private readonly orders;
  private readonly deliveries;

  constructor(
    private readonly accounts: Accounts,
    private readonly passwords: Passwords,
    private readonly sessions: Sessions,
    private readonly transactions: Transactions,
    peers: Peers,
  ) {
    this.orders = peers.client(OrderServiceService);
    this.deliveries = peers.client(DeliveryServiceService);
  }

  async execute({ userId, password }: EraseUser): Promise<void> {
    const account = await this.accounts.withId(userId);
    if (account.passwordHash !== null && !(await this.passwords.matches(account.passwordHash, password ?? ''))) {
      throw refused('The password is wrong: an account is erased with { "password": … } of it.', 'password');
    }
    await this.mustBeFree(account);
    await this.sessions.endAllAround(userId, () => this.transactions.run((tx) => erase(tx, userId)));
  }

  /** An order on its way needs its people. */
  private async mustBeFree({ id: userId, roles }: Account): Promise<void> {
    const [{ placed, toServe }, { items: jobs }] = await Promise.all([
      this.orders.countOpenOrders({ userId }),
      roles.includes('driver') ? this.deliveries.listJobs({ actor: { userId, roles } }) : { items: [] },
    ]);
    if (placed > 0) throw conflict(`You have ${placed} orders on their way; wait for them, or cancel them.`, { state: 'ORDERS_OPEN' });
    if (toServe > 0) throw conflict(`Your stores have ${toServe} orders to serve first.`, { state: 'ORDERS_TO_SERVE' });
    const busy = jobs.some(({ status }) => status === 'OFFERED' || status === 'ASSIGNED' || status === 'PICKED_UP');
    if (busy) throw conflict('You have an offer or a job as a courier; decline it, or bring it to its end.', { state: 'BUSY' });
  }
}

/** What hangs on the row (addresses, phone numbers, tokens) goes with it, by its foreign key. */
async function erase(tx: CommandTx, userId: string): Promise<void> {
  const admins = await lockAdmins(tx, userId);
  if (admins.length === 1 && admins[0] === userId) throw conflict('You are the last admin; make somebody else an admin first.', { state: 'LAST_ADMIN' });
  const account = await tx.load(Account, userId);
  if (!account) throw notFound('user', userId);
  MailToken.forget(tx, account.email);
  tx.remove(account);
  tx.emit(UserErased({ userId }));
}
