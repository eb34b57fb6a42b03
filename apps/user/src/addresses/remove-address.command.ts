import type { RemoveAddressRequest } from '@demae/contracts';
import { notFound } from '@demae/platform';
import { Transactions } from '@demae/saga';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { SavedAddress } from './saved-address.js';

/** Orders keep their own copy. @throws Problem 404, also for somebody else's. */
export class RemoveAddress extends Command<void> {
  constructor(readonly request: RemoveAddressRequest) {
    super();
  }
}

@CommandHandler(RemoveAddress)
export class RemoveAddressHandler implements ICommandHandler<RemoveAddress> {
  constructor(private readonly transactions: Transactions) {}

  execute({ request }: RemoveAddress): Promise<void> {
    return this.transactions.run(async (tx) => {
      const saved = await tx.load(SavedAddress, request.id);
      if (!saved || saved.userId !== request.actor.userId) throw notFound('address', request.id);
      tx.remove(saved);
    });
  }
}
