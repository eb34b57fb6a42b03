import type { Tx } from '@demae/saga';

/** Takes a person out of what they have written. What they have said of a store stays, and so does the rating. */
export async function eraseAuthor(tx: Tx, userId: string): Promise<void> {
  await tx.query('update review set author = null, customer_id = null where customer_id = $1', [userId]);
}
