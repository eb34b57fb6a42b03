import type { User } from '@demae/contracts';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { asUser } from './account.js';
import { Accounts } from './accounts.js';

/** @throws Problem 404 */
export class GetUser extends Query<User> {
  constructor(readonly id: string) {
    super();
  }
}

@QueryHandler(GetUser)
export class GetUserHandler implements IQueryHandler<GetUser> {
  constructor(private readonly accounts: Accounts) {}

  async execute({ id }: GetUser): Promise<User> {
    return asUser(await this.accounts.withId(id));
  }
}
