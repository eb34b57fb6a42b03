import type { PhoneNumber as PhoneNumberMessage } from '@demae/contracts';
import { badRequest, conflict, notFound, refused } from '@demae/platform';
import { Transactions } from '@demae/saga';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Account } from '../accounts/account.js';
import { CodeLimits } from './code-limits.js';
import { asMessage, PhoneNumber } from './phone-number.js';
import { TextCode } from './text-code.worker.js';

const MOST = 5;
// E.164: at most fifteen digits, no zero in front.
const NUMBER = /^\+[1-9]\d{6,14}$/;

/**
 * Adds a number and sends a code to it; said again for one that is not verified yet, it sends a new code.
 * @throws Problem 400, 409 when it is verified already, 422 when there are five, 429 when too many codes were asked for.
 */
export class AddPhoneNumber extends Command<PhoneNumberMessage> {
  constructor(
    readonly userId: string,
    readonly number: string,
  ) {
    super();
  }
}

@CommandHandler(AddPhoneNumber)
export class AddPhoneNumberHandler implements ICommandHandler<AddPhoneNumber> {
  constructor(
    private readonly transactions: Transactions,
    private readonly limits: CodeLimits,
  ) {}

  async execute({ userId, number }: AddPhoneNumber): Promise<PhoneNumberMessage> {
    if (!NUMBER.test(number)) throw badRequest('A phone number is written as of E.164, like +819012345678.', [{ path: 'number', message: 'must look like +819012345678' }]);
    await this.limits.count(userId, number);
    return this.transactions.run(async (tx) => {
      // The owner's row is the lock under which their numbers are counted.
      if (!(await tx.load(Account, userId))) throw notFound('user', userId);
      const own = await tx.loadAll(PhoneNumber, { userId });
      const known = own.find((phone) => phone.number === number);
      if (known?.verifiedAt) throw conflict('This number is yours and verified already.', { state: 'VERIFIED' });
      if (!known && own.length >= MOST) throw refused(`You have ${MOST} phone numbers already; remove one first.`, 'too-many');
      const phone = known ?? tx.insert(PhoneNumber.of(userId, number));
      TextCode.ask(tx, phone);
      return asMessage(phone);
    });
  }
}
