import { notFound } from '@demae/platform';
import { Transactions } from '@demae/saga';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { PhoneNumber } from './phone-number.js';

/** @throws Problem 404, also for somebody else's. */
export class RemovePhoneNumber extends Command<void> {
  constructor(
    readonly userId: string,
    readonly id: string,
  ) {
    super();
  }
}

@CommandHandler(RemovePhoneNumber)
export class RemovePhoneNumberHandler implements ICommandHandler<RemovePhoneNumber> {
  constructor(private readonly transactions: Transactions) {}

  execute({ userId, id }: RemovePhoneNumber): Promise<void> {
    return this.transactions.run(async (tx) => {
      const phone = await tx.load(PhoneNumber, id);
      if (phone?.userId !== userId) throw notFound('phone number', id);
      tx.remove(phone);
    });
  }
}
