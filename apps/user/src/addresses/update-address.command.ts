import type { SavedAddress as SavedAddressMessage, UpdateAddressRequest } from '@demae/contracts';
import { notFound } from '@demae/platform';
import { Transactions } from '@demae/saga';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { asMessage, SavedAddress } from './saved-address.js';

/** @throws Problem 404, also for somebody else's. */
export class UpdateAddress extends Command<SavedAddressMessage> {
  constructor(readonly request: UpdateAddressRequest) {
    super();
  }
}

@CommandHandler(UpdateAddress)
export class UpdateAddressHandler implements ICommandHandler<UpdateAddress> {
  constructor(private readonly transactions: Transactions) {}

  execute({ request }: UpdateAddress): Promise<SavedAddressMessage> {
    return this.transactions.run(async (tx) => {
      const saved = await tx.load(SavedAddress, request.id);
      if (!saved || saved.userId !== request.actor.userId) throw notFound('address', request.id);
      saved.label = request.label ?? saved.label;
      saved.place = request.address ?? saved.place;
      return asMessage(tx.save(saved));
    });
  }
}
