import type { RegisterRequest, SignedIn } from '@demae/contracts';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { SignIns } from '../sessions/sign-ins.js';
import { Account, rolesOnRegistration } from './account.js';
import { Accounts, addressTaken } from './accounts.js';
import { Passwords } from './passwords.js';

/** Opens an account and signs its owner in. @throws Problem 409 when the address is taken, 422 for a role nobody registers as. */
export class Register extends Command<SignedIn> {
  constructor(readonly request: RegisterRequest) {
    super();
  }
}

@CommandHandler(Register)
export class RegisterHandler implements ICommandHandler<Register> {
  constructor(
    private readonly accounts: Accounts,
    private readonly passwords: Passwords,
    private readonly signIns: SignIns,
  ) {}

  async execute({ request }: Register): Promise<SignedIn> {
    const { email, name, password, userAgent } = request;
    const roles = rolesOnRegistration(request.role);
    // The answer tells anyway; a hash is too dear to make it for nothing.
    if (await this.accounts.withEmail(email)) throw addressTaken();
    const passwordHash = await this.passwords.hash(password);
    const account = await this.accounts.open(Account.open({ email, name, passwordHash, roles, locale: request.locale || 'en', emailVerified: false }));
    return this.signIns.open(account, userAgent);
  }
}
