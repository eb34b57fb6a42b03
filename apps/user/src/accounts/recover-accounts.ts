import { UserErased, UserRegistered } from '@demae/contracts';
import { recover, type Recovery } from '@demae/saga';
import { Account } from './account.js';

/** Who was erased stays erased. Who has registered since is there again, without the password, which is in no event. */
export const accountRecoveries: readonly Recovery[] = [
  recover(UserRegistered, async ({ userId, email, name, locale }, tx, { at }) => {
    if (await tx.load(Account, userId)) return undefined;
    const [other] = await tx.query<{ id: string }>('select id from account where email = $1', [email]);
    if (other) return { look: `account ${userId} was opened at ${at.toISOString()} with an address that account ${other.id} has` };
    const account = Account.open({ email, name, locale, roles: ['customer'], passwordHash: null, emailVerified: false });
    tx.insert(Object.assign(account, { id: userId }));
    return { look: `account ${userId} is there again as a customer without a password, and with no other role: its owner sets a new one as one who forgot it` };
  }),
  recover(UserErased, async ({ userId }, tx, { at }) => {
    const account = await tx.load(Account, userId);
    if (!account) return undefined;
    tx.remove(account);
    return `account ${userId} is erased again, as since ${at.toISOString()}`;
  }),
];
