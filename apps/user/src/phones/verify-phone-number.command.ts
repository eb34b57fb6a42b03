import type { PhoneNumber as PhoneNumberMessage } from '@demae/contracts';
import { conflict, notFound, refused } from '@demae/platform';
import { Transactions } from '@demae/saga';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Passwords } from '../accounts/passwords.js';
import { asMessage, PhoneNumber, TRIES } from './phone-number.js';

/** @throws Problem 404, also for somebody else's; 409 when it is verified already; 422 for a wrong code, or without one that is good. */
export class VerifyPhoneNumber extends Command<PhoneNumberMessage> {
  constructor(
    readonly userId: string,
    readonly id: string,
    readonly code: string,
  ) {
    super();
  }
}

@CommandHandler(VerifyPhoneNumber)
export class VerifyPhoneNumberHandler implements ICommandHandler<VerifyPhoneNumber> {
  constructor(
    private readonly transactions: Transactions,
    private readonly passwords: Passwords,
  ) {}

  async execute(command: VerifyPhoneNumber): Promise<PhoneNumberMessage> {
    // A try is counted before it is looked at: many at once are no more than many in turn.
    const { hash, left } = await this.change(command, (phone, now) => ({ hash: phone.try(now), left: TRIES - phone.tries }));
    if (hash === undefined) throw used();
    if (!(await this.passwords.matches(hash, command.code))) throw left > 0 ? refused(`The code is wrong; you can try ${left} more times.`, 'code') : used();
    return this.change(command, (phone, now) => {
      // Another code was sent meanwhile.
      if (phone.codeHash !== hash) throw used();
      phone.verify(now);
      return asMessage(phone);
    });
  }

  private change<R>({ id, userId }: VerifyPhoneNumber, how: (phone: PhoneNumber, now: Date) => R): Promise<R> {
    return this.transactions.run(async (tx) => {
      const phone = await tx.load(PhoneNumber, id);
      if (phone?.userId !== userId) throw notFound('phone number', id);
      if (phone.verifiedAt) throw conflict('This number is verified already.', { state: 'VERIFIED' });
      const answer = how(phone, tx.now());
      tx.save(phone);
      return answer;
    });
  }
}

const used = () => refused('There is no code that is good any more. Ask for a new one with POST /v1/me/phone-numbers and the same number.', 'code');
