import type { BecomeDriverRequest, User } from '@demae/contracts';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { asUser } from './account.js';
import { Accounts } from './accounts.js';

/** Adds the role driver, with a vehicle; said again, it changes the vehicle. */
export class BecomeDriver extends Command<User> {
  constructor(readonly request: BecomeDriverRequest) {
    super();
  }
}

@CommandHandler(BecomeDriver)
export class BecomeDriverHandler implements ICommandHandler<BecomeDriver> {
  constructor(private readonly accounts: Accounts) {}

  async execute({ request }: BecomeDriver): Promise<User> {
    return asUser(await this.accounts.change(request.actor.userId, (account) => account.becomeDriver(request.vehicle, request.licence)));
  }
}
