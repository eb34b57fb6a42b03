import type { ChangeAccessRequest, User } from '@demae/contracts';
import { badRequest, conflict, forbidden, notFound } from '@demae/platform';
import { Transactions, type CommandTx } from '@demae/saga';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Sessions } from '../sessions/sessions.js';
import { Account, asUser, roles, type Role } from './account.js';
import { lockAdmins } from './admins.js';

/**
 * Gives or takes roles, suspends somebody or lets them in again. Access tokens carry the roles: their sessions end with any change, and who may
 * logs in anew. What is as wished already changes nothing.
 * @throws Problem 403 when the actor is no admin (any more), 404, 409 when nobody would be left to administrate or the actor would lock themselves out.
 */
export class ChangeAccess extends Command<User> {
  constructor(readonly request: ChangeAccessRequest) {
    super();
  }
}

@CommandHandler(ChangeAccess)
export class ChangeAccessHandler implements ICommandHandler<ChangeAccess> {
  constructor(
    private readonly transactions: Transactions,
    private readonly sessions: Sessions,
  ) {}

  async execute({ request }: ChangeAccess): Promise<User> {
    // Looked at first: what is refused or so already ends nobody's session.
    const before = await this.decide(request, () => undefined);
    if (!before.changed) return asUser(before.account);
    let after = before;
    await this.sessions.endAllAround(request.userId, async () => {
      after = await this.decide(request, (tx, account) => tx.save(account));
    });
    return asUser(after.account);
  }

  private decide(request: ChangeAccessRequest, record: (tx: CommandTx, account: Account) => unknown): Promise<{ changed: boolean; account: Account }> {
    return this.transactions.run(async (tx) => {
      const admins = await lockAdmins(tx, request.userId);
      if (!admins.includes(request.actor.userId)) throw forbidden('This is for admins; you are none any more.');
      const account = await tx.load(Account, request.userId);
      if (!account) throw notFound('user', request.userId);
      const changed = change(account, request, admins, tx.now());
      if (changed) record(tx, account);
      return { changed, account };
    });
  }
}

/** Changes the account as wished; false when it is so already. */
function change(account: Account, { actor, suspended, roles: given }: ChangeAccessRequest, admins: readonly string[], now: Date): boolean {
  const wanted = given && known(given.names);
  const isAdmin = admins.includes(account.id);
  if (wanted && isAdmin && admins.length === 1 && !wanted.includes('admin')) {
    throw conflict('This is the last admin; make somebody else an admin first.', { state: 'LAST_ADMIN' });
  }
  if (suspended && account.id === actor.userId) throw conflict('You cannot suspend yourself; ask another admin.', { state: 'OWN_ACCOUNT' });
  const otherRoles = wanted !== undefined && !(wanted.length === account.roles.length && wanted.every((role) => account.roles.includes(role)));
  const otherState = suspended !== undefined && suspended !== (account.suspendedAt !== null);
  if (otherRoles) account.roles = wanted;
  if (otherState) account.suspendedAt = suspended ? now : null;
  return otherRoles || otherState;
}

/** @throws Problem 400 */
function known(names: readonly string[]): Role[] {
  const strange = names.find((name) => !roles.includes(name as Role));
  if (strange !== undefined || names.length === 0) throw badRequest(`Roles are one or more of ${roles.join(', ')}.`, [{ path: 'roles', message: 'must be roles' }]);
  return [...new Set(names)] as Role[];
}
