import type { User } from '@demae/contracts';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Account, asUser, type Role } from './account.js';
import { Accounts } from './accounts.js';
import { Passwords } from './passwords.js';

/**
 * Makes sure that this account exists, with any roles: the first admin, demo accounts. One that exists stays as it is, password included.
 * Safe to run at every start and by several processes at once.
 */
export class EnsureUser extends Command<User> {
  constructor(readonly details: { email: string; password: string; name: string; roles: Role[]; locale?: string }) {
    super();
  }
}

@CommandHandler(EnsureUser)
export class EnsureUserHandler implements ICommandHandler<EnsureUser> {
  constructor(
    private readonly accounts: Accounts,
    private readonly passwords: Passwords,
  ) {}

  async execute({ details }: EnsureUser): Promise<User> {
    const { email, name, roles, locale = 'en' } = details;
    const known = await this.accounts.withEmail(email);
    if (known) return asUser(known);
    const passwordHash = await this.passwords.hash(details.password);
    try {
      // Whoever runs the platform knows whose address it is.
      return asUser(await this.accounts.open(Account.open({ email, name, roles, locale, passwordHash, emailVerified: true })));
    } catch (error) {
      const other = await this.accounts.withEmail(email);
      if (!other) throw error;
      return asUser(other);
    }
  }
}
