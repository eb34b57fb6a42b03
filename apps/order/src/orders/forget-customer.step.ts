import { Injectable } from '@nestjs/common';
import { Checkout, OrderAnonymized, UserErased } from '@demae/contracts';
import { Deadline, Step, type Task, type Tx } from '@demae/saga';
import { ENDS } from './order-life.js';

/** Milliseconds. The first look again is for an order that was being placed just when the account was erased. */
const SOON = 60_000;
const LATER = 600_000;

/**
 * Blanks what the orders of an erased account say of the person. What was ordered, for how much, and what came of it stays. One that is still on
 * its way needs its address: it is blanked when it has ended. Each is said to be blank by its own event, which comes behind all others of the order.
 */
@Injectable()
export class ForgetCustomer {
  @Step({ on: UserErased, emits: [OrderAnonymized], compensation: 'none' })
  async forget({ userId }: UserErased, tx: Tx) {
    const { said } = await anonymize(userId, tx);
    tx.remind(ForgetCustomer, 'lookAgain', new Date(tx.now().getTime() + SOON), userId);
    return said;
  }

  @Deadline({ emits: [OrderAnonymized] })
  async lookAgain({ key: userId }: Task, tx: Tx) {
    const { said, open } = await anonymize(userId, tx);
    if (open) tx.remind(ForgetCustomer, 'lookAgain', new Date(tx.now().getTime() + LATER), userId);
    return said;
  }
}

interface Row {
  id: string;
  checkout: Buffer;
  ended: boolean;
}

async function anonymize(userId: string, tx: Tx): Promise<{ said: ReturnType<typeof OrderAnonymized>[]; open: boolean }> {
  const orders = await tx.query<Row>('select id, checkout, status = any($2) as ended from customer_order where customer_id = $1 order by id for update', [userId, ENDS]);
  const named = orders.filter(({ ended }) => ended).map(({ id, checkout }) => ({ id, checkout: Checkout.decode(checkout) })).filter(({ checkout }) => checkout.customer.email !== '');
  const ids = named.map(({ id }) => id);
  await tx.query(
    `update customer_order o set checkout = x.checkout, cancel_reason = case when cancelled_by = 'customer' then 'cancelled by the customer' else cancel_reason end
      from unnest($1::uuid[], $2::bytea[]) x(id, checkout) where o.id = x.id`,
    [ids, named.map(({ checkout }) => Buffer.from(Checkout.encode(anonymous(checkout)).finish()))],
  );
  // What a customer writes when they cancel may say anything.
  await tx.query(`update order_history set reason = 'cancelled by the customer' where order_id = any($1::uuid[]) and by = 'customer' and reason is not null`, [ids]);
  // Answers that are kept hold the order whole, and begin with its id: the tag and the length, a byte each, and 36 characters.
  await tx.query(
    `delete from idempotency_key where user_id = $1 or answer is not null and substring(answer from 3 for 36) = any(select convert_to(id, 'UTF8') from unnest($2::text[]) id)`,
    [userId, ids],
  );
  return { said: ids.map((orderId) => OrderAnonymized({ orderId })), open: orders.some(({ ended }) => !ended) };
}

/** Without name, addresses, note and card. */
function anonymous(checkout: Checkout): Checkout {
  const { customer, fulfillment, tender } = checkout;
  return {
    ...checkout,
    customer: { ...customer, name: '', email: '' },
    fulfillment: { ...fulfillment, address: undefined },
    tender: { ...tender, token: undefined },
    note: undefined,
  };
}
