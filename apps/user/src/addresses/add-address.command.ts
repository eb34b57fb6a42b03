import type { AddAddressRequest, SavedAddress as SavedAddressMessage } from '@demae/contracts';
import { notFound, refused } from '@demae/platform';
import { Transactions } from '@demae/saga';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Account } from '../accounts/account.js';
import { asMessage, SavedAddress } from './saved-address.js';

const MOST = 50;

/** @throws Problem 422 when there are fifty already. */
export class AddAddress extends Command<SavedAddressMessage> {
  constructor(readonly request: AddAddressRequest) {
    super();
  }
}

@CommandHandler(AddAddress)
export class AddAddressHandler implements ICommandHandler<AddAddress> {
  constructor(private readonly transactions: Transactions) {}

  execute({ request }: AddAddress): Promise<SavedAddressMessage> {
    const { actor, label, address } = request;
    return this.transactions.run(async (tx) => {
      // The owner's row is the lock under which their addresses are counted.
      if (!(await tx.load(Account, actor.userId))) throw notFound('user', actor.userId);
      const others = await tx.loadAll(SavedAddress, { userId: actor.userId });
      if (others.length >= MOST) throw refused(`You have ${MOST} addresses already; remove one first.`, 'too-many');
      return asMessage(tx.insert(SavedAddress.of(actor.userId, label, address)));
    });
  }
}
