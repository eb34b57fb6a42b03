import type { UpdateUserRequest, User } from '@demae/contracts';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { asUser } from './account.js';
import { Accounts } from './accounts.js';

/** Changes name and locale; what is absent stays. */
export class UpdateUser extends Command<User> {
  constructor(readonly request: UpdateUserRequest) {
    super();
  }
}

@CommandHandler(UpdateUser)
export class UpdateUserHandler implements ICommandHandler<UpdateUser> {
  constructor(private readonly accounts: Accounts) {}

  async execute({ request }: UpdateUser): Promise<User> {
    const account = await this.accounts.change(request.actor.userId, (found) => {
      found.name = request.name ?? found.name;
      found.locale = request.locale ?? found.locale;
    });
    return asUser(account);
  }
}
