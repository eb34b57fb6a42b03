import type { LoginRequest, SignedIn } from '@demae/contracts';
import { Problem } from '@demae/platform';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Accounts } from '../accounts/accounts.js';
import { Passwords } from '../accounts/passwords.js';
import { SignIns } from './sign-ins.js';

/** @throws Problem 401, the same for an unknown address and a wrong password; with the right one 403 when the account is suspended. */
export class Login extends Command<SignedIn> {
  constructor(readonly request: LoginRequest) {
    super();
  }
}

@CommandHandler(Login)
export class LoginHandler implements ICommandHandler<Login> {
  constructor(
    private readonly accounts: Accounts,
    private readonly passwords: Passwords,
    private readonly signIns: SignIns,
  ) {}

  async execute({ request }: Login): Promise<SignedIn> {
    const account = await this.accounts.withEmail(request.email);
    const right = await this.passwords.matches(account?.passwordHash, request.password);
    if (!account || !right) {
      throw new Problem({ status: 401, title: 'Not logged in', detail: 'The e-mail address or the password is wrong.', code: 'credentials' });
    }
    return this.signIns.open(account, request.userAgent);
  }
}
