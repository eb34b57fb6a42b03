import { Injectable } from '@nestjs/common';
import { UserErased } from '@demae/contracts';
import { Deadline, Listener, type Task, type Tx } from '@demae/saga';

/** Milliseconds: by then whoever was about to write to them has seen that they are erased. */
const SOON = 60_000;

/** Removes all that a person was told, mailed and texted, and what is yet to be mailed. */
@Injectable()
export class ForgetUser {
  @Listener({ on: UserErased })
  async forget({ userId }: UserErased, tx: Tx) {
    await tx.query('insert into erased_user (user_id, at) values ($1, $2) on conflict do nothing', [userId, tx.now()]);
    await removeAll(userId, tx);
    tx.remind(ForgetUser, 'lookAgain', new Date(tx.now().getTime() + SOON), userId);
  }

  @Deadline()
  lookAgain({ key: userId }: Task, tx: Tx) {
    return removeAll(userId, tx);
  }
}

async function removeAll(userId: string, tx: Tx): Promise<void> {
  await tx.query(
    `delete from task where handler in ('notification/SendMail.deliver', 'notification/TellCustomer.mailLater')
      and (data->>'userId' = $1::text or key in (select id::text from notification where user_id = $1::uuid))`,
    [userId],
  );
  // Mail of before it was written down whose it is, by the addresses that were theirs.
  await tx.query('delete from sent_mail where user_id is null and to_address in (select to_address from sent_mail where user_id = $1)', [userId]);
  for (const table of ['sent_mail', 'sent_sms', 'notification', 'preference']) await tx.query(`delete from ${table} where user_id = $1`, [userId]);
}
