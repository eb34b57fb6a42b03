import type { Tx } from '@demae/saga';
import type { Delivery } from '../delivery/delivery.js';
import { metresInSql } from '../delivery/distance.js';

/** Whether anybody was free when a transaction first asked: many jobs waiting together need not each find out that nobody is. */
const anybody = new WeakMap<Tx, Promise<boolean>>();

const TAKE = `update driver set status = 'BUSY', delivery_id = $1 where id = (
    select c.id from driver c
    where c.status = 'ONLINE' and not exists (select from passed_offer p where p.delivery_id = $1 and p.driver_id = c.id)
    order by ${metresInSql('c', '$2', '$3')} nulls last, c.id
    limit 1 for update skip locked)
  returning id`;

/** Finds the free courier nearest to the store who has not passed on this delivery, and keeps them busy with it; their id, or undefined. */
export async function takeNearest(tx: Tx, { id, pickUp }: Delivery): Promise<string | undefined> {
  if (!(await anybodyFree(tx))) return undefined;
  const [taken] = await tx.query<{ id: string }>(TAKE, [id, pickUp.lat, pickUp.lng]);
  return taken?.id;
}

/** Lets the delivery's courier go. The delivery itself must be saved before: nobody has two at any moment. */
export async function letGo(tx: Tx, deliveryId: string): Promise<void> {
  await tx.query(`update driver set status = 'ONLINE', delivery_id = null where delivery_id = $1`, [deliveryId]);
}

function anybodyFree(tx: Tx): Promise<boolean> {
  let answer = anybody.get(tx);
  if (!answer) {
    answer = tx.query(`select from driver where status = 'ONLINE' limit 1`).then((rows) => rows.length > 0);
    anybody.set(tx, answer);
  }
  return answer;
}
